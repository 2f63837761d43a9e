"""Pictures: shrunk, converted, and saved in as few bytes as have to be. With Pillow."""

import io
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

from attrs import frozen
from PIL import Image, ImageCms, ImageOps

from postwire.manifest import Measure
from postwire.media import MediaFacts
from postwire.mending.targets import Targets
from postwire.mending.unmendable import Unmendable

_BEST, _WORST = 92, 60
"""Qualities of a JPEG, between which is searched before the picture is made smaller."""
_SHRINK = 0.85
_LEAST = 64
"""Pixels of the shorter side: a picture is not shrunk further to save bytes."""
_SUFFIXES = {"jpeg": ".jpg", "png": ".png"}
_DRAWN = frozenset({"png", "gif"})
"""Formats of few colours and sharp edges, which a JPEG would smear."""
_WHITE = (255, 255, 255)


@frozen
class PicturePlan:
    """How one picture is written."""

    path: Path
    facts: MediaFacts
    format: str
    widest: float
    most: float
    """Bytes."""
    ratio: float
    """The longer side over the shorter one, at most."""
    parts: int = 1

    @classmethod
    def of(cls, path: Path, facts: MediaFacts, targets: Targets, *, pad: bool) -> Self:
        """Raises `Unmendable` where it cannot be done."""
        if not facts.width or not facts.height:
            reason = f"there is no decoder for {facts.format} here"
            raise Unmendable(str(path), reason, "save it as JPEG or PNG with the program that made it")
        ratio = targets[Measure.IMAGE_RATIO].maximum or math.inf
        if max(facts.width, facts.height) > ratio * min(facts.width, facts.height) and not pad:
            reason = f"its sides are {facts.width:g}x{facts.height:g}, beyond {ratio:g}:1"
            raise Unmendable(str(path), reason, "crop it, or give it borders with --pad")
        most = targets[Measure.IMAGE_BYTES].maximum or math.inf
        written = _format(path, facts, targets, most)
        return cls(path, facts, written, targets[Measure.IMAGE_WIDTH].maximum or math.inf, most, ratio)

    @property
    def suffix(self) -> str:
        """Of the new file."""
        return _SUFFIXES[self.format]

    def write(self, drafts: Sequence[Path], progress: Callable[[float], None]) -> tuple[str, ...]:
        """Write the picture, and say what else was changed."""
        notes = ["details such as camera and place (EXIF) are left out"] if self.facts.format == "jpeg" else []
        with Image.open(self.path, formats=((self.facts.format or "").upper(),)) as image:
            if self.facts.animated:
                notes.append("only the first picture of the moving ones is kept")
            if self.format == "jpeg" and image.has_transparency_data:
                notes.append("what was transparent is white")
            picture = self._sized(_plain(ImageOps.exif_transpose(image), see_through=self.format == "png"))
        drafts[0].write_bytes(self._encoded(picture))
        progress(1.0)
        return tuple(notes)

    def _sized(self, picture: Image.Image) -> Image.Image:
        wide, high = picture.size
        if max(wide, high) > self.ratio * min(wide, high):
            least = math.ceil(max(wide, high) / self.ratio)
            wide, high = max(wide, least), max(high, least)
            canvas = Image.new(picture.mode, (wide, high), _WHITE if picture.mode == "RGB" else (*_WHITE, 0))
            canvas.paste(picture, ((wide - picture.width) // 2, (high - picture.height) // 2))
            picture = canvas
        return _scaled(picture, self.widest / wide) if wide > self.widest else picture

    def _encoded(self, picture: Image.Image) -> bytes:
        """The best that fits: the highest quality, else fewer pixels."""
        while True:
            found = self._best_jpeg(picture) if self.format == "jpeg" else _saved(picture, "PNG", optimize=True)
            if found is not None and len(found) <= self.most:
                return found
            if min(picture.size) * _SHRINK < _LEAST:
                reason = f"it does not come down to {self.most:g} bytes"
                raise Unmendable(str(self.path), reason, "crop it, or take another picture")
            picture = _scaled(picture, _SHRINK)

    def _best_jpeg(self, picture: Image.Image) -> bytes | None:
        low, high, best = _WORST, _BEST, None
        quality = high
        while low <= high:
            data = _saved(picture, "JPEG", quality=quality, optimize=True)
            if len(data) <= self.most:
                best, low = data, quality + 1
            else:
                high = quality - 1
            quality = (low + high) // 2
        return best


def _format(path: Path, facts: MediaFacts, targets: Targets, most: float) -> str:
    """JPEG for photographs, PNG for what is drawn or transparent, as far as the platform takes them."""
    taken = [name for name in _SUFFIXES if targets[Measure.IMAGE_FORMAT].holds(name)]
    if not taken:
        raise Unmendable(str(path), "the platform takes neither JPEG nor PNG", "convert it with another program")
    with Image.open(path, formats=((facts.format or "").upper(),)) as image:
        fits_as_it_is = facts.format in _DRAWN and (facts.bytes or 0) <= most
        wanted = "png" if image.has_transparency_data or fits_as_it_is else "jpeg"
    return wanted if wanted in taken else taken[0]


def _plain(picture: Image.Image, *, see_through: bool) -> Image.Image:
    """8 bits of sRGB, with an alpha channel where one is wanted and there."""
    if picture.mode.startswith("I"):  # 16 bits of grey, which Pillow would cut off instead of scale
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    alpha = picture.convert("RGBA").getchannel("A") if picture.has_transparency_data else None
    colours = _in_srgb(picture)
    if alpha is None:
        return colours
    if see_through:
        colours.putalpha(alpha)
        return colours
    ground = Image.new("RGB", picture.size, _WHITE)
    ground.paste(colours, mask=alpha)
    return ground


def _in_srgb(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    direct = picture if picture.mode in {"RGB", "CMYK", "L"} else picture.convert("RGB")
    if profile:
        try:
            wanted = ImageCms.createProfile("sRGB")
            found = ImageCms.profileToProfile(direct, io.BytesIO(profile), wanted, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):  # a profile that is none, or one of other colours than the picture's
            found = None
        if found is not None:
            return found
    return direct.convert("RGB")


def _scaled(picture: Image.Image, factor: float) -> Image.Image:
    wide, high = picture.size
    size = (max(1, round(wide * factor)), max(1, round(high * factor)))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _saved(picture: Image.Image, name: str, **how: Any) -> bytes:
    """As a file; without any profile, which says sRGB to every reader."""
    data = io.BytesIO()
    picture.info.pop("icc_profile", None)
    picture.info.pop("exif", None)
    picture.save(data, name, **how)
    return data.getvalue()
