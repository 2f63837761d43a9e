"""A video, opened for FFmpeg as a probe opens it: told what it is, and nothing else than this file is read."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
from av.container import InputContainer

from postwire.mending.unmendable import Unmendable
from postwire.probe.demuxing import DEMUXERS, OPTIONS


@contextmanager
def opened(path: Path, name: str) -> Iterator[InputContainer]:
    """A file of a probed format. Raises `Unmendable` where FFmpeg fails, be it in the middle."""
    try:
        with path.open("rb") as file, av.open(file, "r", format=DEMUXERS[name], options=OPTIONS) as source:
            yield source
    except (av.FFmpegError, ValueError) as error:
        reason = f"it cannot be read to its end ({error})"
        raise Unmendable(str(path), reason, "export it again, or convert it with another program") from error


def pixel_shape(path: Path, name: str) -> float:
    """A pixel's width over its height."""
    with opened(path, name) as source:
        found = source.streams.video[0].sample_aspect_ratio
    return float(found) if found else 1.0
