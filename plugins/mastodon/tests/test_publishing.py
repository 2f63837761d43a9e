"""Staging, the status itself, and what an instance made of it without a word."""

import pytest
from attrs import evolve

import postwire_mastodon as mastodon
from postwire.container import Container, Part
from postwire.exchange import Refused, Upload
from postwire.media import Media, MediaFacts, MediaKind
from postwire.post import Post
from postwire.progress import Processing, Ready
from postwire.receipt import Receipt

PHOTO = Media("/home/ada/tower.jpg", "A tower", facts=MediaFacts(kind=MediaKind.IMAGE, format="jpeg"))
FILM = Media("/home/ada/boat.MOV")
FILE = {"id": "7", "type": "image", "url": "https://files.social.example/7.jpg"}
STAGED = Container(data={"key": "f" * 32})


def with_options(**options):
    return Post("Good morning.", options={"mastodon": options})


@pytest.fixture
def publish(hold, answer):
    def published(post, status, container=STAGED):
        return hold(mastodon.publish(post, container), answer(status))

    return published


def test_a_text_has_nothing_to_stage_but_the_key_that_it_is_sent_with(hold, staging, publish, shown):
    asked, container = hold(mastodon.create(Post("Good morning."), staging))
    assert asked == []
    assert hold(mastodon.poll(container)) == ([], Ready(container))
    (request,), receipt = publish(Post("Good morning."), shown(), container)
    assert (request.method, request.path, request.json) == ("POST", "/api/v1/statuses", {"status": "Good morning."})
    assert request.headers == {"Idempotency-Key": staging.key}
    assert (receipt.post_id, receipt.permalink, receipt.notes) == ("1", "https://social.example/@ada/1", ())


def test_each_file_is_uploaded_under_a_name_of_its_own_with_its_alternative_text(hold, answer, staging):
    asked, container = hold(
        mastodon.create(Post("", [PHOTO, FILM]), staging), answer(FILE), answer({"id": "8", "url": None}, 202)
    )
    assert [(request.method, request.path, request.form) for request in asked] == [
        ("POST", "/api/v2/media", {"description": "A tower"}),
        ("POST", "/api/v2/media", {}),
    ]
    assert [request.upload for request in asked] == [
        Upload(PHOTO, "image/jpeg", "file", f"{staging.key}-1.jpeg"),
        Upload(FILM, "video/quicktime", "file", f"{staging.key}-2.mov"),
    ]
    assert container.parts == (Part("7", ready=True), Part("8"))


def test_only_files_that_were_still_at_work_are_asked_for(hold, answer):
    container = Container(parts=[Part("7", ready=True), Part("8")], data={"key": "f" * 32})
    asked, learnt = hold(mastodon.poll(container), answer({"id": "8", "url": None}, 206))
    assert [(request.method, request.path) for request in asked] == [("GET", "/api/v1/media/8")]
    assert learnt == Processing(container)
    _, learnt = hold(mastodon.poll(container), answer({"id": "8", "url": "https://files.social.example/8.mp4"}))
    assert learnt == Ready(evolve(container, parts=[Part("7", ready=True), Part("8", ready=True)]))


def test_a_file_whose_address_is_none_is_refused(hold, answer):
    with pytest.raises(Refused, match="no address"):
        hold(mastodon.poll(Container(parts=[Part("8")])), answer({"id": "8", "url": "soon"}))


def test_everything_that_was_chosen_is_sent(publish, shown):
    post = evolve(
        with_options(
            visibility="unlisted",
            spoiler_text="Hills",
            language="de",
            poll_options=["a", "b"],
            poll_expires_in=3600,
            poll_multiple=True,
            limits="instance",
        ),
        reply_to="55",
        link="https://example.com/way",
    )
    (request,), _ = publish(post, shown())
    assert request.json == {
        "status": "Good morning.\n\nhttps://example.com/way",
        "in_reply_to_id": "55",
        "visibility": "unlisted",
        "spoiler_text": "Hills",
        "language": "de",
        "poll": {"options": ["a", "b"], "expires_in": 3600, "multiple": True, "hide_totals": False},
    }


