"""Videos: what has to be encoded anew, to which bounds, in which parts."""

import math
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Self

from attrs import frozen

from postwire.manifest import Measure
from postwire.media import MediaFacts
from postwire.mending.cutting import key_frames, parted
from postwire.mending.encoding import write_stretch
from postwire.mending.filtering import BUFFER
from postwire.mending.opening import pixel_shape
from postwire.mending.recipe import NewPicture, NewSound, Recipe
from postwire.mending.targets import Span, Targets
from postwire.mending.unmendable import Unmendable

_PICTURE: dict[Measure, Callable[[MediaFacts], str | float | bool | None]] = {
    Measure.VIDEO_CODEC: lambda facts: facts.video_codec,
    Measure.VIDEO_PIXEL_FORMAT: lambda facts: facts.pixel_format,
    Measure.VIDEO_INTERLACED: lambda facts: facts.interlaced,
    Measure.VIDEO_CLOSED_GOP: lambda facts: facts.closed_gop,
    Measure.VIDEO_FRAME_RATE: lambda facts: facts.frame_rate,
    Measure.VIDEO_WIDTH: lambda facts: facts.width,
    Measure.VIDEO_RATIO: lambda facts: facts.ratio,
    Measure.VIDEO_BIT_RATE: lambda facts: facts.video_bit_rate,
    Measure.VIDEO_BYTES: lambda facts: facts.bytes,
}
"""What the picture has to be encoded anew for."""
_SOUND: dict[Measure, Callable[[MediaFacts], str | float | None]] = {
    Measure.AUDIO_CODEC: lambda facts: facts.audio_codec,
    Measure.AUDIO_CHANNELS: lambda facts: facts.audio_channels,
    Measure.AUDIO_SAMPLE_RATE: lambda facts: facts.audio_sample_rate,
    Measure.AUDIO_BIT_RATE: lambda facts: facts.audio_bit_rate,
    Measure.VIDEO_BYTES: lambda facts: facts.bytes,
}
_WRITTEN = {
    Measure.VIDEO_FORMAT: "mp4",
    Measure.VIDEO_CODEC: "h264",
    Measure.VIDEO_PIXEL_FORMAT: "yuv420p",
    Measure.AUDIO_CODEC: "aac",
}
_SPARE = 0.93
"""Of a bit rate or a number of bytes: encoders pass their target a little, and the container takes some."""
_LEAST_RATE = 60_000
"""Bits per second of a picture; with fewer nobody would recognise it."""
_USUAL_SOUND = 128_000
_SAMPLE_RATE = 48_000


@frozen(kw_only=True)
class FilmPlan:
    """How one video is written."""

    recipe: Recipe
    spans: tuple[tuple[float, float], ...]
    """Seconds from the beginning, for each part."""
    suffix: str = ".mp4"

    @property
    def parts(self) -> int:
        """How many files it becomes."""
        return len(self.spans)

    @classmethod
    def of(cls, path: Path, facts: MediaFacts, targets: Targets, *, pad: bool, split: bool) -> Self:
        """Raises `Unmendable` where it cannot be done."""
        for measure, written in _WRITTEN.items():
            if not targets[measure].holds(written):
                reason = f"the platform takes no {written}, and MP4 with H.264 and AAC is what is written"
                raise Unmendable(str(path), reason, "convert it with another program")
        if not facts.width or not facts.height or not facts.duration:
            raise Unmendable(str(path), "its size or its length is not known", "export it again")
        spans = _spans(path, facts.duration, targets[Measure.VIDEO_DURATION], split=split)
        sound = _sound(facts, targets) if facts.has_audio and _broken(facts, targets, _SOUND) else None
        anew = _broken(facts, targets, _PICTURE)
        if not anew and len(spans) > 1:
            cut = parted(key_frames(path, facts.format or ""), facts.duration, targets[Measure.VIDEO_DURATION].maximum)
            anew, spans = not cut, cut or spans
        beside = sound.bit_rate if sound else facts.audio_bit_rate or 0
        picture = _picture(path, facts, targets, _most(path, targets, spans, beside), pad=pad) if anew else None
        return cls(recipe=Recipe(path=path, format=facts.format or "", picture=picture, sound=sound), spans=spans)

    def write(self, drafts: Sequence[Path], progress: Callable[[float], None]) -> tuple[str, ...]:
        """Write every part, and say what else was changed."""
        whole = self.spans[-1][1]
        notes: list[str] = []
        for draft, (start, end) in zip(drafts, self.spans, strict=True):
            rest = math.inf if end == whole else end

            def tell(seconds: float, before: float = start) -> None:
                progress(min((before + seconds) / whole, 1.0))

            notes += write_stretch(self.recipe, draft, start, rest, tell)
        progress(1.0)
        return tuple(dict.fromkeys(notes))


