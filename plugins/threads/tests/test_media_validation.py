"""What Threads would refuse of pictures and videos, at the edge of every limit and just beyond it."""

import attrs
import pytest

from postwire.media import Media, MediaFacts, MediaKind
from postwire.post import Post
from postwire.problem import Severity
from postwire_threads.manifest import MANIFEST
from postwire_threads.validation import validate

ERROR, WARNING, UNSURE = Severity.ERROR, Severity.WARNING, Severity.UNSURE

GOOD_IMAGE = MediaFacts(kind=MediaKind.IMAGE, format="jpeg", bytes=200_000, width=1080, height=1350, color_space="sRGB")


GOOD_VIDEO = MediaFacts(
    kind=MediaKind.VIDEO,
    format="mp4",
    bytes=5_000_000,
    width=1080,
    height=1920,
    duration=30.0,
    frame_rate=30.0,
    video_codec="h264",
    video_bit_rate=8_000_000,
    pixel_format="yuv420p",
    interlaced=False,
    has_audio=True,
    audio_codec="aac",
    audio_bit_rate=128_000,
    audio_channels=2,
    audio_sample_rate=48_000,
    moov_first=True,
    edit_list=False,
    closed_gop=True,
)


def image(**changes):
    return Media("https://cdn.example.com/a.jpg", facts=attrs.evolve(GOOD_IMAGE, **changes))


def video(**changes):
    return Media("https://cdn.example.com/a.mp4", facts=attrs.evolve(GOOD_VIDEO, **changes))


def found(post):
    return [(problem.rule.removeprefix("threads."), problem.severity) for problem in validate(post)]


def options(**chosen):
    return {"threads": chosen}


@pytest.mark.parametrize(
    "post",
    [
        Post("hello"),
        Post("", [image()]),
        Post("", [video()]),
        Post("a carousel", [image(), video(), image(format="png")]),
        Post("", link="https://example.com/"),
        Post("with a card", link="https://example.com/"),
        Post("an answer", reply_to="17890000000000000"),
        Post("a quote", options=options(quote_post_id="17890000000000000", reply_control="followers_only")),
        Post("silent", [video(has_audio=False, audio_codec=None, audio_bit_rate=None, audio_channels=None)]),
        Post("described", [attrs.evolve(image(), alt_text="a tree")]),
        Post("for others", options={"mastodon": {"visibility": "public"}}),
    ],
)
def test_a_post_as_meta_documents_it_has_no_problem(post):
    assert validate(post) == ()


@pytest.mark.parametrize(("count", "rules"), [(2, []), (20, []), (21, [("media.max_items", ERROR)])])
def test_a_carousel_holds_two_to_twenty_items(count, rules):
    assert found(Post(media=[image(), *[video()] * (count - 1)])) == rules


@pytest.mark.parametrize(("length", "rules"), [(1000, []), (1001, [("alt_text.max_characters", ERROR)])])
def test_an_alternative_text_has_at_most_1000_characters(length, rules):
    assert found(Post(media=[attrs.evolve(image(), alt_text="é" * length)])) == rules
    assert found(Post(media=[attrs.evolve(video(), alt_text="é" * length)])) == rules


PICTURES = [
    ({"format": "png"}, []),
    ({"format": "webp"}, [("image.format_unofficial", WARNING)]),
    ({"format": "gif"}, [("image.format_unofficial", WARNING)]),
    ({"format": "avif"}, [("image.format", ERROR)]),
    ({"format": "heic"}, [("image.format", ERROR)]),
    ({"format": "bmp"}, [("image.format", ERROR)]),
    ({"bytes": 8_000_000}, []),
    ({"bytes": 8_000_001}, [("image.bytes_doubtful", WARNING)]),
    ({"bytes": 8 * 1024 * 1024}, [("image.bytes_doubtful", WARNING)]),
    ({"bytes": 8 * 1024 * 1024 + 1}, [("image.max_bytes", ERROR)]),
    ({"width": 1000, "height": 100}, []),
    ({"width": 1000, "height": 10_000}, []),
    ({"width": 1001, "height": 100}, [("image.ratio", ERROR)]),
    ({"width": 1000, "height": 10_001}, [("image.ratio", ERROR)]),
    ({"width": 320}, []),
    ({"width": 319}, [("image.too_narrow", WARNING)]),
    ({"width": 1440}, []),
    ({"width": 1441}, [("image.too_wide", WARNING)]),
    ({"color_space": "Display P3"}, [("image.color_space", WARNING)]),
    ({"color_space": "CMYK"}, [("image.color_space", WARNING)]),
]


