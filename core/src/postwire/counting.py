"""How long a text is: platforms count in different units, and say so badly."""

import enum
import re
from collections.abc import Callable


class Unit(enum.StrEnum):
    """What one step of a text's length is."""

    UTF8_BYTES = "utf8_bytes"
    CODE_POINTS = "code_points"
    UTF16_UNITS = "utf16_units"
    """What JavaScript's ``length`` counts."""
    EMOJI_AS_BYTES = "emoji_as_bytes"
    """Code points, but an emoji counts as many as it has UTF-8 bytes: the wording of Meta's pages."""
    GRAPHEMES = "graphemes"
    """What a reader takes for one character, a family of emoji for one."""


# The blocks that emoji live in, and the scattered ones before them (Unicode's emoji-data, version 17). A symbol of
# these blocks that is no emoji counts as one: a text is then rather refused here than there.
_PICTURE = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u23cf\u23e9-\u23f3\u23f8-\u23fa"
    "\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_PART = "\u200d\ufe0f\u20e3\U000e0020-\U000e007f"
"""What belongs to the emoji before it: joiner, variation selector, keycap, tags of regional flags."""
_EMOJI = re.compile(f"[{_PICTURE}][{_PICTURE}{_PART}]*|[0-9#*]\ufe0f?\u20e3")


def _utf8_bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _emoji_as_bytes(text: str) -> int:
    return len(text) + sum(_utf8_bytes(emoji) - len(emoji) for emoji in _EMOJI.findall(text))


def _graphemes(text: str) -> int:
    if text.isascii():
        return len(text) - text.count("\r\n")
    import regex  # type: ignore[import-untyped]  # noqa: PLC0415 - costs some 20 ms, which plain text shall not pay for

    return len(regex.findall(r"\X", text))


_COUNTERS: dict[Unit, Callable[[str], int]] = {
    Unit.UTF8_BYTES: _utf8_bytes,
    Unit.CODE_POINTS: len,
    Unit.UTF16_UNITS: _utf16_units,
    Unit.EMOJI_AS_BYTES: _emoji_as_bytes,
    Unit.GRAPHEMES: _graphemes,
}


def measure(text: str, unit: Unit) -> int:
    """The length of a text in a unit. A lone surrogate, which no platform takes, counts like any code point."""
    return _COUNTERS[unit](text)
