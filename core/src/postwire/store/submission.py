"""How deliveries come into the store: all or none, and a key that was used before stands for what it was used for."""

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from postwire.delivery import Delivery
from postwire.state import name_of
from postwire.store import queries, rows, times
from postwire.store.content import said
from postwire.store.database import Database
from postwire.store.errors import Duplicate, IdempotencyConflict, UnknownAccount, Unstorable

_Holders = dict[tuple[str, str], tuple[Delivery, str | None]]
"""Account and idempotency key, to the delivery that holds it and the due time that was asked for."""


def submit(database: Database, deliveries: Sequence[Delivery], apart: timedelta | None) -> tuple[Delivery, ...]:
    """See `postwire.store.Store.submit`."""
    with database.reading() as connection:
        handles = _handles(connection, deliveries)
    # Written as rows before the lock is taken, which other processes wait for.
    written = {id(new): rows.submitted(new, handles[new.account_id]) for new in deliveries}
    with database.writing() as connection:
        _handles(connection, deliveries)
        holders = _holders(connection, deliveries)
        answer, fresh = [], []
        stood_for: dict[str, Delivery] = {}
        for new in deliveries:
            holder = _holder(new, holders)
            answer.append(holder)
            if holder is not new:
                stood_for[new.id] = holder
                continue
            if (end := stood_for.get(new.parent or "")) is not None:
                raise IdempotencyConflict(end.idempotency_key or "", end.id, ("number of parts",))
            fresh.append(new)
        if apart is not None:
            # what answers another part of its own chain says nothing that was said before
            heads = [new for new in fresh if new.parent is None]
            _keep_apart(connection, heads, [written[id(new)][-1] for new in heads], apart)
        _insert(connection, fresh, [written[id(new)] for new in fresh])
    return tuple(answer)


def _holder(new: Delivery, holders: _Holders) -> Delivery:
    """The delivery that the key of this one stands for: an earlier one, or itself."""
    if new.idempotency_key is None:
        return new
    due = rows.asked_due(new)
    holder, asked_due = holders.setdefault((new.account_id, new.idempotency_key), (new, due))
    if holder is not new:
        same = {
            "post": said(holder.post) == said(new.post),
            "due time": asked_due == due,
            "late policy": holder.late == new.late,
        }
        if not all(same.values()):
            differences = tuple(part for part, is_same in same.items() if not is_same)
            raise IdempotencyConflict(new.idempotency_key, holder.id, differences)
    return holder


def _handles(connection: sqlite3.Connection, deliveries: Collection[Delivery]) -> Mapping[str, str]:
    """Account ids to handles. Raises `UnknownAccount`."""
    wanted = {new.account_id: new for new in deliveries}
    handles = {}
    for size, values in queries.grouped([(account_id,) for account_id in wanted]):
        for account_id, platform, handle in connection.execute(queries.accounts(size), values).fetchall():
            handles[account_id] = handle
            if wanted[account_id].platform != platform:
                raise Unstorable(
                    f"delivery {wanted[account_id].id!r} is for platform {wanted[account_id].platform!r}, and its "
                    f"account {account_id!r} is on {platform!r}: they must be the same"
                )
    for account_id in wanted:
        if account_id not in handles:
            raise UnknownAccount(account_id)
    return handles


def _holders(connection: sqlite3.Connection, deliveries: Collection[Delivery]) -> _Holders:
    """The stored deliveries that hold a key of these."""
    keys = [(new.account_id, new.idempotency_key) for new in deliveries if new.idempotency_key is not None]
    holders: _Holders = {}
    for size, values in queries.grouped(keys):
        for asked_due, *row in connection.execute(queries.used_keys(size), values).fetchall():
            found = rows.delivery(row)
            holders[found.account_id, found.idempotency_key or ""] = found, asked_due
    return holders


def _keep_apart(
    connection: sqlite3.Connection, fresh: Sequence[Delivery], contents: Sequence[str], apart: timedelta
) -> None:
    """Refuse what the account says already, in the store or earlier in this submission."""
    spoken: dict[tuple[str, str], list[tuple[str, str, datetime]]] = {}
    around = [
        (
            new.account_id,
            content,
            times.written(new.due - apart, "the beginning of the time for duplicates"),
            times.written(new.due + apart, "the end of the time for duplicates"),
        )
        for new, content in zip(fresh, contents, strict=True)
    ]
    for size, values in queries.grouped(around):
        for account_id, content, delivery_id, state, due in connection.execute(queries.alike(size), values).fetchall():
            spoken.setdefault((account_id, content), []).append((delivery_id, state, times.read(due)))
    for new, content in zip(fresh, contents, strict=True):
        others = spoken.setdefault((new.account_id, content), [])
        for delivery_id, state, due in others:
            if abs(due - new.due) < apart:
                raise Duplicate(new.id, new.account_id, delivery_id, state, due)
        others.append((new.id, name_of(new.state), new.due))


def _insert(connection: sqlite3.Connection, fresh: Sequence[Delivery], written: Sequence[rows.Row]) -> None:
    for start, (size, values) in zip(range(0, len(fresh), queries.GROUP), queries.grouped(written), strict=True):
        wanted = [new.id for new in fresh[start : start + queries.GROUP]]
        added = {delivery_id for (delivery_id,) in connection.execute(queries.submit(size), values).fetchall()}
        if len(added) < len(wanted):
            taken = next(
                delivery_id
                for index, delivery_id in enumerate(wanted)
                if delivery_id not in added or delivery_id in wanted[:index]
            )
            raise Unstorable(
                f"delivery id {taken!r} is taken, or its post id belongs to another delivery: "
                "give every delivery an id of its own"
            )
