"""Staging, publishing, asking and deleting: what is said, and what is made of the answers."""

import json

import pytest
from attrs import evolve

from postwire.container import Container
from postwire.exchange import Refused, Reply
from postwire.media import Media, MediaFacts, MediaKind
from postwire.post import Post
from postwire.progress import Live, Ready, Rejected
from postwire.receipt import Receipt
from postwire_bluesky import create, delete, poll, publish

DID = "did:plc:abc"
URI = f"at://{DID}/app.bsky.feed.post/3n2sqeyh32222"
PARENT = "at://did:plc:other/app.bsky.feed.post/3n2sqeyh33333"
ROOT = "at://did:plc:other/app.bsky.feed.post/3n2sqeyh34444"
PICTURE = Media(
    "lighthouse.jpg",
    "A lighthouse",
    facts=MediaFacts(kind=MediaKind.IMAGE, format="jpeg", bytes=11, width=1080, height=720),
)
VIDEO = Media("boat.mp4", facts=MediaFacts(kind=MediaKind.VIDEO, format="mp4", bytes=11, width=320, height=568))
CONTAINER = Container(URI, data={"record": {"text": "Hello.", "createdAt": "2026-11-21T09:00:00.000Z"}})


def said(status=200, **told):
    return Reply(status, json.dumps(told), {"content-type": "application/json"})


NOT_FOUND = said(400, error="RecordNotFound", message=f"Could not locate record: {URI}")


def blob(request):
    media = request.upload.media
    ref = {"$link": f"cid of {media.location}"}
    return said(blob={"$type": "blob", "ref": ref, "mimeType": request.upload.content_type, "size": 11})


def looked_up(request):
    uri = "at://{repo}/{collection}/{rkey}".format(**request.query)
    reply = {"root": {"uri": ROOT, "cid": "old"}, "parent": {"uri": ROOT, "cid": "old"}} if uri == PARENT else None
    value = {"text": "", **({"reply": reply} if reply else {})}
    return said(uri=uri, cid=f"cid of {request.query['rkey']}", value=value)


def staged(talk, post, account, staging, **answers):
    container, asked = talk(create(post, account, staging), {"uploadBlob": blob, "getRecord": looked_up, **answers})
    assert container.id == URI
    return container.data["record"], asked


def test_a_text_is_fixed_without_a_word_to_the_server(account, staging, talk):
    record, asked = staged(talk, Post("Hello."), account, staging)
    assert asked == []
    assert record == {"$type": "app.bsky.feed.post", "text": "Hello.", "createdAt": "2026-11-21T09:00:00.000Z"}


def test_pictures_are_uploaded_in_order_with_their_words_and_their_shape(account, staging, talk):
    second = evolve(PICTURE, location="second.jpg", alt_text=None, facts=None)
    record, asked = staged(talk, Post("Two.", [PICTURE, second]), account, staging)
    assert [request.upload.content_type for request in asked] == ["image/jpeg", "application/octet-stream"]
    first, other = record["embed"]["images"]
    assert (first["alt"], first["aspectRatio"]) == ("A lighthouse", {"width": 1080, "height": 720})
    assert first["image"]["ref"] == {"$link": "cid of lighthouse.jpg"}
    assert (other["alt"], "aspectRatio" in other) == ("", False)


def test_a_video_stands_alone(account, staging, talk):
    record, _ = staged(talk, Post("", [VIDEO]), account, staging)
    assert record["embed"]["$type"] == "app.bsky.embed.video"
    assert record["embed"]["video"]["mimeType"] == "video/mp4"


def test_a_link_card_says_what_it_was_told_and_nothing_that_it_was_not(account, staging, talk):
    record, asked = staged(talk, Post("Look.", link="https://example.com/"), account, staging)
    assert asked == []
    card = record["embed"]["external"]
    assert card == {"uri": "https://example.com/", "title": "https://example.com/", "description": ""}


def test_a_link_cards_picture_is_its_own(account, staging, talk):
    options = {"bluesky": {"card_picture": True, "card_title": "Lights", "card_description": "All of them."}}
    record, _ = staged(talk, Post("Look.", [PICTURE], link="https://example.com/", options=options), account, staging)
    card = record["embed"]["external"]
    assert (card["title"], card["description"]) == ("Lights", "All of them.")
    assert card["thumb"]["ref"] == {"$link": "cid of lighthouse.jpg"}


def test_a_reply_points_at_its_parent_and_at_the_root_as_both_are_now(account, staging, talk):
    record, _ = staged(talk, Post("Yes.", reply_to=PARENT), account, staging)
    assert record["reply"] == {
        "parent": {"uri": PARENT, "cid": "cid of 3n2sqeyh33333"},
        "root": {"uri": ROOT, "cid": "cid of 3n2sqeyh34444"},
    }


def test_a_reply_to_a_post_that_answers_none_has_it_for_a_root(account, staging, talk):
    record, asked = staged(talk, Post("Yes.", reply_to=ROOT), account, staging)
    assert record["reply"]["root"] == record["reply"]["parent"] == {"uri": ROOT, "cid": "cid of 3n2sqeyh34444"}
    assert len(asked) == 1


