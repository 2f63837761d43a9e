"""``python -m tests.live.pds.recording``: the cassettes of Bluesky anew, each scenario by an account of its own."""

import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from tests.live.pds.server import Member, Server, running

import postwire_bluesky
from postwire_contract.kit import Kit
from postwire_contract.record import record
from postwire_contract.scenario import Staging
from postwire_contract.staged import Staged

_CANNOT = "a server cannot be brought to it by one account"


def recorded(server: Server, kit: Kit) -> Iterator[str]:
    """Record every scenario that a server can be brought to; says of each what became of it."""
    parent = server.member("parent")
    for number, scenario in enumerate(kit.scenarios):
        member = server.member(f"author{number}")
        staged = _staged(server, scenario.staging, member, _post(server, parent))
        if staged is None:
            yield f"{scenario.name}: left out, {_CANNOT}"
        else:
            yield f"{scenario.name}: {record(kit, scenario, staged, server.version)}"


def _staged(server: Server, staging: Staging, member: Member, parent: str) -> Staged | None:
    match staging:
        case Staging.HONEST | Staging.LOST_ANSWER | Staging.GONE:
            token = member.access
        case Staging.TOKEN_EXPIRED:
            token = server.expired(member)
        case Staging.TOKEN_REVOKED:
            token = member.refresh  # one that is not good for this
        case _:
            return None
    return Staged(
        url=server.url,
        user_id=member.did,
        handle=member.handle,
        token=token,
        parent=parent,
        delete_behind_our_back=lambda post_id: _unheard(server, member, post_id),
    )


def _unheard(server: Server, member: Member, post_id: str) -> None:
    """Delete from a process of its own: everything that is said in this one is recorded."""
    with ProcessPoolExecutor(1, get_context("spawn")) as elsewhere:
        elsewhere.submit(server.delete, member, post_id).result()


def _post(server: Server, member: Member) -> str:
    body = {
        "repo": member.did,
        "collection": "app.bsky.feed.post",
        "record": {"$type": "app.bsky.feed.post", "text": "A question.", "createdAt": "2026-11-21T09:00:00.000Z"},
    }
    return str(server.ask("com.atproto.repo.createRecord", body, token=member.access)["uri"])


def main(folder: Path) -> None:
    """Record all of them."""
    with tempfile.TemporaryDirectory() as data, running(Path(data) / "server") as server:
        for line in recorded(server, Kit(postwire_bluesky, folder)):
            sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("cassettes"))
