"""How much an account may do in a time."""

import enum
from collections.abc import Iterable
from datetime import timedelta

from attrs import field, frozen

from postwire.source import Source
from postwire.typed import typed


class Use(enum.StrEnum):
    """What a quota counts."""

    POST = "post"
    """A published post that answers no other."""
    REPLY = "reply"
    DELETE = "delete"


def _uses(given: Iterable[Use]) -> frozenset[Use]:
    return frozenset(given)


@frozen(kw_only=True, field_transformer=typed)
class Quota:
    """How often something may be done in a moving window."""

    name: str
    maximum: int
    window: timedelta
    uses: frozenset[Use] = field(default=frozenset({Use.POST, Use.REPLY}), converter=_uses)
    """What is counted; by default whatever is published."""
    sources: tuple[Source, ...] = ()
