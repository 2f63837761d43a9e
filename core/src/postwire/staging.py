"""What is fixed about a container before it is staged, for connectors that have no clock and no chance."""

from datetime import datetime

from attrs import field, frozen, validators


@frozen
class Staging:
    """One staging of one delivery.

    What must be the same however often a platform is told it (a record's key, an ``Idempotency-Key``, a time) is made
    of this in ``create`` and kept in `postwire.container.Container.data`.
    """

    key: str = field(validator=validators.matches_re(r"[0-9a-f]{32}"))
    """32 hex digits, of this delivery alone, the same for every try to stage it; staged anew, it has another one."""
    at: datetime
    """When readers are to see it, aware and in UTC: now, or the hour that it is prepared for."""
