"""Whether groups of pictures are closed: whether each key frame is one that nothing before it is needed after.

An H.264 key frame is one when it is an IDR picture (ITU-T H.264 7.4.1.2.4); an H.265 one when it is an IDR picture or
a BLA picture without leading pictures (ITU-T H.265 table 7-1). MP4 and MOV mark open ones as key frames too.
"""

import itertools
from collections.abc import Iterator

from av.index import IndexEntry

from postwire.probe.source import Source

_ENTRIES = 2000
"""Frames looked through for the second key frame; more than half a minute at 60 frames a second."""
_PEEK = 1024
"""Bytes read of it: parameter sets and messages come first, then a slice."""
_H264_SLICES = range(1, 6)
_H264_IDR = frozenset({5})
_HEVC_SLICES = range(32)
_HEVC_CLOSED = frozenset({18, 19, 20})


def closed_gop(source: Source, codec: str, extradata: bytes | None, entries: Iterator[IndexEntry]) -> bool | None:
    """Judge by the second key frame; a video with a single one has a single group, and that is closed.

    None where the frames are not H.264 or H.265, or the second key frame does not come soon enough to be looked at.
    """
    if codec not in {"h264", "hevc"} or not extradata or extradata[0] != 1:
        return None
    seen = 0
    keys = []
    for entry in itertools.islice(entries, _ENTRIES):
        seen += 1
        if entry.is_keyframe:
            keys.append(entry)
        if len(keys) == 2:
            if keys[1].pos > source.near:
                return None
            frame = source.at(keys[1].pos, min(keys[1].size, _PEEK))
            return _is_closed(frame, codec, extradata)
    return True if keys and seen < _ENTRIES else None


def _is_closed(frame: bytes, codec: str, extradata: bytes) -> bool | None:
    """What the first slice of a key frame says."""
    hevc = codec == "hevc"
    at = 21 if hevc else 4  # lengthSizeMinusOne in ISO/IEC 14496-15's configuration records
    if len(extradata) <= at:
        return None
    for header in _headers(frame, (extradata[at] & 3) + 1):
        unit = header >> 1 & 0x3F if hevc else header & 0x1F
        if unit in (_HEVC_SLICES if hevc else _H264_SLICES):
            return unit in (_HEVC_CLOSED if hevc else _H264_IDR)
    return None


def _headers(frame: bytes, width: int) -> Iterator[int]:
    """The first byte of every unit of a frame; lengths of so many bytes stand between them."""
    at = 0
    while at + width < len(frame):
        yield frame[at + width]
        at += width + int.from_bytes(frame[at : at + width])