def _broken(facts: MediaFacts, targets: Targets, measures: Iterable[Measure]) -> bool:
    known = _PICTURE | _SOUND
    return any(not targets[measure].holds(known[measure](facts)) for measure in measures)


def _spans(path: Path, duration: float, allowed: Span, *, split: bool) -> tuple[tuple[float, float], ...]:
    longest = allowed.maximum or math.inf
    if duration <= longest:
        return ((0.0, duration),)
    count = math.ceil(duration / (longest * 0.999))
    if not split:
        reason = f"it lasts {duration:.5g} seconds, longer than {longest:g}"
        raise Unmendable(str(path), reason, f"cut it, or have it split into {count} parts with --split")
    return tuple((duration * part / count, duration * (part + 1) / count) for part in range(count))


def _sound(facts: MediaFacts, targets: Targets) -> NewSound:
    channels = min(facts.audio_channels or 2, int(targets[Measure.AUDIO_CHANNELS].maximum or 2), 2)
    most = targets[Measure.AUDIO_BIT_RATE].maximum
    usual = _USUAL_SOUND * channels // 2
    rate = facts.audio_sample_rate
    fits = rate in {44_100, 48_000} and targets[Measure.AUDIO_SAMPLE_RATE].holds(rate)
    return NewSound(
        layout="mono" if channels == 1 else "stereo",
        sample_rate=int(rate) if fits and rate else int(targets[Measure.AUDIO_SAMPLE_RATE].maximum or _SAMPLE_RATE),
        bit_rate=int(min(usual, most * _SPARE) if most else usual),
    )


def _picture(path: Path, facts: MediaFacts, targets: Targets, most: int | None, *, pad: bool) -> NewPicture:
    wide = (facts.width or 0) * pixel_shape(path, facts.format or "")
    size = _even(_narrowed(wide, float(facts.height or 0), targets[Measure.VIDEO_WIDTH].maximum))
    frame = _bordered(path, size, targets, pad=pad)
    return NewPicture(
        size=size,
        frame=frame,
        rate=_rate(facts.frame_rate, targets[Measure.VIDEO_FRAME_RATE]),
        most=most,
        interlaced=facts.interlaced is True,
    )


def _narrowed(wide: float, high: float, widest: float | None) -> tuple[float, float]:
    return (widest, high * widest / wide) if widest is not None and wide > widest else (wide, high)


def _even(size: tuple[float, float]) -> tuple[int, int]:
    """Sides that 4:2:0 can halve."""
    wide, high = (max(2, int(side) // 2 * 2) for side in size)
    return wide, high


def _bordered(path: Path, size: tuple[int, int], targets: Targets, *, pad: bool) -> tuple[int, int]:
    allowed, widest = targets[Measure.VIDEO_RATIO], targets[Measure.VIDEO_WIDTH].maximum
    wide, high = size
    if allowed.holds(wide / high):
        return size
    if not pad:
        raise Unmendable(str(path), f"its sides are {wide}x{high}", "crop it, or give it borders with --pad")
    if allowed.maximum is not None and wide > high * allowed.maximum:
        high = math.ceil(wide / allowed.maximum / 2) * 2
    elif allowed.minimum is not None:
        wide = math.ceil(high * allowed.minimum / 2) * 2
    if widest is not None and wide > widest:
        raise Unmendable(str(path), f"with borders it would be {wide} pixels wide", "crop it")
    return wide, high


def _rate(found: float | None, allowed: Span) -> Fraction:
    """The rate as it is, else the nearest whole multiple or part of it, which moves evenly."""
    rate = Fraction(found or 30.0).limit_denominator(1001)
    if allowed.maximum is not None and rate > allowed.maximum:
        rate /= math.ceil(rate / Fraction(allowed.maximum))
    if allowed.minimum is not None and rate < allowed.minimum:
        rate *= math.ceil(Fraction(allowed.minimum) / rate)
    return rate if allowed.holds(float(rate)) else Fraction(allowed.maximum or allowed.minimum or 30)


def _most(path: Path, targets: Targets, spans: Sequence[tuple[float, float]], sound: float) -> int | None:
    """Bits per second of the picture, so that the longest part fits beside its sound."""
    seconds = max(end - start for start, end in spans)
    bounds = []
    if (rate := targets[Measure.VIDEO_BIT_RATE].maximum) is not None:
        bounds.append(rate * _SPARE)
    if (size := targets[Measure.VIDEO_BYTES].maximum) is not None:
        bounds.append((size * 8 * _SPARE - sound * seconds) / (seconds + BUFFER))
    if not bounds:
        return None
    if min(bounds) < _LEAST_RATE:
        raise Unmendable(
            str(path), f"{seconds:.5g} seconds do not fit into the bytes that the platform takes", "cut it"
        )
    return int(min(bounds))
