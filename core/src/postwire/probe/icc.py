"""The name of a colour profile (ICC.1:2022, clauses 7.3 and 10.15; version 2's text in ICC.1:2001-04, 6.5.17).

Read here and not with a colour engine: a damaged profile keeps LittleCMS busy for seconds.
"""

_TABLE = 128
_LONGEST = 100
"""Code points; what is longer is no name."""


def profile_name(profile: bytes) -> str | None:
    """The profile's description, in English if there is one; None where it has none that can be printed."""
    count = min(_number(profile, _TABLE), 100)
    for at in range(_TABLE + 4, _TABLE + 4 + 12 * count, 12):
        if profile[at : at + 4] == b"desc":
            start, size = _number(profile, at + 4), _number(profile, at + 8)
            name = " ".join(_text(profile[start : start + size]).split())
            return name if name.isprintable() and 0 < len(name) <= _LONGEST else None
    return None


def _text(tag: bytes) -> str:
    if tag[:4] == b"desc":
        return tag[12 : 12 + _number(tag, 8)].decode("ascii", "replace").rstrip("\0")
    if tag[:4] != b"mluc":
        return ""
    texts: dict[bytes, str] = {}
    for at in range(16, 16 + 12 * min(_number(tag, 8), 100), 12):
        length, start = _number(tag, at + 4), _number(tag, at + 8)
        texts.setdefault(tag[at : at + 2], tag[start : start + length].decode("utf-16-be", "replace").rstrip("\0"))
    return texts.get(b"en") or next(iter(texts.values()), "")


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4])
