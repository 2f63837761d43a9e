"""Forgetting what is over: the stories of deliveries that ended long ago, or those deliveries themselves."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from attrs import frozen

from postwire.store import times
from postwire.store.database import Database

_CHUNK = 500
"""Deliveries of one transaction: others wait for the database only so long."""
_OVER = "('published', 'deleted', 'failed', 'cancelled', 'missed')"
_CANDIDATES = f"""
SELECT id, due FROM delivery
WHERE state IN {_OVER} AND due < :before AND (due, id) > (:due, :id)
AND coalesce((SELECT max(at) FROM history WHERE delivery_id = delivery.id), created_at) < :before
ORDER BY due, id LIMIT :limit
"""  # noqa: S608 - put together from names in this file
"""What is unfinished, or in doubt, is in none of these states; what a person touched lately has a late last entry."""
_STORIES = (
    "SELECT count(*), coalesce(sum(length(data)), 0) FROM history WHERE delivery_id IN (SELECT value FROM json_each(?))"
)
_FORGET_STORIES = "DELETE FROM history WHERE delivery_id IN (SELECT value FROM json_each(?))"
_FORGET = f"""
DELETE FROM delivery WHERE id IN (SELECT value FROM json_each(?)) AND state IN {_OVER}
"""  # noqa: S608 - as above


@frozen
class Pruned:
    """What was forgotten, or would be."""

    deliveries: int = 0
    """Whose story, or all of which, is gone."""
    entries: int = 0
    bytes: int = 0
    """Of the entries' data; the file keeps its size, and reuses the room."""


def prune(database: Database, before: datetime, *, whole: bool, dry_run: bool) -> Pruned:
    """Forget the stories of deliveries that ended, and were last touched, before a moment.

    ``whole`` forgets the deliveries too: their idempotency keys, and which posts are theirs.
    """
    import json  # noqa: PLC0415 - nothing else here needs it

    total = Pruned()
    for ids in _chunks(database, times.written(before, "the time before which is forgotten")):
        listed = json.dumps(ids)
        with database.reading() if dry_run else database.writing() as connection:
            entries, size = connection.execute(_STORIES, (listed,)).fetchone()
            if not dry_run:
                connection.execute(_FORGET_STORIES, (listed,))
                if whole:
                    connection.execute(_FORGET, (listed,))
        if entries or whole:
            total = Pruned(total.deliveries + len(ids), total.entries + entries, total.bytes + size)
    return total


def _chunks(database: Database, before: str) -> Iterator[list[str]]:
    place: dict[str, Any] = {"due": "", "id": ""}
    while True:
        with database.reading() as connection:
            found = connection.execute(_CANDIDATES, {**place, "before": before, "limit": _CHUNK}).fetchall()
        if not found:
            return
        place = {"id": found[-1][0], "due": found[-1][1]}
        yield [delivery_id for delivery_id, _ in found]
