"""What a server would refuse, found before anything is sent."""

import pytest

from postwire.checks import mended
from postwire.media import Media, MediaFacts, MediaKind
from postwire.post import Post
from postwire.problem import Severity
from postwire_bluesky import validate_media

PARENT = "at://did:plc:abc/app.bsky.feed.post/3k43tv4rft22g"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


def picture(size=40_000, kind="jpeg"):
    return Media(
        "lighthouse.jpg",
        facts=MediaFacts(kind=MediaKind.IMAGE, format=kind, bytes=size, width=1080, height=1080, color_space="sRGB"),
    )


def video(**facts):
    known = {"format": "mp4", "bytes": 60_000, "width": 320, "height": 568, "duration": 2.0, **facts}
    return Media("lighthouse.mp4", facts=MediaFacts(kind=MediaKind.VIDEO, **known))


def rules(post, severity=Severity.ERROR):
    return [problem.rule for problem in validate_media(post) if problem.severity is severity]


@pytest.mark.parametrize(
    "post",
    [
        Post("x" * 300),
        Post(FAMILY * 100),
        Post("A picture.", [picture(2_000_000)] * 4),
        Post("A video.", [video(bytes=300_000_000)]),
        Post("", [picture()]),
        Post("An answer.", reply_to=PARENT),
        Post("A card.", link="https://example.com/"),
        Post("A card.", [picture()], link="https://example.com/", options={"bluesky": {"card_picture": True}}),
        Post("Words.", options={"bluesky": {"languages": ["en", "pt-BR", "zh-Hant"], "quote": PARENT}}),
        Post("Warned.", options={"bluesky": {"labels": ["nudity"], "tags": ["a b"]}}),
    ],
)
def test_what_a_server_takes_is_taken(post):
    assert rules(post) == []


@pytest.mark.parametrize(
    ("post", "rule"),
    [
        (Post("x" * 301), "bluesky.text.max_graphemes"),
        (Post(FAMILY * 167), "bluesky.text.max_bytes"),
        (Post("", [picture()] * 5), "bluesky.media.max_items"),
        (Post("", [picture(2_000_001)]), "bluesky.image.max_bytes"),
        (Post("", [video(), picture()]), "bluesky.media.video_alone"),
        (Post("", [video(format="mov")]), "bluesky.video.format"),
        (Post("", [video(bytes=300_000_001)]), "bluesky.video.max_bytes"),
        (Post("", [picture()], link="https://example.com/"), "bluesky.link.with_media"),
        (Post("An answer.", reply_to="3k43tv4rft22g"), "bluesky.reply_to.not_an_id"),
        (Post("A list.", reply_to="at://did:plc:abc/app.bsky.graph.list/1"), "bluesky.reply_to.not_an_id"),
        (Post("A quote.", options={"bluesky": {"quote": "no id"}}), "bluesky.options.quote.not_an_id"),
        (Post("No.", options={"bluesky": {"languages": ["English!"]}}), "bluesky.options.languages.not_a_language"),
        (Post("No.", options={"bluesky": {"languages": ["a"] * 4}}), "bluesky.options.languages.length"),
        (Post("No.", options={"bluesky": {"labels": ["spoiler"]}}), "bluesky.options.labels.choice"),
        (Post("No.", options={"bluesky": {"card_title": "of what?"}}), "bluesky.options.card_title.needs.link"),
        (
            Post("", [picture(1_000_001)], link="https://example.com/", options={"bluesky": {"card_picture": True}}),
            "bluesky.card_picture.max_bytes",
        ),
    ],
)
def test_what_a_server_refuses_or_shows_differently_is_refused_with_its_rule(post, rule):
    assert rule in rules(post)


@pytest.mark.parametrize(
    ("post", "rule"),
    [
        (Post("", [picture(1_000_001)]), "bluesky.image.bytes_doubtful"),
        (Post("", [video(duration=181.0)]), "bluesky.video.duration_doubtful"),
    ],
)
def test_what_only_some_servers_and_apps_take_is_doubted(post, rule):
    assert rules(post, Severity.WARNING) == [rule]


def test_the_address_of_a_page_is_mended_into_the_id_of_its_post():
    post = Post("An answer.", reply_to="https://bsky.app/profile/anna.test/post/3k43tv4rft22g")
    (problem,) = validate_media(post)
    assert mended(post, problem.fix).reply_to == "at://anna.test/app.bsky.feed.post/3k43tv4rft22g"


def test_a_picture_beside_a_link_is_mended_into_the_cards_own():
    post = Post("A card.", [picture()], link="https://example.com/")
    (problem,) = validate_media(post)
    assert rules(mended(post, problem.fix)) == []
