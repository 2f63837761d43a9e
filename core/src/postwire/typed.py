"""Fields that hold what their annotations say: an impossible value is refused by its field's name, not met later."""

import enum
import re
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Literal, Union

from attrs import Attribute

_FEW = 6
"""So many words of a vocabulary are named; of more, the vocabulary is."""
_NAMES = ("platform", "rule", "name", "title")
"""Fields that tell a record from others of its kind."""
_WORDS = {str: "a text", int: "a whole number", float: "a number", bool: "True or False", types.NoneType: "None"}


def typed(_: type, fields: "list[Attribute[Any]]") -> "list[Attribute[Any]]":
    """As ``field_transformer`` of an attrs class: every field refuses what its annotation does not name."""
    return [field.evolve(validator=_both(field.validator)) for field in fields]


def written_as(pattern: str, rule: str) -> Callable[[object, "Attribute[str]", str], None]:
    """Refuses a text that does not match as a whole; the rule says in words what does."""

    def check(record: object, field: "Attribute[str]", value: str) -> None:
        if not re.fullmatch(pattern, value):
            raise ValueError(f"{_whose(record)}: {field.name} is {value!r}, and has to be {rule}")

    return check


def _both(more: Any) -> Callable[[object, "Attribute[Any]", Any], None]:
    """The type first, and then what else is asked of the field."""

    def check(record: object, field: "Attribute[Any]", value: Any) -> None:
        for place, wrong, wanted in _wrong(field.name, value, field.type):
            comma = isinstance(wrong, str) and typing.get_origin(wanted) is tuple
            fix = f": ({wrong!r},) with its comma" if comma else ""
            raise TypeError(f"{_whose(record)}: {place} is {wrong!r}, and has to be {_say(wanted)}{fix}")
        if more is not None:
            more(record, field, value)

    return check


def _wrong(place: str, value: Any, wanted: Any) -> Iterator[tuple[str, Any, Any]]:
    """What is not as it has to be: where, what it is, and what it has to be."""
    origin, inside = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in {Union, types.UnionType}:
        if not any(next(_wrong(place, value, each), None) is None for each in inside):
            fitting = [each for each in inside if _is_a(value, typing.get_origin(each) or each)]
            yield from _wrong(place, value, fitting[0]) if fitting else [(place, value, wanted)]
    elif not _is_a(value, origin or wanted):
        yield place, value, wanted
    elif inside:
        for part in _parts(place, value, inside):
            yield from _wrong(*part)


def _parts(place: str, value: Any, inside: tuple[Any, ...]) -> Iterator[tuple[str, Any, Any]]:
    """What a collection holds: where, what it is, and what it has to be."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield f"a key of {place}", key, inside[0]
            yield f"{place}[{key!r}]", each, inside[1]
    elif isinstance(value, AbstractSet):
        yield from ((f"an entry of {place}", each, inside[0]) for each in value)
    elif isinstance(value, tuple):
        kinds = [inside[0]] * len(value) if inside[1:] == (...,) else inside
        if len(kinds) != len(value):
            yield f"the length of {place}", len(value), Literal[len(kinds)]
        yield from ((f"{place}[{number}]", *pair) for number, pair in enumerate(zip(value, kinds, strict=False)))


def _is_a(value: Any, kind: Any) -> bool:
    if kind is Any or kind is Literal:
        return kind is Any
    if kind in {int, float} and isinstance(value, bool):
        return False
    return isinstance(value, int | float) if kind is float else isinstance(value, kind)


def _say(wanted: Any) -> str:
    """A type in words."""
    origin, inside = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in {Union, types.UnionType}:
        return " or ".join(map(_say, inside))
    if origin is Literal:
        return str(inside[0])
    if origin is not None:
        of = ", ".join("..." if each is ... else getattr(each, "__name__", str(each)) for each in inside)
        return f"a {origin.__name__} of {of}"
    if isinstance(wanted, type) and issubclass(wanted, enum.Enum):
        few = [f"{wanted.__name__}.{word.name}" for word in wanted]
        return " or ".join(few) if len(few) <= _FEW else f"a word of {wanted.__name__}"
    return _WORDS.get(wanted, f"of the type {getattr(wanted, '__name__', wanted)}")


def _whose(record: object) -> str:
    kind = type(record).__name__
    name = next((told for field in _NAMES if isinstance(told := getattr(record, field, None), str)), "")
    return f"{kind} {name!r}" if name else kind
