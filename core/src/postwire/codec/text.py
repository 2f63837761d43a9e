"""JSON text, the strict kind."""

import json
from typing import Any

from postwire.codec.malformed import Malformed

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON value")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object names a key twice")
    return found


_DECODER = json.JSONDecoder(parse_constant=_no_constant, object_pairs_hook=_unique)


def encode(plain: Any) -> str:
    """Write plain values as one line of JSON. Raises `Malformed` for NaN, infinity and half a surrogate pair."""
    try:
        text = _ENCODER.encode(plain)
        text.encode()
    except ValueError:
        path, leaf = _culprit(plain, "$")
        rule = "half a surrogate pair is no text" if isinstance(leaf, str) else "NaN and infinity are no JSON"
        raise Malformed(f"{rule} @ {path}") from None
    return text


def decode(text: str) -> Any:
    """Read JSON text. Raises `Malformed` for anything that is not strictly JSON."""
    try:
        return _DECODER.decode(text)
    except RecursionError:
        raise Malformed("this is no JSON: it is nested too deeply") from None
    except ValueError as error:
        raise Malformed(f"this is no JSON: {error}") from None


def _culprit(plain: Any, path: str) -> tuple[str, Any]:
    """The first leaf that cannot be written, and its path."""
    children: list[tuple[str, Any]] = []
    if isinstance(plain, dict):
        children = [(f"{path}.<key>", key) for key in plain] + [(f"{path}.{key}", plain[key]) for key in plain]
    elif isinstance(plain, list):
        children = [(f"{path}[{index}]", child) for index, child in enumerate(plain)]
    for where, child in children:
        if not _can_be_written(child):
            return _culprit(child, where)
    return path, plain


def _can_be_written(plain: Any) -> bool:
    try:
        _ENCODER.encode(plain).encode()
    except ValueError:
        return False
    return True
