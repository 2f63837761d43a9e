"""YAML of a stranger: as deep as a recording is and no deeper, and without what grows when it is read."""

from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 32
"""A recording has seven levels. The C library ends the process over some ten thousand."""


class NotPlain(ValueError):
    """A text is no YAML, or none that a recording is written in. The words say where."""


def read(text: str) -> Any:
    """What it holds. Raises `NotPlain`."""
    try:
        _look_through(text)
        return yaml.load(text, _LOADER)  # noqa: S506 - a safe one
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f" in line {mark.line + 1}" if mark is not None else ""
        raise NotPlain(f"this is no YAML{where} ({error.problem or type(error).__name__})") from error
    except yaml.YAMLError as error:
        raise NotPlain(f"this is no YAML ({type(error).__name__})") from error
    except NotPlain:
        raise
    except ValueError as error:
        raise NotPlain(f"a value cannot be read ({error})") from error


def _look_through(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, _LOADER):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise NotPlain(f"line {line} repeats *{event.anchor}, and no recording is written so")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise NotPlain(f"in line {line} it is more than {_DEEPEST} levels deep, and no recording is")
