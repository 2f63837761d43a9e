"""Works on some deliveries, and on no others, until they rest."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from postwire.cli.delivery_id import delivery_of
from postwire.cli.exit import Exit
from postwire.delivery import Delivery
from postwire.engine import Engine
from postwire.state import Cancelled, Deleted, Failed, Held, Missed, Published, State, Unconfirmed

PATIENCE = "10m"
_LOOK_AGAIN = 1.0
"""Seconds: another runner may be the one that works on them."""


def wait_for(
    engine: Engine,
    ids: Sequence[str],
    patience: timedelta,
    *,
    now: Callable[[], datetime],
    on_change: Callable[[Delivery], None],
) -> tuple[Delivery, ...]:
    """The deliveries as they are when all rest, or when nothing can happen before patience ends."""
    end = now() + patience
    seen: dict[str, State] = {}
    while True:
        deliveries = tuple(delivery_of(engine.store, delivery_id) for delivery_id in ids)
        for delivery in deliveries:
            if seen.get(delivery.id) != delivery.state:
                seen[delivery.id] = delivery.state
                on_change(delivery)
        present = now()
        wakes = [(delivery.wake_at, delivery) for delivery in deliveries if delivery.wake_at is not None]
        due = [delivery for wake, delivery in wakes if wake <= present]
        for delivery in due:
            engine.step(delivery)
        earliest = min((wake for wake, _ in wakes), default=None)
        if earliest is None or earliest > end or present >= end:
            return deliveries
        if not due:
            time.sleep(min((earliest - present).total_seconds(), _LOOK_AGAIN))


def end_of(delivery: Delivery) -> Exit:
    """The exit code that a delivery's state deserves."""
    match delivery.state:
        case Published() | Deleted() | Cancelled():
            return Exit.DONE
        case Failed() | Missed():
            return Exit.REFUSED
        case Unconfirmed():
            return Exit.WAITS
        case Held() if delivery.wake_at is None:
            return Exit.WAITS
        case _:
            return Exit.UNFINISHED
