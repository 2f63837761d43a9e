"""A limit: what is measured, what is allowed, and what is said about it."""

import enum
import math
from string import Formatter

from attrs import frozen

from postwire.problem import Severity
from postwire.source import Source
from postwire.typed import typed


class Measure(enum.StrEnum):
    """What a limit is about."""

    TEXT_BYTES = "text.bytes"
    """Length of the text in UTF-8 bytes."""
    TEXT_CODE_POINTS = "text.code_points"
    TEXT_UTF16_UNITS = "text.utf16_units"
    """What JavaScript's ``length`` counts."""
    TEXT_EMOJI_AS_BYTES = "text.emoji_as_bytes"
    """Code points, but an emoji counts as many as it has UTF-8 bytes."""
    TEXT_GRAPHEMES = "text.graphemes"
    """What a reader takes for one character."""
    TEXT_SHORT_LINKS = "text.short_links"
    """The same, but 23 for every address, and of a mention's name only what stands before its server."""
    LINKS = "links"
    """Different URLs in the text and the link card."""
    MEDIA_COUNT = "media.count"
    """How many pictures and videos; only asked where there is more than one."""
    MEDIA_COUNT_WITH_VIDEO = "media.count_with_video"
    """The same, only asked where one of them is a video."""
    ALT_TEXT_CODE_POINTS = "alt_text.code_points"
    IMAGE_FORMAT = "image.format"
    IMAGE_BYTES = "image.bytes"
    IMAGE_WIDTH = "image.width"
    IMAGE_RATIO = "image.ratio"
    """The longer side over the shorter one."""
    IMAGE_COLOR_SPACE = "image.color_space"
    VIDEO_FORMAT = "video.format"
    VIDEO_CODEC = "video.codec"
    VIDEO_BYTES = "video.bytes"
    VIDEO_DURATION = "video.duration"
    VIDEO_FRAME_RATE = "video.frame_rate"
    VIDEO_WIDTH = "video.width"
    VIDEO_RATIO = "video.ratio"
    """Width over height."""
    VIDEO_BIT_RATE = "video.bit_rate"
    VIDEO_PIXEL_FORMAT = "video.pixel_format"
    VIDEO_INTERLACED = "video.interlaced"
    VIDEO_MOOV_FIRST = "video.moov_first"
    VIDEO_EDIT_LIST = "video.edit_list"
    VIDEO_CLOSED_GOP = "video.closed_gop"
    AUDIO_CODEC = "audio.codec"
    AUDIO_BIT_RATE = "audio.bit_rate"
    AUDIO_CHANNELS = "audio.channels"
    AUDIO_SAMPLE_RATE = "audio.sample_rate"

    @property
    def is_a_word(self) -> bool:
        """Whether it is read as a word or as yes or no, not as a number."""
        return self in _WORDS


_WORDS = frozenset(
    {
        Measure.IMAGE_FORMAT,
        Measure.IMAGE_COLOR_SPACE,
        Measure.VIDEO_FORMAT,
        Measure.VIDEO_CODEC,
        Measure.VIDEO_PIXEL_FORMAT,
        Measure.VIDEO_INTERLACED,
        Measure.VIDEO_MOOV_FIRST,
        Measure.VIDEO_EDIT_LIST,
        Measure.VIDEO_CLOSED_GOP,
        Measure.AUDIO_CODEC,
    }
)


_SAYABLE = {"observed", "allowed", "excess"}
_COMMANDABLE = {"file", "new"}


@frozen(kw_only=True, field_transformer=typed)
class Limit:
    """One bound on one measure: between a minimum and a maximum, or one of a list."""

    rule: str
    """Stable, namespaced: ``threads.video.duration``."""
    measure: Measure
    minimum: float | None = None
    """Inclusive."""
    maximum: float | None = None
    """Inclusive."""
    allowed: tuple[str | bool, ...] = ()
    """The only values accepted; empty: the bounds decide."""
    severity: Severity = Severity.ERROR
    message: str
    """For a person; ``{observed}``, ``{allowed}`` and ``{excess}`` (what is too much, or missing) are filled in.

    Where the limit is about a file, it follows the file's name and a colon.
    """
    fix: str
    """What to do; the same words are filled in."""
    command: str | None = None
    """A shell command that mends a file, leaving it as it is.

    ``{file}`` becomes the file, ``{new:mp4}`` a new name with that suffix beside it; both are quoted for a shell.
    """
    unless: tuple[str, str] | None = None
    """An option's name and value that switch this rule off."""
    only_if: tuple[str, str] | None = None
    """An option's name and value without which this rule is off."""
    sources: tuple[Source, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse a rule that could never be broken, or whose words cannot be filled in."""
        bounds = [bound for bound in (self.minimum, self.maximum) if bound is not None]
        if (bool(self.allowed), bool(bounds)) != (self.measure.is_a_word, not self.measure.is_a_word):
            needed = "a list of what is allowed" if self.measure.is_a_word else "a minimum or a maximum"
            raise ValueError(f"limit {self.rule!r}: {self.measure} needs {needed} and nothing else")
        if not all(math.isfinite(bound) for bound in bounds) or bounds != sorted(bounds):
            raise ValueError(
                f"limit {self.rule!r} goes from {self.minimum} to {self.maximum}; both have to be finite, and the "
                "minimum comes first"
            )
        if any(bound < 0 for bound in bounds):
            raise ValueError(f"limit {self.rule!r} has a bound of {min(bounds)}, and nothing measures less than 0")
        for name, words, known in (
            ("message", self.message, _SAYABLE),
            ("fix", self.fix, _SAYABLE),
            ("command", self.command or "", _COMMANDABLE),
        ):
            strange = {word for _, word, _, _ in Formatter().parse(words) if word is not None} - known
            if strange:
                raise ValueError(
                    f"limit {self.rule!r}: its {name} asks for {sorted(strange)}; known are {sorted(known)}",
                )
