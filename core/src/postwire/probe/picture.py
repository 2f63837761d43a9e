"""What a picture is, read with Pillow. Needs the extra ``media``."""

from typing import IO, cast

import attrs
from PIL import ExifTags, Image

from postwire.media import MediaFacts, MediaKind
from postwire.probe import ending, gif
from postwire.probe.failure import Fault, ProbeFailed
from postwire.probe.icc import profile_name
from postwire.probe.source import Source

_UNREAD = frozenset({"heic"})
"""Known by their first bytes alone: Pillow has no decoder for them."""
_STILL = frozenset({"jpeg", "bmp", "tiff"})
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
    whole = limit is None or size <= limit
    ending.require_announced(source, name)
    if whole:
        ending.require_end(source, name)
    if name in _UNREAD:
        return known
    try:
        # Pillow asks for the methods that `Readable` has
        with Image.open(cast("IO[bytes]", source.rewind()), formats=(name.upper(),)) as image:
            facts = _facts(source, image, known, whole=whole)
            ending.require_pixels(source, image, whole=whole)
            return facts
    except ProbeFailed:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many(source) from error
    except Exception as error:
        # Pillow's readers raise whatever they stumble over: OSError, SyntaxError, ValueError, struct.error ...
        if "truncat" in str(error).lower():
            raise source.failure(Fault.TRUNCATED, f"it ends after {size} bytes, inside the picture") from error
        raise source.failure(Fault.DAMAGED, f"it begins as {name} and cannot be read as such") from error


def _facts(source: Source, image: Image.Image, known: MediaFacts, *, whole: bool) -> MediaFacts:
    if image.width * image.height > _MOST_PIXELS:
        raise _too_many(source)
    exif = Image.Image.getexif(image)  # a PNG's own method would decode all of it, to find a chunk behind the pixels
    width, height = image.size
    if exif.get(ExifTags.Base.Orientation) in _SIDEWAYS:
        width, height = height, width
    return attrs.evolve(
        known,
        width=width,
        height=height,
        color_space=_color_space(image, exif),
        animated=_animated(source, image, known, whole=whole),
    )


def _animated(source: Source, image: Image.Image, known: MediaFacts, *, whole: bool) -> bool | None:
    if known.format in _STILL:
        return False
    if known.format == "gif":
        # counted by its blocks: Pillow would decode frames to find out
        frames = gif.frames(source.at(0, source.size)) if whole else None
        return frames > 1 if frames else None
    return bool(getattr(image, "is_animated", False))


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


def _too_many(source: Source) -> ProbeFailed:
    return source.failure(Fault.TOO_MANY_PIXELS, f"it has more than {_MOST_PIXELS} pixels")
