"""What a picture is, read with Pillow. Needs the extra ``media``."""

import operator
from collections.abc import Iterator
from typing import IO, cast

import attrs
from PIL import ExifTags, Image
from PIL.TiffImagePlugin import TiffImageFile

from postwire.media import MediaFacts, MediaKind
from postwire.probe import gif
from postwire.probe.failure import Fault, ProbeFailed
from postwire.probe.icc import profile_name
from postwire.probe.source import Source

_UNREAD = frozenset({"heic"})
"""Known by their first bytes alone: Pillow has no decoder for them."""
_MOST_PIXELS = 2**30 // 4 // 3
"""Pillow's own limit where nobody changed it: a quarter of a gibibyte in RGB."""
_SIDEWAYS = range(5, 9)
"""EXIF orientations that turn a picture by a quarter."""
_SRGB_NAMES = frozenset({"c2", "c2ci", "urgb"})
"""Small profiles that describe sRGB under another name (saucecontrol's Compact-ICC-Profiles, Facebook's TinyRGB)."""
_ADOBE_RGB = "Adobe RGB (1998)"
_EXIF_UNCALIBRATED = 0xFFFF


def picture_facts(source: Source, name: str, *, limit: int | None) -> MediaFacts:
    """The facts of a picture of a known format.

    Raises `ProbeFailed` where it is damaged or has too many pixels, and, unless it has more bytes than the limit, where
    it ends early.
    """
    size = source.size
    known = MediaFacts(kind=MediaKind.IMAGE, format=name, bytes=size)
    if name in _UNREAD:
        return known
    if name == "webp":
        source.require(8 + int.from_bytes(source.at(4, 4), "little"))
    try:
        # Pillow asks for the methods that `Readable` has
        with Image.open(cast("IO[bytes]", source.rewind()), formats=(name.upper(),)) as image:
            return _facts(source, image, known, whole=limit is None or size <= limit)
    except ProbeFailed:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many(source) from error
    except Exception as error:
        # Pillow's readers raise whatever they stumble over: OSError, SyntaxError, ValueError, struct.error ...
        if "truncat" in str(error).lower():
            raise source.failure(Fault.TRUNCATED, f"it ends after {size} bytes, inside the picture") from error
        raise source.failure(Fault.DAMAGED, f"it begins as {name} and cannot be decoded") from error


def _facts(source: Source, image: Image.Image, known: MediaFacts, *, whole: bool) -> MediaFacts:
    if image.width * image.height > _MOST_PIXELS:
        raise _too_many(source)
    exif = Image.Image.getexif(image)  # a PNG's own method would decode all of it, to find a chunk behind the pixels
    width, height = image.size
    if exif.get(ExifTags.Base.Orientation) in _SIDEWAYS:
        width, height = height, width
    animated = {"jpeg": False, "bmp": False, "tiff": False, "gif": None}
    facts = attrs.evolve(
        known,
        width=width,
        height=height,
        color_space=_color_space(image, exif),
        animated=animated.get(known.format or "", bool(getattr(image, "is_animated", False))),
    )
    return _decoded(source, image, facts) if whole else facts


def _color_space(image: Image.Image, exif: Image.Exif) -> str | None:
    """What the pixels, else the profile, else EXIF says; a picture without any of them is sRGB by convention."""
    if image.mode == "CMYK":
        return "CMYK"
    profile = image.info.get("icc_profile")
    if profile:
        name = profile_name(profile)
        return "sRGB" if name and ("srgb" in name.lower() or name.lower() in _SRGB_NAMES) else name
    details = exif.get_ifd(ExifTags.IFD.Exif)
    interop = exif.get_ifd(ExifTags.IFD.Interop) if ExifTags.IFD.Interop in details else {}
    if interop.get(ExifTags.Interop.InteropIndex) == "R03":
        return _ADOBE_RGB  # CIPA DC-008, 4.6.7: the option file of DCF
    return None if details.get(ExifTags.Base.ColorSpace) == _EXIF_UNCALIBRATED else "sRGB"


def _decoded(source: Source, image: Image.Image, facts: MediaFacts) -> MediaFacts:
    """The facts that only all bytes tell. Raises what Pillow raises where they end early or are damaged."""
    if facts.format == "gif":
        frames = gif.frames(source.at(0, source.size))
        if frames is None:
            raise source.failure(Fault.TRUNCATED, f"it ends after {source.size} bytes, before its trailer")
        facts = attrs.evolve(facts, animated=frames > 1)
    if facts.format == "png":
        image.verify()
    elif isinstance(image, TiffImageFile):
        # not decoded: libtiff writes to standard error, and no platform takes a TIFF
        source.require(max(_strip_ends(image), default=0))
    else:
        if facts.format == "jpeg":
            image.draft(
                None, (1, 1)
            )  # an eighth of each side: all bytes are read, a sixty-fourth of the memory is used
        image.load()
    return facts


def _strip_ends(image: TiffImageFile) -> Iterator[int]:
    """Where the strips or tiles of a TIFF end (TIFF 6.0, sections 3 and 15)."""
    for starts, lengths in ((273, 279), (324, 325)):
        yield from map(operator.add, image.tag_v2.get(starts, ()), image.tag_v2.get(lengths, ()))


def _too_many(source: Source) -> ProbeFailed:
    return source.failure(Fault.TOO_MANY_PIXELS, f"it has more than {_MOST_PIXELS} pixels")
