"""Each hook that talks, driven by hand: what it asks, and what it makes of the answers. No network."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

import postwire_corkboard as corkboard
from postwire.account import Account
from postwire.container import Container
from postwire.diagnosis import Action
from postwire.exchange import Exchange, Refused, Reply, Request
from postwire.media import Media
from postwire.post import Post
from postwire.progress import Gone, Live, Processing, Ready, Rejected
from postwire.receipt import Receipt

ADA = Account(platform="corkboard", user_id="ada")
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
RECEIPT = Receipt("n1", "https://corkboard.example/ada/n1", NOON)
PINNED = {"note": "n1", "url": "https://corkboard.example/ada/n1", "pinned_at": "2026-11-21T12:00:00Z"}


def answer(body: Any, status: int = 200) -> Reply:
    return Reply(status, json.dumps(body))


def hold(exchange: Exchange[Any], *replies: Reply) -> tuple[Sequence[Request], Any]:
    """What a conversation asks, given these answers, and what it returns."""
    asked = [next(exchange)]
    *early, last = replies
    asked += [exchange.send(reply) for reply in early]
    with pytest.raises(StopIteration) as done:
        exchange.send(last)
    return asked, done.value.value


def test_create_sends_the_text_alone_where_there_is_nothing_else() -> None:
    (request,), container = hold(corkboard.create(Post("Milk!"), ADA), answer({"draft": "d1"}, 201))
    assert request == Request("POST", "/boards/ada/drafts", json={"text": "Milk!"})
    assert container == Container("d1")


def test_create_sends_everything_that_a_post_holds() -> None:
    post = Post(
        "Milk!",
        media=(Media("https://pictures.example/milk.png", alt_text="A bottle"),),
        options={"corkboard": {"colour": "pink"}, "threads": {"topic_tag": "milk"}},
    )
    (request,), _ = hold(corkboard.create(post, ADA), answer({"draft": "d1"}))
    assert request.json == {
        "text": "Milk!",
        "picture_url": "https://pictures.example/milk.png",
        "picture_alt": "A bottle",
        "colour": "pink",
    }
    (reply,), _ = hold(corkboard.create(Post("Bought.", reply_to="n1"), ADA), answer({"draft": "d2"}))
    assert reply.json == {"text": "Bought.", "in_reply_to": "n1"}


@pytest.mark.parametrize(
    ("said", "learnt"),
    [
        ({"state": "drying"}, Processing()),
        ({"state": "dry"}, Ready()),
        ({"state": "lost"}, Gone()),
        ({"state": "pinned", **PINNED}, Live(RECEIPT)),
    ],
)
def test_poll_reads_the_state_of_a_draft(said: dict[str, str], learnt: object) -> None:
    (request,), progress = hold(corkboard.poll(Container("d1")), answer(said))
    assert request == Request("GET", "/drafts/d1")
    assert progress == learnt


def test_poll_says_why_a_draft_was_torn() -> None:
    torn = answer({"state": "torn", "reason": "picture_unreadable"})
    _, progress = hold(corkboard.poll(Container("d1")), torn)
    assert isinstance(progress, Rejected)
    assert progress.diagnosis.code == "corkboard.picture_unreadable"
    assert progress.diagnosis.action is Action.FIX_INPUT
    assert progress.diagnosis.reply == torn


@pytest.mark.parametrize("said", [{"state": "torn", "reason": "moths"}, {"state": "torn"}])
def test_a_draft_torn_for_an_unknown_reason_is_rejected_all_the_same(said: dict[str, str]) -> None:
    _, progress = hold(corkboard.poll(Container("d1")), answer(said))
    assert isinstance(progress, Rejected)
    assert progress.diagnosis.code == "corkboard.draft_torn"
    assert str(said.get("reason")) in progress.diagnosis.detail


@pytest.mark.parametrize("body", [{"state": "framed"}, {}, {"state": "pinned"}, [], "dry"])
def test_poll_refuses_what_it_does_not_understand(body: Any) -> None:
    conversation = corkboard.poll(Container("d1"))
    next(conversation)
    with pytest.raises(Refused):
        conversation.send(answer(body))


def test_publish_pins_with_one_request_and_returns_the_receipt() -> None:
    (request,), receipt = hold(corkboard.publish(Container("d1")), answer(PINNED))
    assert request == Request("POST", "/drafts/d1/pin")
    assert receipt == RECEIPT


@pytest.mark.parametrize("extra", [{}, {"url": None, "pinned_at": "yesterday"}, {"url": 7, "pinned_at": "2026-11-21"}])
def test_a_receipt_needs_nothing_but_the_note(extra: dict[str, Any]) -> None:
    _, receipt = hold(corkboard.publish(Container("d1")), answer({"note": "n1", **extra}))
    assert receipt == Receipt("n1")


def test_publish_refuses_a_yes_without_a_note() -> None:
    conversation = corkboard.publish(Container("d1"))
    next(conversation)
    with pytest.raises(Refused, match="note"):
        conversation.send(answer({"url": "https://corkboard.example/ada/n1"}))


def test_delete_asks_once_and_needs_no_body() -> None:
    (request,), nothing = hold(corkboard.delete(RECEIPT), Reply(204))
    assert request == Request("DELETE", "/notes/n1")
    assert nothing is None


def note(number: int, **changes: Any) -> dict[str, Any]:
    fields = {"text": "Milk!", "picture": None, "in_reply_to": None, "colour": "yellow"}
    return {**PINNED, "note": f"n{number}", **fields, **changes}


@pytest.mark.parametrize(
    ("post", "listed", "found"),
    [
        (Post("Milk!"), [note(1), note(2, text="Milk"), note(3)], ["n1", "n3"]),
        (Post("Milk!"), [note(1, in_reply_to="n0"), note(2, picture="https://pictures.example/milk.png")], []),
        (Post("Milk!", reply_to="n0"), [note(1), note(2, in_reply_to="n0"), note(3, in_reply_to="n9")], ["n2"]),
        (Post("Milk!", media=(Media("https://pictures.example/milk.png"),)), [note(1), note(2, picture="p")], ["n2"]),
        (Post("Milk!", options={"corkboard": {"colour": "pink"}}), [note(1), note(2, colour="pink")], ["n2"]),
        (Post("Milk!"), [], []),
    ],
)
def test_find_takes_only_notes_that_say_exactly_this(post: Post, listed: list[Any], found: list[str]) -> None:
    _, receipts = hold(corkboard.find(post, NOON, ADA), answer({"notes": listed, "next": None}))
    assert [receipt.post_id for receipt in receipts] == found


def test_find_looks_back_a_minute_further_and_reads_every_page() -> None:
    (first, second), receipts = hold(
        corkboard.find(Post("Milk!"), NOON, ADA),
        answer({"notes": [note(1)], "next": "n1"}),
        answer({"notes": [note(2)], "next": None}),
    )
    assert first == Request("GET", "/boards/ada/notes", query={"since": "2026-11-21T11:59:00+00:00"})
    assert second.query == {**first.query, "after": "n1"}
    assert [receipt.post_id for receipt in receipts] == ["n1", "n2"]


def test_find_refuses_a_list_that_is_none() -> None:
    conversation = corkboard.find(Post("Milk!"), NOON, ADA)
    next(conversation)
    with pytest.raises(Refused, match="notes"):
        conversation.send(answer({"items": []}))