def test_a_link_that_stands_in_the_text_is_not_said_twice(publish, shown):
    text = "See https://example.com/way."
    (request,), _ = publish(Post(text, link="https://EXAMPLE.com/way"), shown())
    assert request.json == {"status": text}


@pytest.mark.parametrize(
    ("post", "changes", "note"),
    [
        (Post("Good morning, all."), {}, "Its text is not the one that was sent."),
        (with_options(spoiler_text="Hills"), {}, "Its content warning is not the one that was sent."),
        (Post("Good morning.", [PHOTO, PHOTO]), {"media_attachments": [FILE]}, "It shows 1 pictures and videos, and 2"),
        (Post("Good morning.", [FILM]), {"media_attachments": [FILE]}, "Item 1 is shown as image, and is a video."),
        (
            Post("Good morning.", [PHOTO]),
            {"media_attachments": [{**FILE, "description": ""}]},
            "The alternative text of item 1",
        ),
        (Post("Good morning.", reply_to="55"), {}, "It answers no post, and was to answer 55."),
        (with_options(poll_options=["a", "b"]), {}, "Its poll offers nothing: there is none."),
        (with_options(visibility="private"), {}, "The instance says that its visibility is public, and private"),
        (with_options(language="de"), {}, "The instance says that its language is en, and de"),
    ],
)
def test_what_the_instance_dropped_without_a_word_stands_in_the_receipt(publish, shown, post, changes, note):
    _, receipt = publish(post, shown(**changes))
    assert receipt.post_id == "1"
    assert [each[: len(note)] for each in receipt.notes] == [note]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("One.\n\nTwo\nlines &  more", "<p>One.</p><p>Two<br />lines &amp; more</p>"),
        (
            "Hello @bob@other.example, see https://example.com/a/very/long/way #hills",
            (
                '<p>Hello <span class="h-card"><a href="https://other.example/@bob">@<span>bob</span></a></span>, see '
                '<a href="#"><span class="invisible">https://</span><span class="ellipsis">example.com/a/very</span>'
                '<span class="invisible">/long/way</span></a> <a href="#">#<span>hills</span></a></p>'
            ),
        ),
    ],
)
def test_html_that_says_the_same_is_no_difference(publish, shown, text, content):
    assert publish(Post(text), shown(content=content))[1].notes == ()


def test_the_source_of_a_text_goes_before_what_was_made_of_it(publish, shown):
    changed = shown(text="*Good* morning.", content="<p><i>Good</i> morning.</p>")
    assert publish(Post("*Good* morning."), changed)[1].notes == ()


@pytest.mark.parametrize("body", ["{}", "[]", "", '{"id": null}'])
def test_a_yes_that_names_no_status_is_refused(hold, answer, body):
    with pytest.raises(Refused):
        hold(mastodon.publish(Post("Good morning."), STAGED), evolve(answer({}), body=body))


# delete


def test_a_status_that_is_deleted_is_not_looked_at(hold, answer, shown):
    asked, _ = hold(mastodon.delete(Receipt("1")), answer(shown()))
    assert [(request.method, request.path) for request in asked] == [("DELETE", "/api/v1/statuses/1")]


def test_nothing_to_delete_is_believed_where_the_status_cannot_be_seen(hold, answer):
    asked, _ = hold(mastodon.delete(Receipt("1")), answer({"error": "Record not found"}, 404), answer({}, 404))
    assert [request.method for request in asked] == ["DELETE", "GET"]


def test_a_server_that_cannot_delete_is_not_taken_for_one_that_did(hold, answer, shown):
    with pytest.raises(Refused, match="shows the status all the same"):
        hold(mastodon.delete(Receipt("1")), answer({}, 404), answer(shown()))
