"""The converter between words and plain JSON values."""

from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, get_args

import attrs
from cattrs import transform_error
from cattrs.errors import BaseValidationError, ForbiddenExtraKeysError
from cattrs.preconf.json import JsonConverter, make_converter

from postwire.codec import leaves, shapes
from postwire.codec.malformed import Malformed
from postwire.manifest import TokenPlace
from postwire.progress import Progress
from postwire.state import Resumable, State

_UNIONS: dict[str, Any] = {"Resumable": Resumable, "State": State, "Progress": Progress, "TokenPlace": TokenPlace}
_UNION_OF: dict[Any, Any] = {member: union for union in _UNIONS.values() for member in get_args(union)}
_BLOTTED_FROM = 6
"""Texts of the input that are at least this long are blotted out of error messages."""


def write(word: Any, kind: Any = None) -> Any:
    """Turn a word (or a value, as that kind) into plain JSON values. Raises `Malformed`."""
    kind = kind or type(word)
    try:
        return _written(word, kind)
    except (ValueError, TypeError) as error:
        path, reason = _obstacle(word, kind) or ("", error)
        raise Malformed(f"this {_name(kind)} cannot be written: {_rule(reason)} @ ${path}") from None


def read(plain: Any, kind: Any, path: str = "$") -> Any:
    """Make a word of plain JSON values. Raises `Malformed`."""
    try:
        word = converter().structure(plain, _UNION_OF.get(kind, kind))
    except (BaseValidationError, ForbiddenExtraKeysError, ValueError, TypeError, AttributeError) as error:
        reasons = "; ".join(transform_error(error, path, lambda reason, _: _rule(reason)))
        raise Malformed(f"this is no {_name(kind)}: {_blotted(reasons, plain)}") from None
    if kind in _UNION_OF and not isinstance(word, kind):
        raise Malformed(f"this is no {_name(kind)} but a {type(word).__name__} @ {path}.{shapes.TAG}")
    return word


@cache
def converter() -> JsonConverter:
    """The only one; it costs milliseconds to make, so it is made on first use."""
    made = make_converter(forbid_extra_keys=True, unstruct_collection_overrides={AbstractSet: sorted})
    made.register_structure_hook_factory(attrs.has, shapes.object_reader)
    made.register_structure_hook_factory(shapes.is_items, shapes.items_reader)
    made.register_structure_hook_factory(leaves.is_primitive, leaves.primitive_reader)
    for primitive in (str, bool, int, float):
        made.register_structure_hook(primitive, leaves.primitive_reader(primitive))
    made.register_structure_hook(datetime, leaves.read_time)
    made.register_unstructure_hook(datetime, leaves.write_time)
    made.register_structure_hook(date, leaves.read_date)
    made.register_structure_hook(timedelta, leaves.read_span)
    made.register_unstructure_hook(timedelta, leaves.write_span)
    made.register_structure_hook(StrEnum, leaves.read_enum)
    made.register_unstructure_hook(StrEnum, leaves.write_enum)
    made.register_structure_hook_factory(leaves.is_open, leaves.open_reader)
    made.register_unstructure_hook_func(leaves.is_open, leaves.write_open)
    for union in _UNIONS.values():
        shapes.register_union(made, union)
    return made


def _written(value: Any, kind: Any) -> Any:
    return converter().unstructure(value, unstructure_as=_UNION_OF.get(type(value), kind))


def _obstacle(value: Any, kind: Any) -> tuple[str, Exception] | None:
    """Path and reason of the innermost value that cannot be written."""
    try:
        _written(value, kind)
    except (ValueError, TypeError) as error:
        for where, child, its_kind in _children(value):
            if found := _obstacle(child, its_kind):
                return f"{where}{found[0]}", found[1]
        return getattr(error, "path", ""), error
    return None


def _children(value: Any) -> list[tuple[str, Any, Any]]:
    if attrs.has(type(value)):
        return [(f".{each.name}", getattr(value, each.name), each.type) for each in attrs.fields(type(value))]
    if isinstance(value, tuple | list) and all(attrs.has(type(item)) for item in value):
        return [(f"[{index}]", item, type(item)) for index, item in enumerate(value)]
    return []


def _rule(error: BaseException) -> str:
    """What an exception says about the rule, without the value that broke it."""
    match error:
        case KeyError():
            return "this field is missing"
        case ForbiddenExtraKeysError():
            return f"unknown fields: {', '.join(sorted(map(str, error.extra_fields)))}"
        case AttributeError():
            return "an object is wanted"
        case _ if len(error.args) > 1 and isinstance(error.args[1], attrs.Attribute):
            return f"{error.args[1].name} must pass {error.args[1].validator!r}"
        case _:
            return str(error.args[0]) if len(error.args) == 1 else type(error).__name__


def _blotted(message: str, plain: Any) -> str:
    """The message without any longer text that stood in the input."""
    for text in sorted(_texts(plain), key=len, reverse=True):
        message = message.replace(text, "***")
    return message


def _texts(plain: Any) -> set[str]:
    if isinstance(plain, str):
        return {plain} if len(plain) >= _BLOTTED_FROM else set()
    if isinstance(plain, dict):
        return set().union(*(_texts(item) for item in plain.values()))
    if isinstance(plain, list):
        return set().union(*(_texts(item) for item in plain))
    return set()


def _name(kind: Any) -> str:
    return next((name for name, union in _UNIONS.items() if kind == union), getattr(kind, "__name__", str(kind)))
