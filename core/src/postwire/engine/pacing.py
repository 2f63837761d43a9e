"""After an outage: what has become overdue goes out one after the other, and not all at once.

Overdue posts of one account keep the distance that they were meant to have, but no more than the platform's
``Pace.catch_up``. What was meant to go out at one moment still does; what was meant to go out hour by hour does not
arrive as a flood.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from attrs import evolve

from postwire.delivery import Delivery, LateKind
from postwire.history import Entry, EntryKind
from postwire.state import Queued, Ready, name_of, under_way
from postwire.store import Save, Store
from postwire.when import GRACE

_WORTH_TELLING = timedelta(seconds=1)


def step_between(first: datetime, second: datetime, longest: timedelta) -> timedelta:
    """The distance at which two overdue posts with these hours go out."""
    return min(abs(second - first), longest)


def spread(dues: Sequence[datetime], begin: datetime, longest: timedelta) -> list[datetime]:
    """When overdue posts of one account go out, the first at ``begin``."""
    slots: list[datetime] = []
    for index, due in enumerate(dues):
        slots.append(slots[-1] + step_between(dues[index - 1], due, longest) if slots else begin)
    return slots


def is_paced(delivery: Delivery, now: datetime) -> bool:
    """Whether it is overdue, and its next wake may make it visible."""
    lateness = now - delivery.due
    if lateness <= GRACE:
        return False
    state = under_way(delivery.state)
    if not isinstance(state, Queued | Ready):
        return False
    match delivery.late.kind:
        case LateKind.PUBLISH:
            return True
        case LateKind.WITHIN:
            return lateness <= delivery.late.within
        case LateKind.SKIP | LateKind.HOLD:  # it does not go out
            return False


class Pacer:
    """Gives every overdue delivery its moment. One for each runner; what it decides is kept as ``wake_at``."""

    def __init__(self, store: Store, longest: Callable[[str], timedelta]) -> None:
        """``longest`` says the longest distance on a platform."""
        self._store = store
        self._longest = longest
        self._last: dict[str, tuple[datetime, datetime]] = {}
        """By account: when the last one goes out, and when it was due."""
        self._granted: dict[str, datetime] = {}

    def admit(self, claimed: Sequence[Delivery], now: datetime) -> tuple[Delivery, ...]:
        """Those of some claimed deliveries that may be worked on now; the others are given back until their moment."""
        moments = {delivery.id: self._moment(delivery, now) for delivery in claimed}
        later = [delivery for delivery in claimed if moments[delivery.id] > now]
        if later:
            self._store.save([_postponed(delivery, moments[delivery.id], now) for delivery in later])
        return tuple(delivery for delivery in claimed if moments[delivery.id] <= now)

    def _moment(self, delivery: Delivery, now: datetime) -> datetime:
        granted = self._granted.pop(delivery.id, None)
        if granted is not None and granted <= now:
            return now
        if not is_paced(delivery, now):
            return now
        moment = now
        if (last := self._last.get(delivery.account_id)) is not None:
            moment = max(now, last[0] + step_between(last[1], delivery.due, self._longest(delivery.platform)))
        self._last[delivery.account_id] = moment, delivery.due
        if moment > now:
            self._granted[delivery.id] = moment
        return moment


def _postponed(delivery: Delivery, moment: datetime, now: datetime) -> Save:
    told: tuple[Entry, ...] = ()
    if moment - now > _WORTH_TELLING:
        data: dict[str, Any] = {
            "until": moment.isoformat(),
            "overdue_seconds": round((now - delivery.due).total_seconds()),
        }
        told = (Entry(at=now, kind=EntryKind.EVENT, name="paced", state=name_of(delivery.state), data=data),)
    return Save(evolve(delivery, wake_at=moment), told)
