"""Posts that lie just inside and just beyond a limit."""

from collections.abc import Iterator
from typing import Any

from attrs import evolve, frozen

from postwire.manifest import Limit, Manifest, Measure
from postwire.media import Media
from postwire.post import Post
from postwire_contract import posts


@frozen
class Edge:
    """A post at a limit, and on which side."""

    post: Post
    allowed: bool
    words: str


_FACT = {
    Measure.IMAGE_FORMAT: "format",
    Measure.IMAGE_BYTES: "bytes",
    Measure.IMAGE_COLOR_SPACE: "color_space",
    Measure.VIDEO_FORMAT: "format",
    Measure.VIDEO_CODEC: "video_codec",
    Measure.VIDEO_BYTES: "bytes",
    Measure.VIDEO_DURATION: "duration",
    Measure.VIDEO_FRAME_RATE: "frame_rate",
    Measure.VIDEO_WIDTH: "width",
    Measure.VIDEO_BIT_RATE: "video_bit_rate",
    Measure.VIDEO_PIXEL_FORMAT: "pixel_format",
    Measure.VIDEO_INTERLACED: "interlaced",
    Measure.VIDEO_MOOV_FIRST: "moov_first",
    Measure.VIDEO_EDIT_LIST: "edit_list",
    Measure.VIDEO_CLOSED_GOP: "closed_gop",
    Measure.AUDIO_CODEC: "audio_codec",
    Measure.AUDIO_BIT_RATE: "audio_bit_rate",
    Measure.AUDIO_CHANNELS: "audio_channels",
    Measure.AUDIO_SAMPLE_RATE: "audio_sample_rate",
}
_LENGTHS = {
    Measure.TEXT_BYTES,
    Measure.TEXT_CODE_POINTS,
    Measure.TEXT_UTF16_UNITS,
    Measure.TEXT_EMOJI_AS_BYTES,
    Measure.TEXT_GRAPHEMES,
    Measure.TEXT_SHORT_LINKS,
}
"""Of a plain text all the same."""
_SMOOTH = {Measure.VIDEO_DURATION, Measure.VIDEO_FRAME_RATE, Measure.VIDEO_RATIO, Measure.IMAGE_RATIO}
"""Measured in fractions; all others are counted."""
_LONG = 10_000
"""Pixels of the longer side where only a ratio matters."""


def edges(manifest: Manifest, limit: Limit) -> Iterator[Edge]:
    """The posts to try for one limit."""
    for value, allowed in _values(limit):
        post = _post(limit.measure, value)
        if post is not None:
            yield Edge(_switched(manifest, limit, post), allowed, f"{limit.measure} = {value}")


def _values(limit: Limit) -> Iterator[tuple[Any, bool]]:
    if limit.allowed:
        yield from ((value, True) for value in limit.allowed)
        yield (not limit.allowed[0]) if isinstance(limit.allowed[0], bool) else "nonsense", False
        return
    for bound, outward in ((limit.minimum, -1), (limit.maximum, 1)):
        if bound is None:
            continue
        yield bound, True
        if limit.measure in _SMOOTH:
            beyond = bound * (1 + outward * 0.02) if bound else outward * 0.02
        else:
            beyond = bound + outward
        if beyond >= 0:
            yield beyond, False


def _post(measure: Measure, value: Any) -> Post | None:
    match measure:
        case _ if measure in _LENGTHS:
            return Post("x" * int(value)) if value >= 1 else None
        case Measure.LINKS:
            return Post(" ".join(f"https://example.com/{number}" for number in range(int(value))) or "none")
        case Measure.MEDIA_COUNT:
            count = int(value)
            return Post("Many.", [posts.image(f"{number}.jpg") for number in range(count)]) if count > 1 else None
        case Measure.MEDIA_COUNT_WITH_VIDEO:
            pictures = [posts.image(f"{number}.jpg") for number in range(1, int(value))]
            return Post("A film among them.", [posts.video(), *pictures]) if value >= 1 else None
        case Measure.ALT_TEXT_CODE_POINTS:
            return Post("Described.", [posts.image(alt_text="x" * int(value))]) if value >= 1 else None
        case Measure.IMAGE_WIDTH:
            return _image(width=int(value), height=int(value)) if value >= 1 else None
        case Measure.IMAGE_RATIO:
            return _image(width=_LONG, height=round(_LONG / value)) if value >= 1 else None
        case Measure.VIDEO_RATIO:
            wide = value >= 1
            return _video(width=_LONG if wide else round(_LONG * value), height=round(_LONG / value) if wide else _LONG)
        case _ if measure in posts.IMAGE_MEASURES:
            return _image(**{_FACT[measure]: value})
        case _:
            return _video(**{_FACT[measure]: value})


def _image(**facts: Any) -> Post:
    return Post("A picture.", [Media(f"{posts.MEDIA_HOST}/edge", facts=evolve(posts.IMAGE_FACTS, **facts))])


def _video(**facts: Any) -> Post:
    return Post("A video.", [Media(f"{posts.MEDIA_HOST}/edge", facts=evolve(posts.VIDEO_FACTS, **facts))])


def _switched(manifest: Manifest, limit: Limit, post: Post) -> Post:
    if limit.only_if is None:
        return post
    name, value = limit.only_if
    return evolve(post, options={manifest.platform: {name: value}})
