"""What Threads would refuse of words and options, at the edge of every limit and just beyond it."""

import pytest

from postwire.checks import mended
from postwire.media import Media, MediaFacts, MediaKind
from postwire.post import Post
from postwire.problem import Severity
from postwire_threads.validation import validate

ERROR, WARNING = Severity.ERROR, Severity.WARNING
FACTS = MediaFacts(kind=MediaKind.IMAGE, format="jpeg", bytes=200_000, width=1080, height=1350, color_space="sRGB")
IMAGE = Media("https://cdn.example.com/a.jpg", facts=FACTS)


def found(post):
    return [(problem.rule.removeprefix("threads."), problem.severity) for problem in validate(post)]


def options(**chosen):
    return {"threads": chosen}


@pytest.mark.parametrize(
    ("text", "chosen", "rules"),
    [
        ("x" * 500, {}, []),
        ("x" * 501, {}, [("text.max_bytes", ERROR)]),
        ("é" * 250, {}, []),
        ("é" * 250 + "x", {}, [("text.max_bytes", ERROR)]),
        ("\u2019" * 3 + "x" * 495, {}, [("text.max_bytes", ERROR)]),
        ("👍" * 125, {}, []),
        ("👍" * 126, {}, [("text.max_bytes", ERROR)]),
        ("x" * 501, {"text_counting": "bytes"}, [("text.max_bytes", ERROR)]),
        ("é" * 500, {"text_counting": "documented"}, []),
        ("é" * 501, {"text_counting": "documented"}, [("text.max_characters", ERROR)]),
        ("👍" * 125, {"text_counting": "documented"}, []),
        ("👍" * 125 + "x", {"text_counting": "documented"}, [("text.max_characters", ERROR)]),
        (
            "é" * 251,
            {"text_counting": "graphemes"},
            [("options.text_counting.choice", ERROR), ("text.max_bytes", ERROR)],
        ),
    ],
)
def test_text_is_counted_in_bytes_unless_somebody_trusts_the_documentation(text, chosen, rules):
    assert found(Post(text, options=options(**chosen))) == rules


def test_a_caption_has_the_limit_of_a_text():
    assert found(Post("x" * 501, [IMAGE])) == [("text.max_bytes", ERROR)]


def test_a_text_that_is_too_long_says_by_how_much_and_is_not_cut():
    (problem,) = validate(Post("\u2019" * 3 + "x" * 495))
    assert (problem.observed, problem.allowed) == (504, 500)
    assert "504 bytes" in problem.message
    assert problem.fix.sentence.startswith("Shorten the text by 4 bytes")
    assert problem.fix.change is None
    assert {source.standing.value for source in problem.sources} == {"documented", "seen"}


@pytest.mark.parametrize(
    ("count", "link", "rules"),
    [
        (5, None, []),
        (6, None, [("text.max_links", ERROR)]),
        (4, "https://e.example/card", []),
        (5, "https://e.example/0", []),
        (5, "https://e.example/card", [("text.max_links", ERROR)]),
    ],
)
def test_five_different_links_are_taken_card_included(count, link, rules):
    text = " ".join(f"https://e.example/{number}" for number in range(count)) + " https://e.example/0"
    assert found(Post(text, link=link)) == rules


def test_bare_www_addresses_count_as_links():
    text = " ".join(f"www.e{number}.example" for number in range(6))
    assert found(Post(text)) == [("text.max_links", ERROR)]


def test_a_link_card_is_only_for_posts_without_media():
    assert found(Post("x", [IMAGE], link="https://example.com/")) == [("link.with_media", ERROR)]


@pytest.mark.parametrize("link", ["www.example.com", "example.com", "ftp://example.com", ""])
def test_a_link_card_needs_a_whole_address(link):
    assert found(Post("x", link=link)) == [("link.not_an_address", ERROR)]


@pytest.mark.parametrize(
    "value", ["https://www.threads.net/@a/post/DCkkKl_OGb1", "DCkkKl_OGb1", "17890-1", "١٢٣", "-5"]
)
def test_what_is_no_id_is_refused_as_parent_and_as_quote(value):
    assert found(Post("x", reply_to=value)) == [("reply_to.not_an_id", ERROR)]
    assert found(Post("x", options=options(quote_post_id=value))) == [("options.quote_post_id.not_an_id", ERROR)]


@pytest.mark.parametrize(
    "post",
    [Post("x", reply_to=" 178900\n"), Post("x", options=options(quote_post_id="178900 ", reply_control="everyone"))],
)
def test_blanks_around_an_id_are_mended_by_a_machine(post):
    (problem,) = validate(post)
    assert validate(mended(post, problem.fix)) == ()


@pytest.mark.parametrize("parent", ["", " "])
def test_an_answer_to_nothing_is_refused_once(parent):
    assert found(Post("x", reply_to=parent)) == [("reply_to.empty", ERROR)]


@pytest.mark.parametrize(
    "control", ["everyone", "accounts_you_follow", "mentioned_only", "parent_post_author_only", "followers_only"]
)
def test_all_five_kinds_of_reply_control_are_taken(control):
    assert found(Post("x", options=options(reply_control=control))) == []


@pytest.mark.parametrize("control", ["nobody", "", "followers"])
def test_no_other_reply_control_is_taken(control):
    assert found(Post("x", options=options(reply_control=control))) == [("options.reply_control.choice", ERROR)]


@pytest.mark.parametrize(
    ("tag", "rules"),
    [
        ("a", []),
        ("two words", []),
        ("é" * 50, []),
        ("é" * 51, [("options.topic_tag.length", ERROR)]),
        ("", [("options.topic_tag.length", ERROR)]),
        ("a.b", [("options.topic_tag.characters", ERROR)]),
        ("a&b", [("options.topic_tag.characters", ERROR)]),
        ("a\tb", [("options.topic_tag.characters", ERROR)]),
        ("a\nb", [("options.topic_tag.characters", ERROR)]),
        ("#a", [("options.topic_tag.hash", WARNING)]),
        ("#", [("options.topic_tag.hash", WARNING)]),
    ],
)
def test_a_topic_has_1_to_50_characters_without_dots_and_ampersands(tag, rules):
    assert found(Post("x", options=options(topic_tag=tag))) == rules


def test_the_hash_sign_of_a_topic_is_taken_off_by_a_machine():
    post = Post("x", options=options(topic_tag="#painting", reply_control="everyone"))
    (problem,) = validate(post)
    assert mended(post, problem.fix) == Post("x", options=options(topic_tag="painting", reply_control="everyone"))


def test_a_topic_of_nothing_but_a_hash_sign_is_left_to_a_person():
    (problem,) = validate(Post("x", options=options(topic_tag="#")))
    assert problem.fix.change is None


def test_a_quote_alone_is_empty_because_threads_wants_a_text():
    assert found(Post(options=options(quote_post_id="1"))) == [("post.empty", ERROR)]


def test_an_option_that_the_connector_does_not_send_is_refused():
    assert found(Post("x", options=options(auto_publish_text=True))) == [("options.unknown", ERROR)]
