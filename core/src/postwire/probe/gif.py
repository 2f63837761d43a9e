"""The blocks of a GIF (GIF89a specification, section 17 and on): how many pictures, and whether the end is there."""

_EXTENSION, _PICTURE, _TRAILER = 0x21, 0x2C, 0x3B


def frames(data: bytes) -> int | None:
    """How many pictures a whole GIF holds; None where it ends before its trailer."""
    found = 0
    at = 13 + _table(data, 10)
    while at < len(data) and data[at] != _TRAILER:
        if data[at] == _PICTURE:
            found += 1
            at = _behind(data, at + 11 + _table(data, at + 9))
        elif data[at] == _EXTENSION:
            at = _behind(data, at + 2)
        else:
            return None
    return found if at < len(data) else None


def _table(data: bytes, flags_at: int) -> int:
    """The length of the colour table that a byte of flags announces."""
    flags = data[flags_at] if flags_at < len(data) else 0
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _behind(data: bytes, at: int) -> int:
    """The offset behind a chain of sub-blocks."""
    while at < len(data) and data[at]:
        at += data[at] + 1
    return at + 1
