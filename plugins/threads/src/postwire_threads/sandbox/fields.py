"""The ``fields`` parameter: ``id,children{id,media_type}``."""

from collections.abc import Mapping

from postwire_threads.sandbox.refusal import GraphRefusal, bad_parameter

Fields = dict[str, "Fields"]
"""Field name to its own sub-fields, in the order in which they were asked for."""

_DEEPEST = 5


def parse_fields(text: str | None, default: str) -> Fields:
    """Read a list of fields; without one, the default. Raises code 100 if its braces do not close."""
    return _Reader(text or default).whole()


def as_fields(names: Mapping[str, Fields] | None) -> Fields:
    """Sub-fields, or the id alone where none were asked for."""
    return dict(names) if names else {"id": {}}


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def whole(self) -> Fields:
        found = self._list(0)
        if self._at < len(self._text):
            raise self._wrong()
        return found

    def _list(self, depth: int) -> Fields:
        if depth > _DEEPEST:
            raise self._wrong()
        found: Fields = {}
        while True:
            name = self._name()
            inner: Fields = {}
            if self._peek() == "{":
                self._at += 1
                inner = self._list(depth + 1)
                if self._peek() != "}" or not name:
                    raise self._wrong()
                self._at += 1
            if name:
                found[name] = inner
            if self._peek() != ",":
                return found
            self._at += 1

    def _name(self) -> str:
        start = self._at
        while self._at < len(self._text) and self._text[self._at] not in ",{}":
            self._at += 1
        return self._text[start : self._at].strip()

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _wrong(self) -> GraphRefusal:
        return bad_parameter(f"Syntax error in fields at character {self._at}: {self._text[:80]}", 400)
