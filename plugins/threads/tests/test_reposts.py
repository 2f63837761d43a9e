"""A repost is one call without a container: what there is already is told from what other posts repost."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

import postwire_threads as threads
from postwire.account import Account
from postwire.container import Container
from postwire.exchange import Refused, Reply, Request
from postwire.post import Post
from postwire.progress import Live, Ready
from postwire.receipt import Receipt
from postwire_contract.rehearsal import converse

ADA = Account(platform="threads", user_id="17841400000000001")
WANTED = "17900000000000005"
STAGED = Container(data={"repost_of": WANTED})
REPOST = Post("", options={"threads": {"repost_of": WANTED}})
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def looked(*items: Any) -> Any:
    """What polling learns where the account's posts are these."""
    return converse(threads.poll(STAGED, ADA), lambda _: Reply(200, json.dumps({"data": items})))


def repost(of: Any, **more: Any) -> dict[str, Any]:
    return {"id": "1", "media_type": "REPOST_FACADE", "reposted_post": of, **more}


def test_nothing_is_sent_to_stage_it():
    assert converse(threads.create(REPOST, ADA), pytest.fail) == STAGED


@pytest.mark.parametrize("other", ["17900000000000004", "17900000000000006", None, ""])
def test_a_repost_of_another_post_is_not_this_one(other):
    assert looked(repost({"id": other}), repost({}), repost(None), repost(WANTED), {"id": WANTED}, None) == Ready()


def test_what_was_reposted_already_is_live():
    nameless = {"reposted_post": {"id": WANTED}}
    found = looked(
        nameless, repost({"id": "17900000000000004"}), repost({"id": WANTED}, id="2", permalink="https://t/2")
    )
    assert found == Live(Receipt("2", "https://t/2"))


@pytest.mark.parametrize("said", [{}, {"data": None}, {"data": {}}])
def test_a_listing_without_a_list_is_refused(said):
    with pytest.raises(Refused, match="no `data`"):
        converse(threads.poll(STAGED, ADA), lambda _: Reply(200, json.dumps(said)))


def test_publishing_it_is_one_call_and_a_look_up():
    asked: list[Request] = []

    def answer(request: Request) -> Reply:
        asked.append(request)
        return Reply(200, '{"id": "2"}')

    assert converse(threads.publish(STAGED, ADA), answer) == Receipt("2")
    assert [(request.method, request.path, request.optional) for request in asked] == [
        ("POST", f"/{WANTED}/repost", False),
        ("GET", "/2", True),
    ]


def found(post: Post, *items: dict[str, Any]) -> list[str]:
    """What is taken for a post whose answer was lost, in a list of what went live at noon."""
    told = json.dumps({"data": [{"timestamp": "2026-11-21T12:00:00+0000", **item} for item in items]})
    return [receipt.post_id for receipt in converse(threads.find(post, NOON, ADA), lambda _: Reply(200, told))]


def test_a_repost_whose_answer_was_lost_is_known_by_what_it_reposts():
    others = [repost({"id": other}) for other in ("17900000000000004", "17900000000000006")]
    assert found(REPOST, *others, repost(None), repost({"id": WANTED}, id="2")) == ["2"]


def test_a_repost_is_never_taken_for_a_post_that_says_the_same():
    plain = {"id": "2", "text": "Look.", "media_type": "TEXT_POST"}
    assert found(Post("Look."), {**plain, "id": "1", "reposted_post": {"id": WANTED}}, plain) == ["2"]
