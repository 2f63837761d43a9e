"""One picture or video of a post, and what is known about its bytes."""

import enum
import math
import re
from pathlib import PurePosixPath
from typing import Any

from attrs import Attribute, field, frozen, validators

_WEB = re.compile(r"https?://[^/?#]+(?P<path>[^?#]*)", re.IGNORECASE)

_SUFFIXES = {
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".heic", ".bmp", ".tif", ".tiff"), "image"),
    **dict.fromkeys((".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".ts"), "video"),
}


class MediaKind(enum.StrEnum):
    """What a reader sees: a still picture or a moving one."""

    IMAGE = "image"
    VIDEO = "video"


def _measured(_: object, attribute: "Attribute[Any]", value: object) -> None:
    """A number that something can have: finite, not negative. NaN would pass every bound."""
    if value is None:
        return
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value) or value < 0:
        raise ValueError(f"{attribute.name} must be a finite number from 0 up, or None; it is {value!r}")


_WORD = validators.optional(validators.instance_of(str))
_YES_OR_NO = validators.optional(validators.instance_of(bool))


@frozen(kw_only=True)
class MediaFacts:
    """What a probe read from the bytes themselves, never from a file name.

    Every fact but the kind may be None: not known. Unknown is never taken for allowed.
    """

    kind: MediaKind = field(converter=MediaKind)
    format: str | None = field(default=None, validator=_WORD)
    """Container or image format in lower case: ``jpeg``, ``png``, ``mp4``, ``mov``, ``matroska``, ``webm``, ``avi``."""
    bytes: int | None = field(default=None, validator=_measured)
    width: int | None = field(default=None, validator=_measured)
    """Pixels."""
    height: int | None = field(default=None, validator=_measured)
    """Pixels."""
    duration: float | None = field(default=None, validator=_measured)
    """Seconds."""
    frame_rate: float | None = field(default=None, validator=_measured)
    """Frames per second."""
    video_codec: str | None = field(default=None, validator=_WORD)
    """FFmpeg's name: ``h264``, ``hevc``, ``vp9``, ``av1``."""
    video_bit_rate: int | None = field(default=None, validator=_measured)
    """Bits per second."""
    pixel_format: str | None = field(default=None, validator=_WORD)
    """FFmpeg's name: ``yuv420p``."""
    interlaced: bool | None = field(default=None, validator=_YES_OR_NO)
    has_audio: bool | None = field(default=None, validator=_YES_OR_NO)
    audio_codec: str | None = field(default=None, validator=_WORD)
    audio_bit_rate: int | None = field(default=None, validator=_measured)
    """Bits per second."""
    audio_channels: int | None = field(default=None, validator=_measured)
    audio_sample_rate: int | None = field(default=None, validator=_measured)
    """Hertz."""
    moov_first: bool | None = field(default=None, validator=_YES_OR_NO)
    """Whether an MP4's or MOV's index stands before its data."""
    edit_list: bool | None = field(default=None, validator=_YES_OR_NO)
    """Whether an MP4 or MOV holds an edit list."""
    closed_gop: bool | None = field(default=None, validator=_YES_OR_NO)
    """Whether no frame needs one from before the key frame ahead of it."""
    color_space: str | None = field(default=None, validator=_WORD)
    """An image's colour space as its profile names it: ``sRGB``, ``CMYK``; ``sRGB`` too for RGB without a profile."""
    animated: bool | None = field(default=None, validator=_YES_OR_NO)
    """Whether an image file holds more than one picture, to be shown one after another."""
    sha256: str | None = field(default=None, validator=_WORD)
    """Hex digest of the bytes, where all of them were read."""
    etag: str | None = field(default=None, validator=_WORD)
    """What the server of an address calls this version of the file."""

    @property
    def ratio(self) -> float | None:
        """Width over height."""
        return self.width / self.height if self.width and self.height else None


@frozen
class Media:
    """One picture or video: where it is, its alternative text, and its facts once probed."""

    location: str = field(validator=validators.and_(validators.instance_of(str), validators.min_len(1)))
    """An http(s) URL, or the path of a local file."""
    alt_text: str | None = field(default=None, validator=validators.optional(validators.instance_of(str)))
    declared: MediaKind | None = None
    """What the submitter says it is; the facts overrule it."""
    facts: MediaFacts | None = None

    @property
    def is_remote(self) -> bool:
        """Whether it has an http(s) address, so that a platform could fetch it by itself."""
        return _WEB.match(self.location) is not None

    @property
    def name(self) -> str:
        """The last part of its path, without a URL's query; empty for a bare host."""
        web = _WEB.match(self.location)
        return PurePosixPath(web["path"] if web else self.location).name

    @property
    def kind(self) -> MediaKind | None:
        """Image or video: by its facts, else as declared, else by the suffix of its path (a URL's query is ignored)."""
        if self.facts is not None:
            return self.facts.kind
        if self.declared is not None:
            return self.declared
        guess = _SUFFIXES.get(PurePosixPath(self.name).suffix.lower())
        return MediaKind(guess) if guess else None
