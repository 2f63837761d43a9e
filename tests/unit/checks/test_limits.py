"""Limits, held against posts and facts."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postwire.checks import check
from postwire.manifest import Measure, Option
from postwire.media import Media, MediaFacts, MediaKind
from postwire.post import Post
from postwire.problem import Severity
from postwire.source import Source

IMAGE, VIDEO = MediaKind.IMAGE, MediaKind.VIDEO


def one(post, manifest):
    (problem,) = check(post, manifest)
    return problem


def only(post, manifest, rule):
    return [problem for problem in check(post, manifest) if problem.rule == rule]


@pytest.mark.parametrize(
    ("measure", "fits", "breaks"),
    [
        (Measure.TEXT_BYTES, Post("éé"), Post("ééé")),
        (Measure.TEXT_CODE_POINTS, Post("éééé"), Post("ééééé")),
        (Measure.TEXT_UTF16_UNITS, Post("👍👍"), Post("👍👍👍")),
        (Measure.TEXT_EMOJI_AS_BYTES, Post("👍"), Post("👍x")),
        (Measure.LINKS, Post("www.a.co.uk www.b.co.uk www.c.co.uk www.c.co.uk", link="https://d.uk"), None),
        (Measure.LINKS, None, Post("www.a.co.uk www.b.co.uk www.c.co.uk www.d.co.uk", link="https://e.uk")),
        (Measure.MEDIA_COUNT, Post(media=[Media("a.png")] * 4), Post(media=[Media("a.png")] * 5)),
        (
            Measure.MEDIA_COUNT_WITH_VIDEO,
            Post(media=[Media("a.png")] * 5),
            Post(media=[*[Media("a.png")] * 4, Media("a.mp4")]),
        ),
        (Measure.TEXT_SHORT_LINKS, Post("x"), Post("https://a.b")),
        (Measure.ALT_TEXT_CODE_POINTS, Post(media=[Media("a.png", "éééé")]), Post(media=[Media("a.png", "ééééé")])),
    ],
)
def test_a_limit_on_words_holds_at_its_edge_and_breaks_above_it(limited, measure, fits, breaks):
    manifest = limited({"measure": measure, "rule": "imaginary.it", "maximum": 4})
    assert fits is None or only(fits, manifest, "imaginary.it") == []
    assert breaks is None or len(only(breaks, manifest, "imaginary.it")) == 1


def test_the_link_card_counts_once_with_the_same_address_in_the_text(limited):
    manifest = limited({"measure": Measure.LINKS, "maximum": 1})
    assert check(Post("see www.example.com", link="https://www.example.com/"), manifest) == ()
    assert one(Post("see www.example.com", link="https://www.example.com/a"), manifest).observed == 2


def test_a_single_item_is_no_carousel_whatever_the_minimum(limited):
    manifest = limited({"measure": Measure.MEDIA_COUNT, "minimum": 3, "maximum": 5, "rule": "imaginary.it"})
    assert only(Post(media=[Media("a.png")]), manifest, "imaginary.it") == []
    assert len(only(Post(media=[Media("a.png")] * 2), manifest, "imaginary.it")) == 1


@pytest.mark.parametrize(
    ("measure", "fact", "value", "kind"),
    [
        (Measure.IMAGE_BYTES, "bytes", 100, IMAGE),
        (Measure.IMAGE_WIDTH, "width", 100, IMAGE),
        (Measure.VIDEO_BYTES, "bytes", 100, VIDEO),
        (Measure.VIDEO_DURATION, "duration", 100, VIDEO),
        (Measure.VIDEO_FRAME_RATE, "frame_rate", 100, VIDEO),
        (Measure.VIDEO_WIDTH, "width", 100, VIDEO),
        (Measure.VIDEO_BIT_RATE, "video_bit_rate", 100, VIDEO),
        (Measure.AUDIO_BIT_RATE, "audio_bit_rate", 100, VIDEO),
        (Measure.AUDIO_CHANNELS, "audio_channels", 100, VIDEO),
        (Measure.AUDIO_SAMPLE_RATE, "audio_sample_rate", 100, VIDEO),
    ],
)
def test_a_number_of_a_file_is_held_against_both_bounds(limited, measure, fact, value, kind):
    manifest = limited({"measure": measure, "minimum": value, "maximum": value})

    def judged(observed):
        facts = MediaFacts(kind=kind, **{fact: observed})
        return [(found.observed, found.allowed) for found in check(Post(media=[Media("a", facts=facts)]), manifest)]

    assert judged(value) == []
    assert judged(value - 1) == [(value - 1, value)]
    assert judged(value + 1) == [(value + 1, value)]


@pytest.mark.parametrize(
    ("measure", "fact", "kind", "words"),
    [
        (Measure.IMAGE_FORMAT, "format", IMAGE, ("png", "webp")),
        (Measure.IMAGE_COLOR_SPACE, "color_space", IMAGE, ("sRGB", "CMYK")),
        (Measure.VIDEO_FORMAT, "format", VIDEO, ("mp4", "avi")),
        (Measure.VIDEO_CODEC, "video_codec", VIDEO, ("h264", "vp9")),
        (Measure.VIDEO_PIXEL_FORMAT, "pixel_format", VIDEO, ("yuv420p", "yuv444p")),
        (Measure.AUDIO_CODEC, "audio_codec", VIDEO, ("aac", "opus")),
        (Measure.VIDEO_INTERLACED, "interlaced", VIDEO, (False, True)),
        (Measure.VIDEO_MOOV_FIRST, "moov_first", VIDEO, (True, False)),
        (Measure.VIDEO_EDIT_LIST, "edit_list", VIDEO, (False, True)),
        (Measure.VIDEO_CLOSED_GOP, "closed_gop", VIDEO, (True, False)),
    ],
)
def test_a_word_of_a_file_has_to_be_one_of_a_list(limited, measure, fact, kind, words):
    good, bad = words
    manifest = limited({"measure": measure, "allowed": (good,)})

    def judged(value):
        facts = MediaFacts(kind=kind, **{fact: value})
        return [found.observed for found in check(Post(media=[Media("a", facts=facts)]), manifest)]

    assert judged(good) == []
    assert judged(bad) == [bad]
    if isinstance(good, str):
        assert judged(good.upper()) == []


def test_every_measure_can_be_limited(limited):
    for measure in Measure:
        bound = {"allowed": ("nothing is ever this",)} if measure.is_a_word else {"minimum": 10**12}
        manifest = limited({"measure": measure, "rule": "imaginary.it", **bound})
        found = [
            problem.severity
            for kind in MediaKind
            for problem in check(Post("x", media=[Media("a", "x", facts=_known(kind))] * 2), manifest)
        ]
        assert set(found) == {Severity.ERROR}, measure


def _known(kind):
    return MediaFacts(
        kind=kind,
        format="mp4",
        bytes=1,
        width=1,
        height=1,
        duration=1,
        frame_rate=1,
        video_codec="h264",
        video_bit_rate=1,
        pixel_format="yuv420p",
        interlaced=False,
        has_audio=True,
        audio_codec="aac",
        audio_bit_rate=1,
        audio_channels=1,
        audio_sample_rate=1,
        moov_first=True,
        edit_list=False,
        closed_gop=True,
        color_space="sRGB",
    )


@pytest.mark.parametrize(("width", "height", "ratio"), [(3000, 300, 10), (300, 3000, 10)])
def test_a_pictures_ratio_is_the_same_lying_and_standing(limited, width, height, ratio):
    facts = MediaFacts(kind=IMAGE, width=width, height=height)
    post = Post(media=[Media("a", facts=facts)])
    assert check(post, limited({"measure": Measure.IMAGE_RATIO, "maximum": ratio})) == ()
    assert one(post, limited({"measure": Measure.IMAGE_RATIO, "maximum": 9.99})).observed == pytest.approx(ratio)


def test_a_videos_ratio_is_width_over_height(limited):
    facts = MediaFacts(kind=VIDEO, width=100, height=400)
    found = one(Post(media=[Media("a", facts=facts)]), limited({"measure": Measure.VIDEO_RATIO, "minimum": 0.3}))
    assert (found.observed, found.allowed) == (0.25, 0.3)


def test_limits_on_pictures_leave_videos_alone_and_the_reverse(limited):
    manifest = limited({"measure": Measure.IMAGE_WIDTH, "maximum": 10}, {"measure": Measure.VIDEO_WIDTH, "maximum": 20})
    items = [Media("a", facts=MediaFacts(kind=kind, width=15)) for kind in (IMAGE, VIDEO)]
    found = one(Post(media=items), manifest)
    assert (found.rule, found.item) == ("imaginary.image.width", 0)


def test_a_silent_video_has_no_sound_to_judge(limited):
    manifest = limited(
        {"measure": Measure.AUDIO_CODEC, "allowed": ("aac",)},
        *(
            {"measure": measure, "maximum": 1}
            for measure in (Measure.AUDIO_BIT_RATE, Measure.AUDIO_CHANNELS, Measure.AUDIO_SAMPLE_RATE)
        ),
    )
    silent = MediaFacts(kind=VIDEO, has_audio=False)
    assert check(Post(media=[Media("a", facts=silent)]), manifest) == ()


def test_the_picture_of_a_silent_video_is_judged_all_the_same(limited):
    manifest = limited({"measure": Measure.VIDEO_WIDTH, "maximum": 1})
    silent = MediaFacts(kind=VIDEO, has_audio=False, width=2)
    assert one(Post(media=[Media("a", facts=silent)]), manifest).rule == "imaginary.video.width"


@pytest.mark.parametrize("has_audio", [True, None])
def test_sound_that_may_be_there_and_is_not_known_is_unsure(limited, has_audio):
    manifest = limited({"measure": Measure.AUDIO_CODEC, "allowed": ("aac",)})
    unknown = MediaFacts(kind=VIDEO, has_audio=has_audio)
    assert one(Post(media=[Media("a", facts=unknown)]), manifest).severity is Severity.UNSURE


def test_a_file_that_nobody_probed_is_one_unsure_problem_not_twenty(limited):
    manifest = limited(
        *(
            {"measure": measure, "maximum": 1}
            for measure in Measure
            if str(measure).startswith("video") and not measure.is_a_word
        )
    )
    found = one(Post(media=[Media("clip.mp4")]), manifest)
    assert (found.rule, found.severity, found.item) == ("imaginary.media.unknown_facts", Severity.UNSURE, 0)
    assert found.fix.command == "pip install 'postwire[media]'"
    assert found.message == "clip.mp4: nothing is known of this video, so it could not be checked."
    assert len(found.sources) == 1


def test_a_single_unknown_fact_is_named_and_the_others_are_judged(limited):
    manifest = limited(
        {"measure": Measure.VIDEO_WIDTH, "maximum": 1920}, {"measure": Measure.VIDEO_DURATION, "maximum": 300}
    )
    facts = MediaFacts(kind=VIDEO, width=2000)
    broken, unsure = check(Post(media=[Media("clip.mp4", facts=facts)]), manifest)
    assert (broken.rule, broken.severity) == ("imaginary.video.width", Severity.ERROR)
    assert (unsure.message, unsure.severity) == ("clip.mp4: not known, and so not checked: duration.", Severity.UNSURE)


def test_what_is_unknown_of_a_file_that_has_to_be_encoded_anew_does_not_matter(limited):
    manifest = limited(
        {"measure": Measure.VIDEO_FORMAT, "allowed": ("mp4",)},
        {"measure": Measure.VIDEO_MOOV_FIRST, "allowed": (True,)},
    )
    facts = MediaFacts(kind=VIDEO, format="webm")
    assert one(Post(media=[Media("a", facts=facts)]), manifest).rule == "imaginary.video.format"


def test_facts_that_no_limit_asks_for_may_stay_unknown(limited):
    manifest = limited({"measure": Measure.VIDEO_WIDTH, "maximum": 1920})
    assert check(Post(media=[Media("a", facts=MediaFacts(kind=VIDEO, width=1))]), manifest) == ()


def test_of_two_broken_limits_on_one_measure_only_the_error_is_told(limited):
    manifest = limited(
        {"measure": Measure.VIDEO_CODEC, "allowed": ("h264",), "severity": Severity.WARNING, "rule": "imaginary.doubt"},
        {"measure": Measure.VIDEO_CODEC, "allowed": ("h264", "hevc"), "rule": "imaginary.refusal"},
    )

    def rules(*codecs):
        items = [Media("a", facts=MediaFacts(kind=VIDEO, video_codec=codec)) for codec in codecs]
        return [(problem.rule, problem.item) for problem in check(Post(media=items), manifest)]

    assert rules("h264") == []
    assert rules("hevc") == [("imaginary.doubt", 0)]
    assert rules("vp9") == [("imaginary.refusal", 0)]
    assert rules("vp9", "hevc") == [("imaginary.refusal", 0), ("imaginary.doubt", 1)]


def test_an_option_switches_a_limit_off_and_another_on(limited):
    manifest = limited(
        {"measure": Measure.TEXT_BYTES, "maximum": 3, "unless": ("count", "points"), "rule": "imaginary.bytes"},
        {"measure": Measure.TEXT_CODE_POINTS, "maximum": 3, "only_if": ("count", "points"), "rule": "imaginary.points"},
        options=(Option(name="count", choices=("bytes", "points"), default="bytes", description="How to count"),),
    )

    def rules(text, **options):
        return [problem.rule for problem in check(Post(text, options={"imaginary": options}), manifest)]

    assert rules("ééé") == ["imaginary.bytes"]
    assert rules("ééé", count="bytes") == ["imaginary.bytes"]
    assert rules("ééé", count="points") == []
    assert rules("éééé", count="points") == ["imaginary.points"]


def test_the_default_of_an_option_counts_where_the_post_says_nothing(limited):
    manifest = limited(
        {"measure": Measure.TEXT_BYTES, "maximum": 3, "only_if": ("count", "bytes")},
        options=(Option(name="count", choices=("bytes", "points"), default="bytes", description="How to count"),),
    )
    assert one(Post("abcd"), manifest).observed == 4
    assert check(Post("abcd", options={"imaginary": {"count": "points"}}), manifest) == ()


def test_a_problem_says_what_was_seen_what_is_allowed_and_what_to_do(limited):
    manifest = limited({"measure": Measure.TEXT_BYTES, "maximum": 500})
    found = one(Post("x" * 504), manifest)
    assert found.message == "504 bytes; at most 500 bytes; 4 bytes"
    assert found.fix.sentence == "take 4 bytes out"
    assert (found.observed, found.allowed, found.field, found.item) == (504, 500, "text", None)
    assert found.sources == (Source("Imaginary reference", date(2026, 1, 2)),)


def test_a_text_is_never_cut_by_a_machine(limited):
    manifest = limited({"measure": Measure.TEXT_BYTES, "maximum": 3}, {"measure": Measure.LINKS, "maximum": 0})
    found = check(Post("https://example.com"), manifest)
    assert len(found) == 2
    assert all(problem.fix.change is None for problem in found)


def test_a_value_that_reads_like_its_bound_is_shown_in_full(limited):
    manifest = limited({"measure": Measure.VIDEO_BIT_RATE, "maximum": 100_000_000})
    facts = MediaFacts(kind=VIDEO, video_bit_rate=100_000_001)
    assert "100 Mbps (100000001); at most 100 Mbps" in one(Post(media=[Media("a", facts=facts)]), manifest).message


def test_the_item_of_a_carousel_is_named_in_the_message(limited):
    manifest = limited({"measure": Measure.IMAGE_WIDTH, "maximum": 10})
    small, large = MediaFacts(kind=IMAGE, width=10), MediaFacts(kind=IMAGE, width=11)
    items = [Media("a.png", facts=small), Media("https://example.com/x/b.png?sig=secret", facts=large)]
    found = one(Post(media=items), manifest)
    assert found.item == 1
    assert found.message.startswith("Item 2 of 2 (b.png): 11 px")
    assert "secret" not in repr(found)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.floats(0, 1e12), minimum=st.floats(0, 1e9), span=st.floats(0, 1e9))
def test_a_number_breaks_a_limit_exactly_when_it_lies_outside(limited, value, minimum, span):
    manifest = limited({"measure": Measure.VIDEO_DURATION, "minimum": minimum, "maximum": minimum + span})
    facts = MediaFacts(kind=VIDEO, duration=value)
    found = check(Post(media=[Media("a", facts=facts)]), manifest)
    assert bool(found) == (value < minimum or value > minimum + span)
