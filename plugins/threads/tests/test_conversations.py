"""Each hook that talks, driven by hand: what it asks, and what it makes of the answers. No network."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import postwire_threads as threads
from postwire.account import Account
from postwire.container import Container, Part
from postwire.exchange import Exchange, Refused, Reply, Request
from postwire.media import Media
from postwire.post import Post
from postwire.progress import Gone, Live, Processing, Ready, Rejected
from postwire.receipt import Receipt
from postwire_contract.rehearsal import converse

ADA = Account(platform="threads", user_id="17841400000000001")
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
IMAGE, VIDEO = Media("https://media.example/a.jpg"), Media("https://media.example/b.mp4")
SAYING = Post("Good morning.")
PERMALINK = "https://www.threads.net/@ada/post/C1"


def answer(body: Any, status: int = 200) -> Reply:
    return Reply(status, json.dumps(body))


def hold(exchange: Exchange[Any], *replies: Reply) -> tuple[list[Request], Any]:
    """What a conversation asks, given these answers, and what it returns."""
    asked: list[Request] = []
    answers = iter(replies)

    def reply(request: Request) -> Reply:
        asked.append(request)
        return next(answers)

    return asked, converse(exchange, reply)


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S+0000")


def listed(**changes: Any) -> dict[str, Any]:
    """A post as a listing shows it: a text of this noon, unless something else is said."""
    shown = {"id": "1", "text": SAYING.text, "media_type": "TEXT_POST", "timestamp": stamp(NOON)}
    return {**shown, "permalink": PERMALINK, **changes}


def found(post: Post, *items: Any) -> list[str]:
    _, receipts = hold(threads.find(post, NOON, ADA), answer({"data": list(items)}))
    return [receipt.post_id for receipt in receipts]


# publish


PUBLISHED = answer({"id": "1"})


def test_publish_asks_for_one_post_and_then_where_it_is():
    asked, receipt = hold(
        threads.publish(Container("77"), ADA),
        PUBLISHED,
        answer({"id": "1", "permalink": PERMALINK, "timestamp": stamp(NOON)}),
    )

    assert [(request.method, request.path, request.optional) for request in asked] == [
        ("POST", "/17841400000000001/threads_publish", False),
        ("GET", "/1", True),
    ]
    assert asked[0].form == {"creation_id": "77"}
    assert receipt == Receipt("1", PERMALINK, NOON)


@pytest.mark.parametrize(
    "looked_up",
    [
        Reply(0),
        Reply(200, "<html>"),
        Reply(404, json.dumps({"permalink": PERMALINK, "timestamp": stamp(NOON)})),
        answer({}),
        answer({"permalink": 7, "timestamp": "soon"}),
        answer({"permalink": ["https://elsewhere.example"], "timestamp": None}),
    ],
)
def test_a_post_is_live_whatever_the_look_up_says(looked_up):
    _, receipt = hold(threads.publish(Container("77"), ADA), PUBLISHED, looked_up)
    assert receipt == Receipt("1")


# delete


@pytest.mark.parametrize("said", [{}, {"success": False}, {"success": None}, {"success": 1}, {"success": "true"}])
def test_a_delete_that_does_not_say_success_is_refused(said):
    with pytest.raises(Refused, match="does not say success"):
        hold(threads.delete(Receipt("1")), answer(said))


def test_a_delete_that_says_success_is_done():
    (request,), nothing = hold(threads.delete(Receipt("1")), answer({"success": True}))
    assert (request.method, request.path, request.optional) == ("DELETE", "/1", False)
    assert nothing is None


# create


def test_a_text_is_one_container():
    (request,), container = hold(threads.create(SAYING, ADA), answer({"id": "77"}))
    assert request.form == {"text": "Good morning.", "media_type": "TEXT"}
    assert container == Container("77")


def test_everything_that_a_post_says_is_sent_and_nothing_that_it_does_not():
    post = Post(
        "Look.",
        media=(Media("https://media.example/a.jpg", alt_text="A lighthouse"),),
        reply_to="5",
        link="https://example.com",
        options={"threads": {"reply_control": "accounts_you_follow"}, "corkboard": {"colour": "pink"}},
    )
    (request,), _ = hold(threads.create(post, ADA), answer({"id": "77"}))
    assert request.form == {
        "text": "Look.",
        "media_type": "IMAGE",
        "image_url": "https://media.example/a.jpg",
        "alt_text": "A lighthouse",
        "reply_to_id": "5",
        "link_attachment": "https://example.com",
        "reply_control": "accounts_you_follow",
    }


def test_of_a_carousel_only_the_items_are_made():
    asked, container = hold(
        threads.create(Post("Two.", media=(IMAGE, VIDEO)), ADA), answer({"id": "71"}), answer({"id": "72"})
    )
    assert [request.form for request in asked] == [
        {"media_type": "IMAGE", "image_url": IMAGE.location, "is_carousel_item": "true"},
        {"media_type": "VIDEO", "video_url": VIDEO.location, "is_carousel_item": "true"},
    ]
    assert container.id is None
    assert container.parts == (Part("71"), Part("72"))


# poll


@pytest.mark.parametrize(
    ("status", "learnt"),
    [
        ("IN_PROGRESS", Processing(Container("77"))),
        ("FINISHED", Ready(Container("77"))),
        ("PUBLISHED", Live()),
        ("EXPIRED", Gone()),
    ],
)
def test_a_status_is_taken_for_what_threads_documents(status, learnt):
    (request,), progress = hold(threads.poll(Container("77"), ADA), answer({"id": "77", "status": status}))
    assert (request.method, request.path) == ("GET", "/77")
    assert progress == learnt


def test_a_status_that_nobody_documents_is_refused():
    with pytest.raises(Refused, match="'PAUSED' is not one that Threads documents"):
        hold(threads.poll(Container("77"), ADA), answer({"id": "77", "status": "PAUSED"}))


FAILED = answer({"id": "72", "status": "ERROR", "error_message": "FAILED_DOWNLOADING_VIDEO"})


def test_an_error_of_the_only_container_names_no_item():
    _, progress = hold(threads.poll(Container("77"), ADA), FAILED)
    assert isinstance(progress, Rejected)
    assert not progress.diagnosis.message.startswith("Item")


def carousel(*parts: Part) -> Container:
    return Container(parts=parts, data={"form": {"text": "Two.", "media_type": "CAROUSEL"}})


def test_an_error_of_a_carousel_says_which_item_it_is():
    _, progress = hold(threads.poll(carousel(Part("71"), Part("72")), ADA), answer({"status": "FINISHED"}), FAILED)
    assert isinstance(progress, Rejected)
    assert progress.diagnosis.message.startswith("Item 2 of the carousel: ")


def test_the_parent_of_a_carousel_waits_for_every_item():
    asked, progress = hold(
        threads.poll(carousel(Part("71"), Part("72"), Part("73", ready=True)), ADA),
        answer({"status": "IN_PROGRESS"}),
        answer({"status": "FINISHED"}),
    )
    assert [request.path for request in asked] == ["/71", "/72"]
    assert progress == Processing(carousel(Part("71"), Part("72", ready=True), Part("73", ready=True)))


def test_the_parent_of_a_carousel_is_made_of_its_finished_items_in_order():
    (status, made, parent), progress = hold(
        threads.poll(carousel(Part("71", ready=True), Part("72")), ADA),
        answer({"status": "FINISHED"}),
        answer({"id": "77"}),
        answer({"status": "IN_PROGRESS"}),
    )
    assert (status.path, parent.path) == ("/72", "/77")
    assert made.form == {"text": "Two.", "media_type": "CAROUSEL", "children": "71,72"}
    assert progress.container.id == "77"


# find


def test_posts_and_replies_are_looked_for_where_threads_lists_them():
    for post, edge in ((SAYING, "threads"), (Post("Yes.", reply_to="5"), "replies")):
        (request,), receipts = hold(threads.find(post, NOON, ADA), answer({"data": []}))
        assert (request.method, request.path) == ("GET", f"/17841400000000001/{edge}")
        assert request.query["since"] == str(int(NOON.timestamp()) - 60)
        assert receipts == ()


def test_what_says_the_same_is_found_oldest_first():
    later = listed(id="1", timestamp=stamp(NOON + timedelta(minutes=5)))
    _, receipts = hold(threads.find(SAYING, NOON, ADA), answer({"data": [later, listed(id="2")]}))
    assert receipts == (Receipt("2", PERMALINK, NOON), Receipt("1", PERMALINK, NOON + timedelta(minutes=5)))


@pytest.mark.parametrize(("seconds", "seen"), [(60, ["1"]), (-59, ["1"]), (-60, ["1"]), (-61, []), (-3600, [])])
def test_a_post_from_before_is_another_one(seconds, seen):
    """A clock of theirs that is a minute late is borne with."""
    assert found(SAYING, listed(timestamp=stamp(NOON + timedelta(seconds=seconds)))) == seen


@pytest.mark.parametrize(
    "other",
    [
        {"text": "Good evening."},
        {"text": "Good morning. All of you."},
        {"text": None},
        {"media_type": "IMAGE"},
        {"media_type": "AUDIO"},
        {"media_type": "VIDEO"},
        {"media_type": None},
        {"timestamp": "soon"},
    ],
)
def test_a_post_that_says_something_else_is_another_one(other):
    assert found(SAYING, listed(**other)) == []


def test_what_is_no_post_is_passed_over():
    nameless = {name: value for name, value in listed().items() if name != "id"}
    assert found(SAYING, "post", None, nameless, listed(id="2")) == ["2"]


def test_a_text_is_compared_as_people_read_it():
    assert found(Post("Caf\u00e9\n"), listed(text="Cafe\u0301")) == ["1"]


@pytest.mark.parametrize(
    ("media", "kind"), [((IMAGE,), "IMAGE"), ((VIDEO,), "VIDEO"), ((IMAGE, VIDEO), "CAROUSEL_ALBUM")]
)
def test_a_post_of_another_kind_is_another_one(media, kind):
    items = [listed(id=shown, media_type=shown) for shown in ("TEXT_POST", "IMAGE", "VIDEO", "CAROUSEL_ALBUM")]
    assert found(Post(SAYING.text, media=media), *items) == [kind]


def of_items(count: int) -> dict[str, Any]:
    children = {"data": [{"id": str(number)} for number in range(count)]}
    return listed(id=f"of {count}", media_type="CAROUSEL_ALBUM", children=children)


def test_a_carousel_of_another_length_is_another_one():
    """Without its items it may be ours: nothing says that it is not."""
    unknown = listed(id="unknown", media_type="CAROUSEL_ALBUM")
    assert found(Post(SAYING.text, media=(IMAGE, VIDEO)), of_items(1), of_items(2), of_items(3), unknown) == [
        "of 2",
        "unknown",
    ]


def test_only_a_carousel_has_items_to_count():
    items = {"data": [{"id": "9"}, {"id": "10"}]}
    assert found(SAYING, listed(children=items)) == ["1"]
    assert found(Post(SAYING.text, media=(IMAGE,)), listed(media_type="IMAGE", children=items)) == ["1"]


def test_an_answer_to_another_post_is_another_one():
    ours, *others = "17900000000000005", "17900000000000004", "17900000000000006"
    assert found(
        Post(SAYING.text, reply_to=ours),
        *[listed(id="other", replied_to={"id": other}) for other in others],
        listed(id="ours", replied_to={"id": ours}),
        listed(id="unknown"),
        listed(id="unreadable", replied_to=others[0]),
    ) == ["ours", "unknown", "unreadable"]
    assert found(SAYING, listed(replied_to={"id": others[0]})) == ["1"]


def page(*items: Any, after: Any) -> Reply:
    return answer({"data": list(items), "paging": {"cursors": {"after": after}}})


def test_the_list_is_read_page_by_page():
    asked, receipts = hold(
        threads.find(SAYING, NOON, ADA),
        page(listed(id="2"), after="x"),
        page(listed(id="1"), after="y"),
        page(after="z"),
    )
    assert [request.query.get("after") for request in asked] == [None, "x", "y"]
    assert [receipt.post_id for receipt in receipts] == ["2", "1"]


def test_the_list_is_not_read_for_ever():
    asked, receipts = hold(threads.find(SAYING, NOON, ADA), *[page(listed(text="No."), after="x")] * 10)
    assert len(asked) == 10
    assert receipts == ()


@pytest.mark.parametrize(
    "paging", [None, {}, [], {"cursors": None}, {"cursors": []}, {"cursors": {}}, {"cursors": {"after": ""}},
               {"cursors": {"after": 7}}],
)  # fmt: skip
def test_a_page_that_names_no_other_is_the_last(paging):
    asked, _ = hold(threads.find(SAYING, NOON, ADA), answer({"data": [listed()], "paging": paging}))
    assert len(asked) == 1


@pytest.mark.parametrize("said", [{}, {"data": None}, {"data": {}}, {"data": "1"}])
def test_a_listing_without_a_list_is_refused(said):
    with pytest.raises(Refused, match="no `data`"):
        hold(threads.find(SAYING, NOON, ADA), answer(said))
