"""How a post, or an account, does: what a platform counted."""

from collections.abc import Mapping
from datetime import datetime

from attrs import field, frozen

from postwire.counts import counts

MOST = 100
"""Different metrics, and links."""
_LONGEST = 4096


@frozen(kw_only=True)
class Insights:
    """Every metric that the platform has; 0 where it gave none."""

    metrics: Mapping[str, int] = field(validator=counts(MOST, _LONGEST))
    given: frozenset[str] = field(factory=frozenset, converter=frozenset)
    """The metrics that it really gave. Empty: it gave none, as for a repost."""
    clicks: Mapping[str, int] = field(factory=dict, validator=counts(MOST, _LONGEST))
    """By the address that was clicked."""
    synced_at: datetime | None = None
    """When they were read, which the engine fills in; None: the platform gave none."""
