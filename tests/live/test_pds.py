"""A personal data server: what is published through `postwire run` is what it holds, once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.live.pds.desk import Desk
from tests.live.pds.kinds import Shell, every_kind
from tests.live.pds.refusals import refusals
from tests.live.pds.server import Server, running

from postwire.diagnosis import Action
from postwire.drive import Answered
from postwire.operation import Operation
from postwire.post import Post
from postwire.progress import Live, Ready, Rejected
from postwire.seen import Listing
from postwire.service import Service
from postwire_bluesky.errors import classify


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("pds") / "data") as server:
        yield server


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[Server]:
    with running(tmp_path / "limited", PDS_RATE_LIMITS_ENABLED="true") as server:
        yield server


def test_every_kind_of_post_is_held_as_it_was_meant(server: Server, tmp_path: Path) -> None:
    shell = Shell(tmp_path, server, server.member("kinds"))
    shell.connect()
    held: dict[str, dict[str, Any]] = dict(every_kind(shell))
    features = [facet["features"][0]["$type"].rpartition("#")[2] for facet in held["text"]["facets"]]
    assert features == ["mention", "link", "tag"]
    assert held["picture"]["embed"]["images"][0]["alt"] == "A lighthouse"
    assert held["picture"]["embed"]["images"][0]["aspectRatio"] == {"width": 1080, "height": 1080}
    assert [image["alt"] for image in held["pictures"]["embed"]["images"]] == [f"picture {n}" for n in range(4)]
    assert held["pictures"]["labels"]["values"] == [{"val": "nudity"}]
    assert held["video"]["embed"]["video"]["mimeType"] == "video/mp4"
    assert held["card"]["embed"]["external"]["title"] == "Lights"
    assert held["card"]["embed"]["external"]["thumb"]["mimeType"] == "image/png"
    assert (held["languages"]["langs"], held["languages"]["tags"]) == (["en", "pt-BR"], ["light"])
    assert held["reply"]["reply"]["root"] == held["reply"]["reply"]["parent"]
    assert held["quote"]["embed"]["$type"] == "app.bsky.embed.record"
    assert held["quote with a picture"]["embed"]["media"]["$type"] == "app.bsky.embed.images"
    texts = [post["value"]["text"] for post in server.posts(shell.member)]
    assert len(texts) == len(held) + 2  # the question, and the second part of the thread


def test_a_session_that_has_run_out_is_renewed_and_the_post_goes_out(server: Server, tmp_path: Path) -> None:
    shell = Shell(tmp_path, server, server.member("expired"))
    shell.connect()
    shell.expire()
    shell.post("After a refresh.")
    assert [post["value"]["text"] for post in server.posts(shell.member)] == ["After a refresh."]
    assert "ExpiredToken" in shell("show", shell.states()[0]["id"])


def test_a_post_is_taken_down_and_one_that_is_gone_already_is_no_trouble(server: Server, tmp_path: Path) -> None:
    shell = Shell(tmp_path, server, server.member("deleting"))
    shell.connect()
    for text in ("One.", "Two."):
        shell.post(text)
    server.delete(shell.member, server.posts(shell.member)[0]["uri"])
    for each in ("One.", "Two."):
        shell.delete(each)
    assert server.posts(shell.member) == []


def test_the_same_record_sent_again_and_again_is_one_post(server: Server) -> None:
    desk = Desk(server, server.member("again"))
    container = desk.staged(Post("Once."))
    assert desk.polled(container) == Answered(Ready())
    receipts = [desk.published(container) for _ in range(5)]
    assert all(receipt == receipts[0] for receipt in receipts)
    assert desk.polled(container) == Answered(Live(receipts[0].value))
    assert [post["value"]["text"] for post in server.posts(desk.member)] == ["Once."]


def test_what_another_program_changed_is_told_and_never_overwritten(server: Server) -> None:
    desk = Desk(server, server.member("changed"))
    container = desk.staged(Post("As it was meant."))
    desk.published(container)
    server.edit(desk.member, container.id or "", text="As somebody changed it.")
    seen, sent = desk.polled(container), desk.published(container)
    assert isinstance(seen.value, Rejected)
    assert seen.value.diagnosis.code == "bluesky.record_differs"
    assert (sent.code, sent.action) == ("bluesky.key_taken", Action.VERIFY)
    assert [post["value"]["text"] for post in server.posts(desk.member)] == ["As somebody changed it."]


def test_a_post_is_found_by_what_it_says_and_listed(server: Server) -> None:
    desk = Desk(server, server.member("listed"))
    for number, text in enumerate(("One.", "Two.", "Three.")):
        desk.published(desk.staged(Post(text), f"{number:032x}"))
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    found = desk.talk(Operation.READ, lambda: desk.connector.find(Post("Two."), long_ago, desk.account))
    posts = desk.talk(Operation.READ, lambda: desk.connector.listed(Listing(service=Service.POSTS), desk.account))
    assert [post.text for post in posts.value.posts] == ["Three.", "Two.", "One."]
    assert [receipt.post_id for receipt in found.value] == [posts.value.posts[1].id]
    profile = desk.talk(Operation.READ, lambda: desk.connector.profile(desk.account))
    assert profile.value.handle == "listed.test"


def test_every_refusal_is_worded_as_it_was_and_understood(server: Server, limited: Server) -> None:
    for refusal in refusals(server, limited):
        diagnosis = classify(refusal.reply, refusal.operation)
        assert diagnosis is not None, f"{refusal.name}: {refusal.reply}"
        assert diagnosis.code == refusal.code, f"{refusal.name}: {refusal.reply}"
