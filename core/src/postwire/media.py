"""One picture or video of a post, and what is known about its bytes."""

import enum
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from attrs import field, frozen, validators

_SUFFIXES = {
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".heic", ".bmp", ".tif", ".tiff"), "image"),
    **dict.fromkeys((".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".ts"), "video"),
}


class MediaKind(enum.StrEnum):
    """What a reader sees: a still picture or a moving one."""

    IMAGE = "image"
    VIDEO = "video"


@frozen(kw_only=True)
class MediaFacts:
    """What a probe read from the bytes themselves, never from a file name.

    Every fact but the kind may be None: not known. Unknown is never taken for allowed.
    """

    kind: MediaKind
    format: str | None = None
    """Container or image format in lower case: ``jpeg``, ``png``, ``mp4``, ``mov``, ``matroska``, ``webm``, ``avi``."""
    bytes: int | None = None
    width: int | None = None
    """Pixels."""
    height: int | None = None
    """Pixels."""
    duration: float | None = None
    """Seconds."""
    frame_rate: float | None = None
    """Frames per second."""
    video_codec: str | None = None
    """FFmpeg's name: ``h264``, ``hevc``, ``vp9``, ``av1``."""
    video_bit_rate: int | None = None
    """Bits per second."""
    pixel_format: str | None = None
    """FFmpeg's name: ``yuv420p``."""
    interlaced: bool | None = None
    has_audio: bool | None = None
    audio_codec: str | None = None
    audio_bit_rate: int | None = None
    """Bits per second."""
    audio_channels: int | None = None
    audio_sample_rate: int | None = None
    """Hertz."""
    moov_first: bool | None = None
    """Whether an MP4's or MOV's index stands before its data."""
    edit_list: bool | None = None
    """Whether an MP4 or MOV holds an edit list."""
    color_space: str | None = None
    """An image's colour space as its profile names it: ``sRGB``, ``CMYK``."""
    sha256: str | None = None
    """Hex digest of the bytes, where all of them were read."""

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
        """Whether a platform could fetch it by itself."""
        return urlsplit(self.location).scheme in {"http", "https"}

    @property
    def kind(self) -> MediaKind | None:
        """Image or video: by its facts, else as declared, else by the suffix of its path (a URL's query is ignored)."""
        if self.facts is not None:
            return self.facts.kind
        if self.declared is not None:
            return self.declared
        path = urlsplit(self.location).path if self.is_remote else self.location
        guess = _SUFFIXES.get(PurePosixPath(path).suffix.lower())
        return MediaKind(guess) if guess else None