@pytest.mark.parametrize(("facts", "rules"), PICTURES)
def test_a_picture_at_and_beyond_every_edge(facts, rules):
    assert found(Post(media=[image(**facts)])) == rules


VIDEOS = [
    ({"format": "mov"}, [("video.format_doubtful", WARNING)]),
    ({"format": "avi"}, [("video.format", ERROR)]),
    ({"format": "matroska"}, [("video.format", ERROR)]),
    ({"format": "webm"}, [("video.format", ERROR)]),
    ({"video_codec": "hevc"}, [("video.codec_doubtful", WARNING)]),
    ({"video_codec": "vp9"}, [("video.codec", ERROR)]),
    ({"video_codec": "av1"}, [("video.codec", ERROR)]),
    ({"video_codec": "prores"}, [("video.codec", ERROR)]),
    ({"pixel_format": "yuvj420p"}, []),
    ({"pixel_format": "nv12"}, []),
    ({"pixel_format": "yuv420p10le"}, []),
    ({"pixel_format": "yuv420p10be"}, []),
    ({"pixel_format": "p010le"}, []),
    ({"pixel_format": "yuv420p12le"}, []),
    ({"pixel_format": "yuv422p"}, [("video.pixel_format", ERROR)]),
    ({"pixel_format": "yuv444p"}, [("video.pixel_format", ERROR)]),
    ({"interlaced": True}, [("video.interlaced", ERROR)]),
    ({"moov_first": False}, [("video.moov_first", WARNING)]),
    ({"edit_list": True}, [("video.edit_list", WARNING)]),
    ({"closed_gop": False}, [("video.closed_gop", WARNING)]),
    ({"frame_rate": 23.0}, []),
    ({"frame_rate": 22.99}, [("video.frame_rate", ERROR)]),
    ({"frame_rate": 60.0}, []),
    ({"frame_rate": 60.01}, [("video.frame_rate", ERROR)]),
    ({"width": 1920, "height": 1080}, []),
    ({"width": 1921, "height": 1080}, [("video.max_width", ERROR)]),
    ({"width": 1000, "height": 100}, []),
    ({"width": 1001, "height": 100}, [("video.ratio", ERROR)]),
    ({"width": 100, "height": 10_000}, []),
    ({"width": 100, "height": 10_001}, [("video.ratio", ERROR)]),
    ({"video_bit_rate": 100_000_000}, []),
    ({"video_bit_rate": 100_000_001}, [("video.max_bit_rate", ERROR)]),
    ({"duration": 300.0}, []),
    ({"duration": 300.01}, [("video.duration", ERROR)]),
    ({"duration": 0.001}, []),
    ({"duration": 0.0}, [("video.duration", ERROR)]),
    ({"bytes": 1_000_000_000}, []),
    ({"bytes": 1_000_000_001}, [("video.bytes_doubtful", WARNING)]),
    ({"bytes": 2**30}, [("video.bytes_doubtful", WARNING)]),
    ({"bytes": 2**30 + 1}, [("video.max_bytes", ERROR)]),
    ({"audio_codec": "opus"}, [("audio.codec", ERROR)]),
    ({"audio_channels": 1}, []),
    ({"audio_channels": 3}, [("audio.channels", ERROR)]),
    ({"audio_sample_rate": 48_001}, [("audio.max_sample_rate", ERROR)]),
    ({"audio_bit_rate": 128_001}, [("audio.max_bit_rate", WARNING)]),
]


