"""Lost answers and killed processes in front of a server that takes every post as often as it comes."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from attrs import frozen
from tests.crash.chance import die_often
from tests.crash.faults import WITHOUT_KILLS, Asked, Chance, Fault, lots
from tests.crash.proxy import Proxy
from tests.crash.site import Site
from tests.crash.tally import Tally
from tests.crash.world import ROOT
from tests.live.snac.server import Member, Snac, free_port, running

from postwire.credentials import Vault
from postwire.demo.media import Sample

A_TRIAL = 25
"""Posts of one trial."""
_KINDS = ("text", "text", "text", "image", "carousel")
_LOSSES = (Fault.LOST, Fault.RESET_AFTER, Fault.TORN, Fault.TOO_SLOW)
"""Done, and the answer does not come."""


@frozen
class World:
    """The server, and what processes that talk to it need."""

    server: Snac
    key: str
    environment: dict[str, str]

    async def live(self, member: Member) -> list[dict[str, Any]]:
        """Everything that readers see of an account."""
        return await asyncio.to_thread(self.server.statuses, member)


async def lost_answers(folder: Path, seed: str, wanted: int) -> Tally:
    """Every answer to a publish call is lost, in one way or another."""
    lot, tally = lots(seed), Tally()

    def script(asked: Asked) -> Fault:
        if asked.operation != "publish":
            return Fault.NONE
        tally.counts["answers lost"] += 1
        return lot.choice(_LOSSES)

    async with _place(folder / seed) as place:
        place.proxy.script = script
        place.accept([_KINDS[number % len(_KINDS)] for number in range(wanted)])
        await place.finish()
        tally.verdict += await place.judge()
    return tally


async def kills(folder: Path, seed: str, wanted: int) -> Tally:
    """Runners are killed at random moments, over a connection that fails."""
    script = Chance(seed, WITHOUT_KILLS)
    async with _place(folder / seed) as place:
        place.proxy.script = script
        place.accept([_KINDS[number % len(_KINDS)] for number in range(A_TRIAL)])
        tally = await die_often(place, lots(seed), wanted)
        await place.finish()
        tally.verdict += await place.judge()
    tally.counts["faults on the way"] += script.struck.total()
    return tally


@contextlib.asynccontextmanager
async def _place(folder: Path) -> AsyncIterator[Site]:
    """A server of its own behind a proxy, whose name it goes by; an account; an empty database."""
    await asyncio.to_thread(folder.mkdir, parents=True)
    port, key = free_port(), Vault.new_key()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("POSTWIRE_")}
    environment |= {"POSTWIRE_KEY": key, "PYTHONPATH": str(ROOT)}
    async with Proxy(port, operation=operation_of) as proxy:
        with running(folder / "server", port, urlsplit(proxy.url).netloc) as server:
            world: Any = World(server, key, environment)
            member: Any = server.member("author")
            yield Site(world, folder, member, proxy, platform="mastodon", base="", picture=str(Sample.PHOTO.path))


def operation_of(request: bytes) -> str:
    """What a request asks for, by its first line."""
    method, target, _ = request.split(b"\r\n", 1)[0].split(b" ")
    match method, target.partition(b"?")[0]:
        case b"POST", b"/api/v1/statuses":
            return "publish"
        case b"POST", _:
            return "create"
        case _, path if path.endswith(b"/statuses"):
            return "list"
        case _:
            return "read"
