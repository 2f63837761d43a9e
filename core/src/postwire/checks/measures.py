"""Where each measure is read: in a post's words, or in a file's facts."""

from collections.abc import Callable

from attrs import frozen

from postwire.checks.units import Value
from postwire.counting import Unit, measure
from postwire.links import links, normal_form, with_short_links
from postwire.manifest import Measure
from postwire.media import MediaFacts, MediaKind
from postwire.post import Post


def _different_links(post: Post) -> int:
    found = set(links(post.text))
    if post.link is not None:
        try:
            found.add(normal_form(post.link))
        except ValueError:
            found.add(post.link)
    return len(found)


def _beside_a_video(post: Post) -> int | None:
    count = len(post.media)
    return count if count > 1 and any(media.kind is MediaKind.VIDEO for media in post.media) else None


def _text(unit: Unit) -> Callable[[Post], int]:
    return lambda post: measure(post.text, unit)


OF_POST: dict[Measure, tuple[str, Callable[[Post], int | None]]] = {
    Measure.TEXT_BYTES: ("text", _text(Unit.UTF8_BYTES)),
    Measure.TEXT_CODE_POINTS: ("text", _text(Unit.CODE_POINTS)),
    Measure.TEXT_UTF16_UNITS: ("text", _text(Unit.UTF16_UNITS)),
    Measure.TEXT_EMOJI_AS_BYTES: ("text", _text(Unit.EMOJI_AS_BYTES)),
    Measure.TEXT_GRAPHEMES: ("text", _text(Unit.GRAPHEMES)),
    Measure.TEXT_SHORT_LINKS: ("text", lambda post: measure(with_short_links(post.text), Unit.GRAPHEMES)),
    Measure.LINKS: ("text", _different_links),
    Measure.MEDIA_COUNT: ("media", lambda post: len(post.media) if len(post.media) > 1 else None),
    Measure.MEDIA_COUNT_WITH_VIDEO: ("media", _beside_a_video),
}
"""The field that a measure is about, and how it is read; None: it is not asked of this post."""


@frozen
class Fact:
    """A measure of a file: of which kind of file, its name, and how it is read (None: not known)."""

    kind: MediaKind
    name: str
    read: Callable[[MediaFacts], Value | None]
    of_audio: bool = False


def _long_over_short(facts: MediaFacts) -> float | None:
    return max(facts.ratio, 1 / facts.ratio) if facts.ratio else None


_IMAGE, _VIDEO = MediaKind.IMAGE, MediaKind.VIDEO

OF_FILE: dict[Measure, Fact] = {
    Measure.IMAGE_FORMAT: Fact(_IMAGE, "format", lambda facts: facts.format),
    Measure.IMAGE_BYTES: Fact(_IMAGE, "size", lambda facts: facts.bytes),
    Measure.IMAGE_WIDTH: Fact(_IMAGE, "width", lambda facts: facts.width),
    Measure.IMAGE_RATIO: Fact(_IMAGE, "aspect ratio", _long_over_short),
    Measure.IMAGE_COLOR_SPACE: Fact(_IMAGE, "colour space", lambda facts: facts.color_space),
    Measure.VIDEO_FORMAT: Fact(_VIDEO, "format", lambda facts: facts.format),
    Measure.VIDEO_CODEC: Fact(_VIDEO, "codec", lambda facts: facts.video_codec),
    Measure.VIDEO_BYTES: Fact(_VIDEO, "size", lambda facts: facts.bytes),
    Measure.VIDEO_DURATION: Fact(_VIDEO, "duration", lambda facts: facts.duration),
    Measure.VIDEO_FRAME_RATE: Fact(_VIDEO, "frame rate", lambda facts: facts.frame_rate),
    Measure.VIDEO_WIDTH: Fact(_VIDEO, "width", lambda facts: facts.width),
    Measure.VIDEO_RATIO: Fact(_VIDEO, "aspect ratio", lambda facts: facts.ratio),
    Measure.VIDEO_BIT_RATE: Fact(_VIDEO, "bit rate", lambda facts: facts.video_bit_rate),
    Measure.VIDEO_PIXEL_FORMAT: Fact(_VIDEO, "pixel format", lambda facts: facts.pixel_format),
    Measure.VIDEO_INTERLACED: Fact(_VIDEO, "interlacing", lambda facts: facts.interlaced),
    Measure.VIDEO_MOOV_FIRST: Fact(_VIDEO, "place of the index", lambda facts: facts.moov_first),
    Measure.VIDEO_EDIT_LIST: Fact(_VIDEO, "edit lists", lambda facts: facts.edit_list),
    Measure.VIDEO_CLOSED_GOP: Fact(_VIDEO, "groups of pictures", lambda facts: facts.closed_gop),
    Measure.AUDIO_CODEC: Fact(_VIDEO, "audio codec", lambda facts: facts.audio_codec, of_audio=True),
    Measure.AUDIO_BIT_RATE: Fact(_VIDEO, "audio bit rate", lambda facts: facts.audio_bit_rate, of_audio=True),
    Measure.AUDIO_CHANNELS: Fact(_VIDEO, "audio channels", lambda facts: facts.audio_channels, of_audio=True),
    Measure.AUDIO_SAMPLE_RATE: Fact(_VIDEO, "audio sample rate", lambda facts: facts.audio_sample_rate, of_audio=True),
}
