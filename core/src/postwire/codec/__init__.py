"""Words to JSON and back: one converter for everything that is stored or printed.

JSON here is the strict kind: no NaN, no key twice, no unknown key, no text for a number. Times carry an offset, spans
are seconds, sets are sorted lists, and a member of a sum type says under ``type`` which one it is. What is read is
equal to what was written; what could not be is refused before it is written.
"""

from functools import cache
from types import ModuleType
from typing import Any, TypeVar, overload

from postwire.codec import state
from postwire.codec.malformed import Malformed
from postwire.codec.text import decode, encode
from postwire.state import State

T = TypeVar("T")

__all__ = ["Malformed", "dump", "dump_state", "encode", "from_plain", "load", "load_state", "to_plain"]


def dump(value: Any, kind: Any = None) -> str:
    """Write a word, or any value as a kind, as JSON text. Raises `Malformed` for what would not come back as it was."""
    return encode(_words().write(value, kind))


@overload
def load(text: str, kind: type[T]) -> T: ...
@overload
def load(text: str, kind: Any) -> Any: ...
def load(text: str, kind: Any) -> Any:
    """Read a word from JSON text; the kind is a class, a sum type or a collection of them. Raises `Malformed`."""
    return _words().read(decode(text), kind)


def to_plain(value: Any, kind: Any = None) -> Any:
    """Turn a word, or any value as a kind, into dicts, lists, texts, numbers and None. Raises `Malformed` as `dump`."""
    plain = _words().write(value, kind)
    encode(plain)
    return plain


@overload
def from_plain(plain: Any, kind: type[T]) -> T: ...
@overload
def from_plain(plain: Any, kind: Any) -> Any: ...
def from_plain(plain: Any, kind: Any) -> Any:
    """Make a word of what `json` has read; the kind as in `load`. Raises `Malformed`."""
    return _words().read(plain, kind)


def dump_state(value: State) -> str:
    """Write a state for the store: its JSON beside the version that it is written in."""
    return encode({"version": state.VERSION, "state": _words().write(value)})


def load_state(text: str) -> State:
    """Read a state that this or any earlier version wrote. Raises `Malformed`, also for a newer version."""
    found: State = _words().read(state.upgraded(decode(text)), State, path="$.state")
    return found


@cache
def _words() -> ModuleType:
    # cattrs takes 100 ms to import, and a command that only counts rows shall not wait for it.
    from postwire.codec import words  # noqa: PLC0415 - cattrs, which most commands never need

    return words
