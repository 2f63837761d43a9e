"""What is refused before anything is sent, and what only the account's own instance can say."""

import pytest

import postwire_mastodon as mastodon
from postwire.exchange import Refused
from postwire.media import Media, MediaFacts, MediaKind
from postwire.post import Post
from postwire.problem import Severity

PHOTO = MediaFacts(kind=MediaKind.IMAGE, format="png", bytes=20_000_000)


def rules(post):
    return {problem.rule for problem in mastodon.validate_media(post) if problem.severity is Severity.ERROR}


def with_options(text="Good morning.", **options):
    return Post(text, options={"mastodon": options})


def test_a_text_is_measured_as_mastodon_does():
    assert rules(Post("x" * 500)) == set()
    assert rules(Post("x" * 501)) == {"mastodon.text.max_characters"}
    assert rules(Post("x" * 476 + " https://example.com/" + "a" * 400)) == set()
    assert rules(Post("\N{THUMBS UP SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-3}" * 500)) == set()


@pytest.mark.parametrize("beside", [{"link": "https://example.com/"}, {}])
def test_a_warning_and_a_link_count_as_text(beside):
    options = {} if beside else {"mastodon": {"spoiler_text": "Hills, and more of them"}}
    assert rules(Post("x" * 480, options=options, **beside)) == {"mastodon.text.with_all"}
    assert rules(Post("x" * 470, options=options, **beside)) == set()


def test_a_video_stands_alone():
    pictures = [Media("a.png"), Media("b.png")]
    assert "mastodon.media.video_alone" not in rules(Post("", pictures))
    assert "mastodon.media.video_alone" in rules(Post("", [*pictures, Media("c.mp4")]))


@pytest.mark.parametrize(
    ("post", "rule"),
    [
        (with_options(visibility="friends"), "mastodon.options.visibility.choice"),
        (with_options(poll_options=["one"]), "mastodon.options.poll_options.length"),
        (with_options(poll_options=["a", "x" * 51]), "mastodon.options.poll_options.entry"),
        (with_options(poll_options=["a", "b"], poll_expires_in=60), "mastodon.options.poll_expires_in.range"),
        (Post("", reply_to="https://social.example/@ada/1"), "mastodon.reply_to.not_an_id"),
    ],
)
def test_a_post_that_would_be_refused_is_refused_here(post, rule):
    assert rule in rules(post)


def test_mastodons_own_limits_are_not_asked_where_the_instance_shall_say():
    post = Post("x" * 600, [Media("a.png", "x" * 2000, facts=PHOTO)] * 5, options={"mastodon": {"limits": "instance"}})
    assert rules(post) == set()


# what the instance says

TOLD = {
    "configuration": {
        "statuses": {"max_characters": 1000, "max_media_attachments": 2},
        "media_attachments": {"image_size_limit": 10_000_000, "description_limit": 100},
        "polls": {"max_options": 3},
    }
}


@pytest.mark.parametrize(
    ("post", "words"),
    [
        (with_options("x" * 1001, limits="instance"), "1001 characters of text, and at most 1000"),
        (
            Post("", [Media("a.png", "x" * 101, facts=PHOTO)] * 3, options={"mastodon": {"limits": "instance"}}),
            "3 pictures and videos, and at most 2 are taken; 101 characters of alternative text, and at most 100",
        ),
        (
            Post("", [Media("a.png", facts=PHOTO)], options={"mastodon": {"limits": "instance"}}),
            "20000000 bytes of a.png, and at most 10000000",
        ),
        (with_options(limits="instance", poll_options=["a", "b", "c", "d"]), "4 answers of the poll, and at most 3"),
    ],
)
def test_a_post_beyond_its_instance_is_refused_before_anything_is_uploaded(hold, answer, staging, post, words):
    with pytest.raises(Refused, match=words):
        hold(mastodon.create(post, staging), answer(TOLD))


@pytest.mark.parametrize("told", [TOLD, {}, {"configuration": {"statuses": None}}])
def test_a_post_within_what_its_instance_tells_is_staged(hold, answer, staging, told):
    asked, container = hold(mastodon.create(with_options("x" * 1000, limits="instance"), staging), answer(told))
    assert [request.path for request in asked] == ["/api/v1/instance"]
    assert container.data == {"key": staging.key}
