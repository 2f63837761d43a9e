"""Measured values in units that people read."""

from collections.abc import Callable

from postwire.manifest import Limit, Measure

Value = str | int | float | bool


def _number(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else f"{value:.5g}"


def _count(noun: str) -> Callable[[float], str]:
    return lambda value: f"{_number(value)} {noun}{'' if value == 1 else 's'}"


def _unit(symbol: str) -> Callable[[float], str]:
    return lambda value: f"{_number(value)} {symbol}"


def _bytes(value: float) -> str:
    for power, binary in ((30, "GiB"), (20, "MiB")):
        if value and value % 2**power == 0:
            return f"{_number(value / 2**power)} {binary}"
    return _scaled(value, ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")), "bytes")


def _bit_rate(value: float) -> str:
    return _scaled(value, ((1e6, "Mbps"), (1e3, "kbps")), "bps")


def _hertz(value: float) -> str:
    return _scaled(value, ((1e3, "kHz"),), "Hz")


def _seconds(value: float) -> str:
    minutes, seconds = divmod(round(value, 3), 60)
    if not minutes:
        return f"{_number(seconds)} s"
    return f"{minutes:.0f} min" + (f" {_number(seconds)} s" if seconds else "")


def _ratio(value: float) -> str:
    return f"{_number(value)}:1"


def _scaled(value: float, steps: tuple[tuple[float, str], ...], smallest: str) -> str:
    for size, symbol in steps:
        if value >= size:
            return f"{_number(value / size)} {symbol}"
    return f"{_number(value)} {smallest}"


_SAY: dict[Measure, Callable[[float], str]] = {
    Measure.TEXT_BYTES: _count("byte"),
    Measure.TEXT_CODE_POINTS: _count("character"),
    Measure.TEXT_UTF16_UNITS: _count("UTF-16 unit"),
    Measure.TEXT_EMOJI_AS_BYTES: _count("character"),
    Measure.TEXT_GRAPHEMES: _count("character"),
    Measure.TEXT_SHORT_LINKS: _count("character"),
    Measure.LINKS: _count("link"),
    Measure.MEDIA_COUNT: _count("item"),
    Measure.MEDIA_COUNT_WITH_VIDEO: _count("item"),
    Measure.ALT_TEXT_CODE_POINTS: _count("character"),
    Measure.IMAGE_BYTES: _bytes,
    Measure.IMAGE_WIDTH: _unit("px"),
    Measure.IMAGE_RATIO: _ratio,
    Measure.VIDEO_BYTES: _bytes,
    Measure.VIDEO_DURATION: _seconds,
    Measure.VIDEO_FRAME_RATE: _unit("fps"),
    Measure.VIDEO_WIDTH: _unit("px"),
    Measure.VIDEO_RATIO: _ratio,
    Measure.VIDEO_BIT_RATE: _bit_rate,
    Measure.AUDIO_BIT_RATE: _bit_rate,
    Measure.AUDIO_CHANNELS: _count("channel"),
    Measure.AUDIO_SAMPLE_RATE: _hertz,
}


def say(measure: Measure, value: Value) -> str:
    """``504 bytes``, ``8.4 MB``, ``5 min 12 s``, ``23.976 fps``, ``10:1``, ``yes``, ``hevc``."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _SAY[measure](value)


def say_allowed(limit: Limit) -> str:
    """``at most 500 bytes``, ``23 to 60 fps``, ``jpeg or png``."""
    if limit.allowed:
        return " or ".join(say(limit.measure, value) for value in limit.allowed)
    low, high = ("" if bound is None else say(limit.measure, bound) for bound in (limit.minimum, limit.maximum))
    if not low or not high:
        return f"at least {low}" if low else f"at most {high}"
    number, _, unit = low.partition(" ")
    return f"{number if high.endswith(unit) else low} to {high}"
