"""Whether a picture is all there, told without decoding a pixel of it.

Decoding would tell more, and is what files are made to choke readers with: a small progressive JPEG of thousands of
scans keeps a decoder busy for minutes, and no time limit reaches it there.
"""

import operator
import re
from collections.abc import Iterator

from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from postwire.probe import boxes, gif
from postwire.probe.failure import Fault
from postwire.probe.source import Source

_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
"""In JPEG; stuffed zeros and restart markers stand inside the data of a scan, doubled 0xff before any marker."""
_END_OF_IMAGE = 0xD9
_STRIPS = (273, 279)
_TILES = (324, 325)


def require_announced(source: Source, name: str) -> None:
    """Raise `ProbeFailed` where a file is shorter than it announces at its beginning."""
    head = source.at(0, 16)
    if name == "webp":
        source.require(8 + int.from_bytes(head[4:8], "little"))
    elif name == "bmp":
        source.require(int.from_bytes(head[2:6], "little"))
    elif name in {"avif", "heic"}:
        boxes.require_whole(source)


def require_end(source: Source, name: str) -> None:
    """Raise `ProbeFailed` where a file of a format that announces no length lacks its end mark. Reads all of it."""
    if name == "jpeg":
        ended = jpeg_ends(source.at(0, source.size))
    elif name == "gif":
        ended = gif.frames(source.at(0, source.size)) is not None
    else:
        return
    if not ended:
        raise source.failure(Fault.TRUNCATED, f"it ends after {source.size} bytes, without its end mark")


def require_pixels(source: Source, image: Image.Image, *, whole: bool) -> None:
    """Raise where the parts that an opened file names are not all there: `ProbeFailed`, or what Pillow raises."""
    if isinstance(image, TiffImageFile):
        source.require(max(_strip_ends(image), default=0))
    elif whole and image.format == "PNG":
        image.verify()


def jpeg_ends(data: bytes) -> bool:
    """Whether a JPEG's first picture reaches its end mark (ITU-T T.81, annex B)."""
    found = _MARKER.search(data, 2)
    while found is not None and data[found.end() - 1] != _END_OF_IMAGE:
        at = found.end()
        found = _MARKER.search(data, at + int.from_bytes(data[at : at + 2]))
    return found is not None


def _strip_ends(image: TiffImageFile) -> Iterator[int]:
    """Where the strips or tiles of a TIFF end (TIFF 6.0, sections 3 and 15)."""
    for starts, lengths in (_STRIPS, _TILES):
        yield from map(operator.add, image.tag_v2.get(starts, ()), image.tag_v2.get(lengths, ()))
