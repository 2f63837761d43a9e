"""Where a video can be cut without encoding it anew."""

from itertools import pairwise
from pathlib import Path

from postwire.mending.opening import opened


def key_frames(path: Path, name: str) -> tuple[float, ...]:
    """Seconds from the beginning of every frame that needs no other one."""
    with opened(path, name) as source:
        stream = source.streams.video[0]
        times = [
            float(packet.pts * packet.time_base)
            for packet in source.demux(stream)
            if packet.is_keyframe and packet.pts is not None and packet.time_base is not None
        ]
    return tuple(time - times[0] for time in times)


def parted(keys: tuple[float, ...], duration: float, longest: float | None) -> tuple[tuple[float, float], ...]:
    """As few spans as can be, each from a key frame on and none too long; empty where there is no such way."""
    starts = [0.0]
    for here, following in pairwise((*keys, duration)):
        if longest is not None and following - starts[-1] > longest * 0.999:
            if here == starts[-1]:
                return ()
            starts.append(here)
            if following - here > longest * 0.999:
                return ()
    return tuple(pairwise((*starts, duration)))
