"""How much an account may do in a time."""

import enum
from collections.abc import Iterable
from datetime import timedelta

from attrs import field, frozen

from postwire.source import Source


class Use(enum.StrEnum):
    """What a quota counts."""

    POST = "post"
    """A published post that answers no other."""
    REPLY = "reply"
    DELETE = "delete"


def _uses(given: Iterable[Use]) -> frozenset[Use]:
    return frozenset(given)


@frozen(kw_only=True)
class Quota:
    """How often something may be done in a moving window."""

    name: str
    maximum: int
    window: timedelta
    uses: frozenset[Use] = field(default=frozenset({Use.POST, Use.REPLY}), converter=_uses)
    """What is counted; by default whatever is published."""
    sources: tuple[Source, ...] = ()
