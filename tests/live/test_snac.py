"""A server of the Fediverse: what is published through `postwire run` is what it shows, and what it drops is told."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.live.snac.kinds import CARD, CLIP, PHOTO, Shell, every_kind
from tests.live.snac.server import Snac, running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snac]:
    with running(tmp_path_factory.mktemp("snac") / "data") as server:
        yield server


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_every_kind_of_post_is_shown_and_what_is_dropped_is_told(server: Snac, tmp_path: Path) -> None:
    member: Any = server.member("kinds")
    shell = Shell(tmp_path, server, member)  # type: ignore[arg-type]  # one shell for servers of two kinds
    shell.connect()
    shown = dict(every_kind(shell))
    assert [each["description"] for each in shown["pictures"]["media_attachments"]] == ["One", "Two"]
    assert shown["video"]["media_attachments"][0]["type"] == "video"
    assert shown["link"]["text"] == "A link.\n\nhttps://example.org/way"
    assert shown["reply"]["in_reply_to_id"] is not None
    assert shown["warning"]["spoiler_text"] == "Hills"
    stored = {_digest(path) for path in (server.data / "user" / "kinds" / "static").iterdir()}
    assert {_digest(Path(file)) for file in (PHOTO, CARD, CLIP)} <= stored
    assert len(server.statuses(member)) == len(shown)
    notes = {each["text"]: each["notes"] for each in json.loads(shell("list", "--json"))["deliveries"]}
    assert notes.pop("A poll?") == ["Its poll offers nothing: there is none."]
    assert "answers no post" in notes.pop("An answer to nothing.")[0]
    assert len(notes.pop("In German.")) == 2
    assert not any(notes.values())


def test_what_the_server_cannot_delete_is_not_taken_for_deleted(server: Snac, tmp_path: Path) -> None:
    member: Any = server.member("deleting")
    shell = Shell(tmp_path, server, member)  # type: ignore[arg-type]  # as above
    shell.connect()
    shell.post("It stays.")
    (delivery,) = shell.states()
    with pytest.raises(AssertionError, match="does not let apps delete"):
        shell("delete", delivery["id"], "--wait")
    assert shell.state(delivery["id"])["diagnosis"]["code"] == "mastodon.still_there"
    assert [each["text"] for each in server.statuses(member)] == ["It stays."]


def test_a_revoked_token_holds_what_waits_until_the_account_is_connected_again(server: Snac, tmp_path: Path) -> None:
    member: Any = server.member("revoked")
    shell = Shell(tmp_path, server, member)  # type: ignore[arg-type]  # as above
    account = ("accounts", "add", "mastodon", "--user-id", f"{member.user_id}@{server.host}", "--handle", member.handle)
    shell(*account, "--api-base", f"http://{server.host}", "--token-stdin", given=member.token)
    server.revoke(member)
    shell("post", f"@{member.handle}", "--text", "Later.", "--json")
    shell("run", "--until-idle", "--quiet")
    (held,) = shell.states()
    assert (held["state"], held["diagnosis"]["code"]) == ("held", "mastodon.token_invalid")
    shell.connect()
    shell("run", "--until-idle", "--quiet")
    assert [each["text"] for each in server.statuses(member)] == ["Later."]