def test_what_a_post_points_at_is_looked_up_before_anything_is_uploaded(account, staging, talk):
    post = Post("Yes, @bob.test.", [PICTURE], reply_to=ROOT, options={"bluesky": {"quote": PARENT}})
    record, asked = staged(talk, post, account, staging, resolveHandle=said(did="did:plc:bob"))
    assert [request.path.rpartition(".")[2] for request in asked] == [
        "getRecord",
        "getRecord",
        "resolveHandle",
        "uploadBlob",
    ]
    assert record["embed"]["$type"] == "app.bsky.embed.recordWithMedia"
    assert record["embed"]["record"]["record"]["uri"] == PARENT
    assert record["facets"][0]["features"][0]["did"] == "did:plc:bob"


def test_a_name_that_nobody_has_stays_text_or_is_refused(account, staging, talk):
    nobody = {"resolveHandle": said(400, error="HandleNotFound", message="Unable to resolve handle")}
    record, _ = staged(talk, Post("Hi @nobody.test"), account, staging, **nobody)
    assert "facets" not in record
    strict = Post("Hi @nobody.test", options={"bluesky": {"mentions": "must_exist"}})
    with pytest.raises(Refused, match=r"mentions @nobody\.test"):
        staged(talk, strict, account, staging, **nobody)


def test_a_server_that_refuses_to_look_for_a_name_does_not_say_that_nobody_has_it(account, staging, talk):
    with pytest.raises(Refused):
        staged(talk, Post("Hi @bob.test"), account, staging, resolveHandle=said(400, error="ExpiredToken", message=""))


def test_languages_labels_and_tags_come_as_the_lexicon_wants_them(account, staging, talk):
    options = {"languages": ["en", "de"], "labels": ["nudity"], "tags": ["light"]}
    record, _ = staged(talk, Post("Words.", options={"bluesky": options}), account, staging)
    assert record["langs"] == ["en", "de"]
    assert record["labels"] == {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": "nudity"}]}
    assert record["tags"] == ["light"]


@pytest.mark.parametrize("blob", [None, {}, {"$type": "blob"}, {"cid": "old", "mimeType": ""}])
def test_an_upload_that_names_no_blob_is_refused(account, staging, blob, talk):
    with pytest.raises(Refused, match="no blob"):
        staged(talk, Post("", [PICTURE]), account, staging, uploadBlob=said(blob=blob))


def test_publishing_puts_the_fixed_record_under_its_key_only_if_nothing_is_there(talk):
    receipt, (request,) = talk(publish(CONTAINER), {"putRecord": said(uri=URI, cid="bafy")})
    assert request.json == {
        "repo": DID,
        "collection": "app.bsky.feed.post",
        "rkey": "3n2sqeyh32222",
        "record": CONTAINER.data["record"],
        "swapRecord": None,
    }
    assert receipt.post_id == URI
    assert receipt.permalink == f"https://bsky.app/profile/{DID}/post/3n2sqeyh32222"
    assert receipt.published_at.isoformat() == "2026-11-21T09:00:00+00:00"


@pytest.mark.parametrize("reply", [Reply(200, "{}"), Reply(200, ""), said(uri=PARENT, cid="bafy")])
def test_a_yes_without_our_record_is_no_receipt(reply, talk):
    with pytest.raises(Refused):
        talk(publish(CONTAINER), {"putRecord": reply})


def test_a_record_that_is_not_there_may_go_out(talk):
    assert talk(poll(CONTAINER), {"getRecord": NOT_FOUND})[0] == Ready()


def test_the_very_record_is_live_whatever_the_order_of_its_keys(talk):
    value = dict(reversed(CONTAINER.data["record"].items()))
    progress, _ = talk(poll(CONTAINER), {"getRecord": said(uri=URI, cid="bafy", value=value)})
    assert isinstance(progress, Live)
    assert progress.receipt.post_id == URI


@pytest.mark.parametrize("value", [{"text": "Edited."}, {}, None, "text", {"text": "Hello.", "createdAt": "later"}])
def test_anything_else_under_the_key_is_an_error_and_neither_ready_nor_live(value, talk):
    progress, _ = talk(poll(CONTAINER), {"getRecord": said(uri=URI, cid="bafy", value=value)})
    assert isinstance(progress, Rejected)
    assert progress.diagnosis.code == "bluesky.record_differs"


@pytest.mark.parametrize(
    "reply",
    [
        said(400, error="ExpiredToken", message="Token has expired"),
        said(400, error="InvalidRequest", message="Could not locate record"),
        Reply(400, ""),
        said(uri=PARENT, cid="bafy", value=CONTAINER.data["record"]),
        Reply(200, "<html>"),
    ],
)
def test_what_does_not_say_how_the_record_is_says_nothing(reply, talk):
    with pytest.raises(Refused):
        talk(poll(CONTAINER), {"getRecord": reply})


def test_deleting_names_the_record_and_is_content_with_what_is_gone(talk):
    _, (request,) = talk(delete(Receipt(URI)), {"deleteRecord": Reply(200, "{}")})
    assert request.json == {"repo": DID, "collection": "app.bsky.feed.post", "rkey": "3n2sqeyh32222"}
