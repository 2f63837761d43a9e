"""How a post, or an account, does: what a platform counted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import field, frozen

MOST = 100
"""Different metrics, and links."""
_LONGEST = 4096


def _counts(_: object, attribute: Any, value: Any) -> None:
    if not isinstance(value, Mapping) or len(value) > MOST:
        raise ValueError(f"{attribute.name} has to be a mapping of up to {MOST} names to whole numbers")
    for name, count in value.items():
        if not isinstance(name, str) or len(name) > _LONGEST or type(count) is not int or count < 0:
            raise ValueError(f"{attribute.name} holds something that is no name with a whole number from 0 on")


@frozen(kw_only=True)
class Insights:
    """Every metric that the platform has; 0 where it gave none."""

    metrics: Mapping[str, int] = field(validator=_counts)
    given: frozenset[str] = field(factory=frozenset, converter=frozenset)
    """The metrics that it really gave. Empty: it gave none, as for a repost."""
    clicks: Mapping[str, int] = field(factory=dict, validator=_counts)
    """By the address that was clicked."""
    synced_at: datetime | None = None
    """When they were read, which the engine fills in; None: the platform gave none."""
