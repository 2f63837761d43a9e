"""How deliveries are taken out to be worked on."""

import json
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from postwire.delivery import Delivery
from postwire.history import Entry, EntryKind
from postwire.store import queries, rows, times
from postwire.store.database import Database
from postwire.store.errors import Damaged, Unstorable


def claim(  # noqa: PLR0913 - a claim has that many parts
    database: Database,
    now: datetime,
    owner: str,
    lease: timedelta,
    limit: int,
    *,
    busy_accounts: Collection[str],
    complain: Callable[[Damaged], None],
) -> tuple[Delivery, ...]:
    """See `postwire.store.Store.claim`."""
    if limit < 1:
        raise Unstorable(f"a claim of {limit} deliveries takes nothing: the limit is at least 1")
    terms = {
        "now": times.written(now, "the time of a claim"),
        "until": times.written(now + lease, "the end of a lease"),
        "owner": owner,
        "busy": json.dumps(list(busy_accounts)),
    }
    claimed: list[Delivery] = []
    while len(claimed) < limit:
        wanted = limit - len(claimed)
        with database.writing() as connection:
            taken = connection.execute(queries.CLAIM, {**terms, "limit": wanted}).fetchall()
        damaged = []
        for row in taken:
            try:
                claimed.append(rows.delivery(row))
            except Damaged as damage:
                damaged.append((row, damage))
        _park(database, damaged, now)
        for _, found in damaged:
            complain(found)
        if not damaged or len(taken) < wanted:
            break
    return tuple(sorted(claimed, key=lambda delivery: (delivery.due, delivery.id)))


def _park(database: Database, damaged: Sequence[tuple[rows.Row, Damaged]], now: datetime) -> None:
    """Put rows aside that cannot be read: they rest until somebody mends them and sets ``wake_at``."""
    if not damaged:
        return
    with database.writing() as connection:
        for row, damage in damaged:
            delivery_id, state, version = row[0], row[3], row[12]
            if connection.execute(queries.PARK, (delivery_id, version)).rowcount:
                reason: dict[str, Any] = {"column": damage.column, "reason": damage.reason}
                entry = Entry(at=now, kind=EntryKind.EVENT, name="unreadable", state=state, data=reason)
                ((size, values),) = queries.grouped([rows.told(delivery_id, entry)])
                connection.execute(queries.entries(size), values)
