"""How single values are written and read: times, spans, enums, texts and numbers, and whatever JSON allows."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from postwire.codec.malformed import kind_of

Read = Callable[[Any, Any], Any]
"""Takes a plain value and the type that is wanted."""

_PRIMITIVES: dict[Any, str] = {
    str: "a text",
    bool: "a truth value",
    int: "a whole number",
    float: "a number",
    NoneType: "null",
}
_DEPTH = 50
"""Levels that an open value may have."""
_LONGEST = timedelta(days=250 * 366)
"""Microseconds are exact in a float of seconds up to 285 years."""
_OPEN: tuple[Any, ...] = (Any, Mapping[str, Any], Mapping[str, Mapping[str, Any]])


def is_primitive(kind: Any) -> bool:
    """Whether it is a text, a number, a truth value, null, or one of several of these."""
    if isinstance(kind, UnionType) or get_origin(kind) is Union:
        return all(member in _PRIMITIVES for member in get_args(kind))
    return isinstance(kind, type) and kind in _PRIMITIVES


def primitive_reader(kind: Any) -> Read:
    """Reads the value itself: nothing is turned into anything, but a whole number may stand for a number."""
    members = frozenset(get_args(kind) or (kind,))
    wanted = f"{' or '.join(name for member, name in _PRIMITIVES.items() if member in members)} is wanted"

    def read(value: Any, _: Any) -> Any:
        if type(value) in members:
            return value
        if type(value) is int and float in members:
            return float(value)
        raise TypeError(f"{wanted}, not {kind_of(value)}")

    return read


def is_open(kind: Any) -> bool:
    """Whether the values of this type are whatever JSON allows."""
    return any(kind == known for known in _OPEN)


class NotJson(TypeError):
    """Something inside an open value that JSON would not return unchanged."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.path = ""


def write_open(value: Any, depth: int = 0) -> Any:
    """A copy that JSON returns unchanged. Raises `NotJson` for what it would change: tuples, keys that are no texts."""
    kind = type(value)
    if kind in _PRIMITIVES:
        return value
    if depth > _DEPTH:
        raise NotJson(f"it is nested more than {_DEPTH} levels deep, or holds itself: make it flat")
    if kind is dict or isinstance(value, Mapping):
        return _open_object(value, depth + 1)
    if isinstance(value, list):
        return _open_list(value, depth + 1)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int | float):
        return int(value) if isinstance(value, int) else float(value)
    if isinstance(value, tuple):
        raise NotJson("a Python tuple would come back as a list: make it a list")
    raise NotJson(f"{kind_of(value)} is no JSON value: make it a text, a number, a list or an object")


def _open_object(value: Mapping[Any, Any], depth: int) -> dict[str, Any]:
    if not all(isinstance(key, str) for key in value):
        raise NotJson("the keys of a JSON object are texts: make them texts")
    made, key = {}, ""
    try:
        for key, item in value.items():
            made[str.__str__(key)] = item if type(item) in _PRIMITIVES else write_open(item, depth)
    except NotJson as error:
        error.path = f".{key}{error.path}"
        raise
    return made


def _open_list(value: list[Any], depth: int) -> list[Any]:
    made: list[Any] = []
    try:
        made.extend(item if type(item) in _PRIMITIVES else write_open(item, depth) for item in value)
    except NotJson as error:
        error.path = f"[{len(made)}]{error.path}"
        raise
    return made


def open_reader(kind: Any) -> Read:
    """Reads the value itself, where it has the shape of its type."""
    levels = _OPEN.index(kind)

    def read(value: Any, _: Any) -> Any:
        for item in (value,) if levels == 1 else (value, *_values(value)) if levels else ():
            if type(item) is not dict:
                raise TypeError(f"an object is wanted, not {kind_of(item)}")
        return write_open(value)

    return read


def _values(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else ()


def write_time(value: datetime) -> str:
    """ISO 8601 with the offset. A naive time is refused: nobody knows which instant it means."""
    if value.utcoffset() is None:
        raise ValueError("a time without an offset means no instant: give it a tzinfo, such as datetime.UTC")
    return value.isoformat()


def read_time(value: Any, _: Any) -> datetime:
    """An aware time."""
    wanted = "a time as ISO 8601 with an offset (2026-11-21T09:00:00+00:00) is wanted"
    if type(value) is not str:
        raise TypeError(f"{wanted}, not {kind_of(value)}")
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{wanted}, not some other text") from None
    if found.utcoffset() is None:
        raise ValueError(f"{wanted}, not one without")
    return found


def read_date(value: Any, _: Any) -> date:
    """A day."""
    wanted = "a day as ISO 8601 (2026-11-21) is wanted"
    if type(value) is not str:
        raise TypeError(f"{wanted}, not {kind_of(value)}")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{wanted}, not some other text") from None


def write_span(value: timedelta) -> float:
    """Seconds."""
    if abs(value) > _LONGEST:
        raise ValueError("a span of more than 250 years cannot be written to the microsecond: make it shorter")
    return value.total_seconds()


def read_span(value: Any, _: Any) -> timedelta:
    """A span from seconds."""
    if type(value) not in {int, float}:
        raise TypeError(f"a number of seconds is wanted, not {kind_of(value)}")
    try:
        return timedelta(seconds=value)
    except (ValueError, OverflowError):
        raise ValueError("a number of seconds is wanted, less than a billion days") from None


def write_enum(member: StrEnum) -> str:
    """The member's value."""
    return member.value


def read_enum(value: Any, kind: type[StrEnum]) -> StrEnum:
    """The member of that value."""
    try:
        return kind(value)
    except ValueError:
        values = ", ".join(str(member.value) for member in kind)
        raise ValueError(f"one of {values} is wanted, not another value ({kind_of(value)})") from None