@pytest.mark.parametrize(("facts", "rules"), VIDEOS)
def test_a_video_at_and_beyond_every_edge(facts, rules):
    assert found(Post(media=[video(**facts)])) == rules


def test_no_limit_of_the_manifest_is_left_without_a_case():
    words = {"text.max_bytes", "text.max_characters", "text.max_links", "media.max_items", "alt_text.max_characters"}
    files = {rule for _, rules in (*PICTURES, *VIDEOS) for rule, _ in rules}
    assert {limit.rule for limit in MANIFEST.limits} == {f"threads.{rule}" for rule in words | files}


def test_metas_own_sample_video_is_only_warned_about():
    sample = video(width=1024, height=576, moov_first=False, edit_list=True, audio_bit_rate=191_000)
    assert {severity for _, severity in found(Post(media=[sample]))} == {WARNING}


def test_the_name_of_a_file_proves_nothing():
    disguised = Media("https://cdn.example.com/a.mp4", facts=attrs.evolve(GOOD_VIDEO, format="avi"))
    misnamed = Media("https://cdn.example.com/a.avi", facts=GOOD_VIDEO)
    assert found(Post(media=[disguised])) == [("video.format", ERROR)]
    assert found(Post(media=[misnamed])) == []


@pytest.mark.parametrize("location", ["https://cdn.example.com/a.jpg", "https://cdn.example.com/a.avi"])
def test_media_that_nobody_probed_is_unsure_once_and_not_refused(location):
    assert found(Post(media=[Media(location)])) == [("media.unknown_facts", UNSURE)]


@pytest.mark.parametrize(
    "fact",
    [
        "format",
        "bytes",
        "width",
        "height",
        "duration",
        "frame_rate",
        "video_codec",
        "video_bit_rate",
        "pixel_format",
        "interlaced",
        "audio_codec",
        "audio_bit_rate",
        "audio_channels",
        "audio_sample_rate",
        "moov_first",
        "edit_list",
        "closed_gop",
    ],
)
def test_every_fact_about_a_video_that_is_not_known_is_told(fact):
    assert found(Post(media=[video(**{fact: None})])) == [("media.unknown_facts", UNSURE)]


@pytest.mark.parametrize("fact", ["format", "bytes", "width", "height", "color_space"])
def test_every_fact_about_a_picture_that_is_not_known_is_told(fact):
    assert found(Post(media=[image(**{fact: None})])) == [("media.unknown_facts", UNSURE)]


@pytest.mark.parametrize("location", ["a.jpg", "/srv/a.jpg", "file:///srv/a.jpg"])
def test_a_local_file_is_refused_because_threads_fetches_media_itself(location):
    assert found(Post(media=[Media(location, facts=GOOD_IMAGE)])) == [("media.no_address", ERROR)]


def test_a_sandbox_on_this_machine_is_warned_about_and_not_refused():
    media = Media("http://127.0.0.1:8000/a.jpg", facts=GOOD_IMAGE)
    assert found(Post(media=[media])) == [("media.private_address", WARNING)]


def test_every_problem_can_be_acted_on_and_traced():
    worst = Post(
        "https://a.example " * 1 + "x" * 500 + "\ud800",
        [
            Media("a.mp4", "x" * 1001, facts=MediaFacts(kind=MediaKind.VIDEO, format="avi", width=2000, height=1)),
            Media("https://localhost/b"),
            *[image(format="bmp", bytes=10**8, width=5000, color_space="CMYK")] * 20,
        ],
        reply_to="x",
        link="y",
        options=options(topic_tag="#.", reply_control=5, nonsense=1),
    )
    problems = validate(worst)
    assert len(problems) > 20
    for problem in problems:
        assert problem.rule.startswith("threads.")
        assert problem.message.endswith(".")
        assert problem.fix.sentence.endswith(".")
        assert problem.sources
        problem.message.encode()
