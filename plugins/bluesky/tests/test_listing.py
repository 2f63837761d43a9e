"""The account's own posts."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from postwire.exchange import Refused, Reply
from postwire.media import Media
from postwire.post import Post
from postwire.seen import Listing
from postwire.service import Service
from postwire_bluesky import find, listed, profile

DID = "did:plc:abc"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
PARENT = "at://did:plc:other/app.bsky.feed.post/3n2sqeyh33333"
QUOTED = "at://did:plc:other/app.bsky.feed.post/3n2sqeyh34444"


def said(status=200, **told):
    return Reply(status, json.dumps(told), {"content-type": "application/json"})


def item(key, text, *, minutes=0, **more):
    at = (NOON + timedelta(minutes=minutes)).isoformat()
    value = {"$type": "app.bsky.feed.post", "text": text, "createdAt": at, **more}
    return {"uri": f"at://{DID}/app.bsky.feed.post/{key}", "cid": "bafy", "value": value}


def reply(uri):
    return {"parent": {"uri": uri, "cid": "a"}, "root": {"uri": uri, "cid": "a"}}


IMAGES = {"$type": "app.bsky.embed.images", "images": [{}, {}]}
QUOTE = {"$type": "app.bsky.embed.record", "record": {"uri": QUOTED, "cid": "a"}}
POSTS = {
    "text": (Post("Words."), item("a", "Words.")),
    "pictures": (Post("Words.", [Media("a.jpg"), Media("b.jpg")]), item("b", "Words.", embed=IMAGES)),
    "video": (Post("Words.", [Media("a.mp4")]), item("c", "Words.", embed={"$type": "app.bsky.embed.video"})),
    "card": (
        Post("Words.", link="https://a.example/"),
        item("d", "Words.", embed={"$type": "app.bsky.embed.external", "external": {"uri": "https://a.example/"}}),
    ),
    "reply": (Post("Words.", reply_to=PARENT), item("e", "Words.", reply=reply(PARENT))),
    "quote": (Post("Words.", options={"bluesky": {"quote": QUOTED}}), item("f", "Words.", embed=QUOTE)),
    "quote with pictures": (
        Post("Words.", [Media("a.jpg"), Media("b.jpg")], options={"bluesky": {"quote": QUOTED}}),
        item("g", "Words.", embed={"$type": "app.bsky.embed.recordWithMedia", "record": QUOTE, "media": IMAGES}),
    ),
    "other words": (Post("Other words."), item("h", "Other words.")),
}


@pytest.mark.parametrize("kind", POSTS)
def test_a_post_is_found_among_all_others_by_everything_that_it_says(kind, account, talk):
    post, wanted = POSTS[kind]
    answer = {"listRecords": said(records=[listed for _, listed in POSTS.values()])}
    (receipt,), _ = talk(find(post, NOON, account), answer)
    assert receipt.post_id == wanted["uri"]


def test_what_is_older_is_not_meant_and_where_all_is_older_nobody_looks_further(account, talk):
    pages = iter(
        [
            said(records=[item("c", "Words.", minutes=5), item("b", "Words.", minutes=1)], cursor="b"),
            said(records=[item("a", "Words.", minutes=-5)], cursor="a"),
        ]
    )
    found, asked = talk(find(Post("Words."), NOON, account), {"listRecords": lambda _: next(pages)})
    assert [receipt.post_id[-1] for receipt in found] == ["b", "c"]
    assert [request.query.get("cursor") for request in asked] == [None, "b"]


@pytest.mark.parametrize("told", [{}, {"records": None}, {"records": [{"value": {}}]}, {"records": [{"uri": "here"}]}])
def test_a_list_that_is_none_is_refused(told, account, talk):
    with pytest.raises(Refused):
        talk(find(Post("Words."), NOON, account), {"listRecords": said(**told)})


def test_posts_and_replies_are_two_lists(account, talk):
    answer = {"listRecords": said(records=[item("b", "Yes.", reply=reply(PARENT)), item("a", "Words.")], cursor="a")}
    asked = Listing(service=Service.POSTS)
    posts, _ = talk(listed(asked, account), answer)
    replies, _ = talk(listed(evolve(asked, service=Service.REPLIES), account), answer)
    assert [post.text for post in posts.posts] == ["Words."]
    assert [(post.text, post.replied_to) for post in replies.posts] == [("Yes.", PARENT)]
    assert posts.after == replies.after == "a"
    assert posts.posts[0].permalink == f"https://bsky.app/profile/{DID}/post/a"


def test_a_profile_is_what_the_server_knows_and_what_was_written(account, talk):
    answers = {
        "getSession": said(handle="anna.test", did=DID),
        "getRecord": said(uri="at", value={"displayName": "Anna", "description": "Lighthouses."}),
    }
    told, _ = talk(profile(account), answers)
    assert (told.handle, told.user_id, told.name, told.biography) == ("anna.test", DID, "Anna", "Lighthouses.")


def test_an_account_that_wrote_nothing_about_itself_has_a_profile_all_the_same(account, talk):
    answers = {
        "getSession": said(handle="anna.test", did=DID),
        "getRecord": said(400, error="RecordNotFound", message="Could not locate record"),
    }
    told, _ = talk(profile(account), answers)
    assert (told.handle, told.name) == ("anna.test", None)
