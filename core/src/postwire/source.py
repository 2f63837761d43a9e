"""Where a fact about a platform comes from, and when somebody looked."""

import enum
from datetime import date

from attrs import frozen

from postwire.typed import typed


class Standing(enum.StrEnum):
    """How well a fact is known."""

    DOCUMENTED = "documented"
    """The platform promises it."""
    SEEN = "seen"
    """Somebody met it; the platform promises nothing."""
    INFERRED = "inferred"
    """Concluded from other facts."""


@frozen(field_transformer=typed)
class Source:
    """One place where a fact was read."""

    title: str
    seen: date
    standing: Standing = Standing.DOCUMENTED
    url: str | None = None
