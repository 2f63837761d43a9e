"""A call's parameters, read the way the API reads them: texts, JSON values, comma lists, JSON inside a form field."""

import json
from collections.abc import Mapping
from typing import Any

from attrs import frozen

from postwire_threads.sandbox.refusal import bad_parameter, missing_parameter

_TRUE = frozenset({"true", "1"})
_FALSE = frozenset({"false", "0", ""})


@frozen
class Parameters:
    """Query and body in one. An empty text is the same as a parameter that was not sent."""

    values: Mapping[str, Any]
    error_status: int

    def text(self, name: str) -> str | None:
        """A text; a number in a JSON body counts as its digits."""
        value = self.values.get(name)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return str(value)
        if value is not None and not isinstance(value, str):
            raise bad_parameter(f"Param {name} must be a string", self.error_status)
        return value or None

    def required(self, name: str) -> str:
        """A text that has to be there."""
        value = self.text(name)
        if value is None:
            raise missing_parameter(name, self.error_status)
        return value

    def flag(self, name: str) -> bool:
        """``true``, ``True``, ``1`` or JSON's true; absent is false."""
        value = self.values.get(name)
        if value is None or isinstance(value, bool):
            return bool(value)
        word = str(value).lower()
        if word not in _TRUE | _FALSE:
            raise bad_parameter(f"Param {name} must be a boolean", self.error_status)
        return word in _TRUE

    def names(self, name: str) -> tuple[str, ...]:
        """A list: with commas, as JSON text, or as JSON."""
        value = self.values.get(name)
        if isinstance(value, str) and value.lstrip().startswith("["):
            value = self.structure(name)
        if isinstance(value, list):
            return tuple(str(item) for item in value)
        return tuple(part.strip() for part in (self.text(name) or "").split(",") if part.strip())

    def structure(self, name: str) -> Any:
        """An object or list, as JSON or as JSON text; a text that is no JSON is given back as it is."""
        value = self.values.get(name)
        if not isinstance(value, str) or not value:
            return value or None
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value

    def given(self, name: str) -> bool:
        """Whether it says anything: empty texts, false and empty lists do not."""
        value = self.values.get(name)
        return bool(value) and not (isinstance(value, str) and value.lower() == "false")
