"""The boxes of MP4, MOV, AVIF and HEIC files: the index's place, edit lists, rotation, and whether all is there.

ISO/IEC 14496-12 and Apple's QuickTime File Format. FFmpeg reads a file that ends early as a fine one, and tells neither
the order of the boxes nor whether an edit list was there; so this much is read here.
"""

from collections.abc import Iterator

from attrs import frozen

from postwire.probe.failure import Fault
from postwire.probe.source import Source

_MOST = 1024
"""Boxes looked at in search of the index."""
_MORE = 32
"""Boxes looked at after the index; only fragmented files have more, and every one may cost a request."""
_TRACKS = 256
_INNER = 32
_TOP = frozenset(
    b"ftyp styp moov moof mdat free skip wide uuid meta mfra sidx ssix udta pdin pnot emsg prft PICT".split()
)
_UNIT = 0x10000
"""One, in the fixed-point numbers of a transformation matrix."""


@frozen
class Box:
    """One box: its four letters and the offsets of its content."""

    name: bytes
    start: int
    end: int


@frozen
class Layout:
    """How an MP4 or MOV file is built."""

    moov_first: bool
    edit_list: bool
    sideways: frozenset[int]
    """Numbers of the tracks that are shown turned by a quarter."""


def layout(source: Source) -> Layout:
    """Read the boxes of a file. Raises `ProbeFailed` where it ends early, has no index, or is not built of boxes."""
    index: Box | None = None
    data_seen = moov_first = False
    more = _MORE
    for box in _walk(source, 0, source.size, _MOST):
        if box.name not in _TOP or more == 0:
            break
        source.require(box.end)
        if index is not None:
            more -= 1
        elif box.name == b"moov":
            index, moov_first = box, not data_seen
        data_seen = data_seen or box.name in {b"mdat", b"moof"}
        if index is not None and box.end > source.near:
            break
    if index is None:
        raise source.failure(
            Fault.TRUNCATED if data_seen else Fault.DAMAGED,
            "it holds no index (its moov box is missing), as when a recording or an upload is cut off",
        )
    edit_list = False
    sideways: set[int] = set()
    for track in _walk(source, index.start, index.end, _TRACKS):
        if track.name == b"trak":
            edit_list = edit_list or _has_edit_list(source, track)
            sideways |= _sideways(source, track)
    return Layout(moov_first, edit_list, frozenset(sideways))


def require_whole(source: Source) -> None:
    """Raise `ProbeFailed` where a file of boxes, such as an AVIF or HEIC picture, ends before one of them does."""
    for box in _walk(source, 0, source.size, _MOST):
        if box.name not in _TOP:
            return
        source.require(box.end)


def _walk(source: Source, start: int, end: int, most: int) -> Iterator[Box]:
    """The boxes of a range, one after another; what does not look like a box any more ends it."""
    for _ in range(most):
        if end - start < 8:
            return
        head = source.at(start, min(16, end - start))
        size, content = int.from_bytes(head[:4]), start + 8
        if size == 1 and len(head) == 16:
            size, content = int.from_bytes(head[8:]), start + 16
        elif size == 0:
            size = end - start
        if start + size < content:
            return
        yield Box(head[4:8], content, start + size)
        start += size


def _inside(source: Source, box: Box, name: bytes) -> Iterator[Box]:
    end = min(box.end, source.size)
    return (inner for inner in _walk(source, box.start, end, _INNER) if inner.name == name)


def _has_edit_list(source: Source, track: Box) -> bool:
    """Whether a track holds an edit list with at least one entry."""
    return any(
        int.from_bytes(source.at(edits.start + 4, 4)) > 0
        for holder in _inside(source, track, b"edts")
        for edits in _inside(source, holder, b"elst")
    )


def _sideways(source: Source, track: Box) -> set[int]:
    """The number of a track whose matrix turns it by 90 or 270 degrees, in a set."""
    for header in _inside(source, track, b"tkhd"):
        wide = source.at(header.start, 1) == b"\x01"
        number = int.from_bytes(source.at(header.start + (20 if wide else 12), 4))
        matrix = source.at(header.start + (52 if wide else 40), 20)
        a, b, _, c, d = (int.from_bytes(matrix[at : at + 4], signed=True) for at in range(0, 20, 4))
        if a == d == 0 and abs(b) == abs(c) == _UNIT:
            return {number}
    return set()
