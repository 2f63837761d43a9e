"""What became of one post that went to several accounts."""

import enum
from collections.abc import Iterable

from postwire.delivery import Delivery
from postwire.state import Cancelled, Deleted, Failed, Held, Missed, Published, Unconfirmed


class Outcome(enum.StrEnum):
    """How a submission stands as a whole: the first of these that is true."""

    ATTENTION = "attention"
    """At least one delivery is held or unconfirmed: somebody must act, or a window must open."""
    WAITING = "waiting"
    """At least one is on its way, or waits for its hour."""
    PUBLISHED = "published"
    """All are live."""
    PARTIAL = "partial"
    """All rest; some are live, and some are not."""
    NOT_LIVE = "not_live"
    """All rest, and none is live."""


_OVER = (Failed, Cancelled, Missed, Deleted)


def outcome_of(deliveries: Iterable[Delivery]) -> Outcome:
    """How deliveries of one submission stand together. Raises `ValueError` for none at all."""
    states = [delivery.state for delivery in deliveries]
    if not states:
        raise ValueError("there are no deliveries, which have no outcome")
    if any(isinstance(state, Held | Unconfirmed) for state in states):
        return Outcome.ATTENTION
    if not all(isinstance(state, (Published, *_OVER)) for state in states):
        return Outcome.WAITING
    live = sum(isinstance(state, Published) for state in states)
    if live == len(states):
        return Outcome.PUBLISHED
    return Outcome.PARTIAL if live else Outcome.NOT_LIVE
