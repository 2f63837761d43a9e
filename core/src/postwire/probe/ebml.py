"""The outermost shape of Matroska and WebM (RFC 8794, RFC 9559)."""

_DOCTYPE = 0x4282
_HEADER = 0x1A45DFA3
_SEGMENT = 0x18538067


def doctype(head: bytes) -> bytes | None:
    """What kind of EBML document it is: ``b"webm"`` or ``b"matroska"``."""
    header = _element(head, 0)
    if header is None or header[0] != _HEADER or header[2] is None:
        return None
    _, at, end = header
    while (element := _element(head[:end], at)) is not None:
        name, start, behind = element
        if name == _DOCTYPE:
            return head[start:behind].rstrip(b"\0")
        if behind is None:
            return None
        at = behind
    return None


def declared_end(head: bytes) -> int | None:
    """How many bytes the file says it has; None where it does not say, as live recordings do not."""
    at = 0
    while (element := _element(head, at)) is not None:
        name, _, end = element
        if name == _SEGMENT or end is None:
            return end
        at = end
    return None


def _element(head: bytes, at: int) -> tuple[int, int, int | None] | None:
    """Id, start of the data and end of the data (None: unknown) of the element at an offset."""
    name = _number(head, at)
    size = _number(head, name[1]) if name else None
    if name is None or size is None:
        return None
    marker = 1 << 7 * size[2]
    unknown = size[0] == 2 * marker - 1
    return name[0], size[1], None if unknown else size[1] + size[0] - marker


def _number(head: bytes, at: int) -> tuple[int, int, int] | None:
    """A variable-length number with its length marker, the offset after it, and its length in bytes."""
    if at >= len(head) or head[at] == 0:
        return None
    length = 9 - head[at].bit_length()
    if at + length > len(head):
        return None
    return int.from_bytes(head[at : at + length]), at + length, length
