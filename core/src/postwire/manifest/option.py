"""A setting that only one platform has."""

import enum
from typing import Any

from attrs import frozen

from postwire.source import Source
from postwire.typed import typed


class OptionType(enum.StrEnum):
    """What values an option takes."""

    TEXT = "text"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    LIST = "list"
    OBJECT = "object"


@frozen(kw_only=True, field_transformer=typed)
class Option:
    """One setting of a post that only this platform has."""

    name: str
    type: OptionType = OptionType.TEXT
    choices: tuple[str, ...] = ()
    """What a text, or every entry of a list, may be; empty: anything."""
    default: Any = None
    minimum_length: int | None = None
    """Of a text, in code points; of a list, in entries."""
    maximum_length: int | None = None
    """Of a text, in code points; of a list, in entries."""
    entry_length: int | None = None
    """The longest that an entry of a list may be, in code points."""
    forbidden_characters: str = ""
    """Characters that a text must not hold."""
    not_with: tuple[str, ...] = ()
    """What no post may have beside it: names of options, or ``media``, ``link``, ``reply_to``."""
    needs: tuple[str, ...] = ()
    """What a post has to have for it: names as above, or ``text``."""
    is_content: bool = False
    """Whether a post may consist of it alone."""
    in_every_part: bool = False
    """Whether all posts of a chain carry it; else only the first one does."""
    example: Any = None
    """A value that is taken; its recording proves it. None: the last of the choices."""
    description: str
    sources: tuple[Source, ...] = ()
