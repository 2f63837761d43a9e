"""What is asked for lists and profiles, and what is made of the answers. No network."""

import json
from datetime import UTC, datetime

import pytest

import postwire_threads as threads
from postwire.account import Account
from postwire.exchange import Refused, Reply
from postwire.seen import Approval, Listing, Page, Profile, SeenKind, SeenPost
from postwire.service import Service
from postwire_contract.rehearsal import converse

ADA = Account(platform="threads", user_id="1")


def asked_and_read(listing, told):
    asked = []

    def reply(request):
        asked.append(request)
        return Reply(200, json.dumps(told))

    page = converse(threads.listed(listing, ADA), reply)
    return asked[0], page


def read(*items, **more):
    return asked_and_read(Listing(service=Service.POSTS), {"data": list(items), **more})[1]


def test_a_post_is_read_whole():
    (post,) = read(
        {
            "id": 17841405793187218,
            "text": "An answer.",
            "timestamp": "2026-11-21T12:00:00+0000",
            "username": "ben",
            "media_type": "TEXT_POST",
            "replied_to": {"id": "5"},
            "root_post": {"id": "4"},
            "hide_status": "COVERED",
            "has_replies": False,
        }
    ).posts
    assert post == SeenPost(
        id="17841405793187218",
        text="An answer.",
        published_at=datetime(2026, 11, 21, 12, tzinfo=UTC),
        handle="ben",
        kind="TEXT_POST",
        replied_to="5",
        root="4",
        hidden=True,
        has_replies=False,
    )


def test_what_makes_no_sense_is_not_told():
    (post,) = read({"id": "1", "text": 5, "timestamp": "soon", "replied_to": "5", "permalink": "x" * 5000}).posts
    assert post == SeenPost(id="1")


@pytest.mark.parametrize("told", [{}, {"data": 5}, {"data": [5]}, {"data": [{}]}, {"data": [{"id": "1"}] * 101}])
def test_an_answer_of_another_shape_is_refused(told):
    with pytest.raises(Refused):
        asked_and_read(Listing(service=Service.POSTS), told)


def test_the_cursor_is_followed_and_an_address_with_a_token_is_not():
    paging = {"cursors": {"after": "A"}, "next": "https://graph.threads.net/x?access_token=THsecret"}
    assert read({"id": "1"}, paging=paging).after == "A"
    assert read(paging=paging).after is None


def test_no_time_before_the_documented_one_is_asked_for():
    listing = Listing(service=Service.REPLIES, since=datetime(2020, 1, 1, tzinfo=UTC), limit=5)
    request, _ = asked_and_read(listing, {"data": []})
    assert request.path == "/1/replies"
    assert (request.query["since"], request.query["limit"]) == ("1688540400", "5")


def test_a_conversation_is_asked_for_in_its_order():
    request, _ = asked_and_read(Listing(service=Service.CONVERSATION, of="9", oldest_first=True), {"data": []})
    assert request.path == "/9/conversation"
    assert request.query["reverse"] == "false"


def test_somebody_else_s_profile_is_asked_for_by_name_and_counted():
    asked = []

    def reply(request):
        asked.append(request)
        told = {"username": "ben", "follower_count": 240, "views_count": "many", "likes_count": True, "biography": ""}
        return Reply(200, json.dumps(told))

    assert converse(threads.profile_of("ben"), reply) == Profile(handle="ben", counts={"follower_count": 240})
    assert (asked[0].path, asked[0].query["username"]) == ("/profile_lookup", "ben")
    assert "follower_count" in asked[0].query["fields"]


def test_somebody_else_s_posts_are_asked_for_by_name():
    request, _ = asked_and_read(Listing(service=Service.POSTS_OF, of="ben"), {"data": []})
    assert (request.path, request.query["username"]) == ("/profile_posts", "ben")


def test_a_search_names_its_author_and_kind():
    listing = Listing(service=Service.SEARCH, of="sea", author="ben", kind=SeenKind.VIDEO)
    request, _ = asked_and_read(listing, {"data": []})
    assert (request.query["author_username"], request.query["media_type"]) == ("ben", "VIDEO")
    request, _ = asked_and_read(Listing(service=Service.SEARCH, of="sea"), {"data": []})
    assert not {"author_username", "media_type"} & request.query.keys()


def test_replies_that_wait_are_told_apart_only_where_that_is_asked_for():
    listing = Listing(service=Service.PENDING, of="9", approval=Approval.IGNORED)
    assert asked_and_read(listing, {"data": []})[0].query["approval_status"] == "ignored"
    assert "approval_status" not in asked_and_read(Listing(service=Service.PENDING, of="9"), {"data": []})[0].query


@pytest.mark.parametrize(
    "wrong",
    [{"limit": 0}, {"limit": 101}, {"since": datetime(2026, 1, 1)}, {"after": "x" * 5000}],  # noqa: DTZ001 - it is refused
)
def test_a_listing_is_bounded(wrong):
    with pytest.raises((TypeError, ValueError)):
        Listing(service=Service.POSTS, **wrong)


def test_a_page_is_bounded():
    with pytest.raises(ValueError, match="up to 100 posts"):
        Page(posts=(SeenPost(id="1"),) * 101)
    with pytest.raises(ValueError, match="text"):
        SeenPost(id="1", text="x" * 70_000)
