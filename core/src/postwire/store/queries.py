# ruff: noqa: S608 - put together from names in this file and numbers of places; every value is bound
"""The statements, one place for all of them, each with the reason for its shape."""

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import chain, repeat
from typing import Any

from postwire.state import HELD_FOR_QUOTA

GROUP = 64
"""Rows that one statement writes at most.

A statement over many rows is one call into SQLite. Row by row, a writer thread would give up and win back Python's
lock for every row, which takes milliseconds each while an event loop is busy.
"""

DELIVERY = (
    "id, account_id, platform, state, due, wake_at, late_kind, late_within, prepare_ahead, submission, "
    "idempotency_key, created_at, version, post, state_data, parent"
)
"""What `postwire.store.rows.delivery` reads, in its order."""

CLAIM = f"""
UPDATE delivery SET wake_at = :until, owner = :owner, version = version + 1
WHERE rowid IN (
    SELECT rowid FROM delivery INDEXED BY delivery_wake
    WHERE wake_at <= :now AND account_id NOT IN (SELECT value FROM json_each(:busy))
    ORDER BY wake_at, due, id LIMIT :limit
)
RETURNING {DELIVERY}
"""
"""Walks the partial index from its beginning and stops after ``limit``: deliveries of the future are never touched.
The lease is nothing but a later ``wake_at``, so a dead owner needs no sweeper."""

PARK = "UPDATE delivery SET wake_at = NULL, owner = NULL, version = version + 1 WHERE id = ? AND version = ?"
"""Takes a row that cannot be read out of the way of claims."""

NEXT_WAKE = "SELECT min(wake_at) FROM delivery WHERE wake_at > :after"
"""The first entry of the partial index."""

NEXT_WAKE_OF_DUE = """
SELECT min(wake_at) FROM delivery
WHERE state IN ('queued', 'creating', 'processing', 'ready', 'publishing', 'deleting')
AND due <= :due_by AND wake_at > :after
"""
"""Along the index of states, so that deliveries of the future and ended ones are never touched."""

COUNTS = "SELECT state, count(*) FROM delivery GROUP BY state ORDER BY state"
"""Counts along an index, without touching the table."""

NEXT_DUE = (
    " UNION ALL ".join(
        f"SELECT due FROM delivery WHERE state = '{state}' AND due > :after AND wake_at IS NOT NULL "
        "AND (owner IS NULL OR wake_at <= :now)"
        for state in ("queued", "ready", "held")
    )
    + " ORDER BY due LIMIT 1"
)
"""One search per state of rest, merged. What waits for a person has no ``wake_at``; an owner is at work on the rest."""

OVERDUE = """
SELECT count(*) FROM delivery
WHERE state IN ('queued', 'creating', 'processing', 'ready', 'publishing', 'held')
AND due < :now AND wake_at IS NOT NULL AND post_id IS NULL AND (state <> 'held' OR wake_at <= :now)
"""
"""A post id means that it is live already, and only its deletion is held. What is held for a while has its own hour."""

UNFINISHED = """
SELECT count(*), id, min(due) FROM delivery
WHERE account_id = ? AND state NOT IN ('published', 'deleted', 'failed', 'cancelled', 'missed')
"""
"""The id is that of the row with the smallest due time, which SQLite promises for a lone min()."""

DELIVERY_BY_ID = f"SELECT {DELIVERY} FROM delivery WHERE id = ?"

BEGINNING_SO = f"""
SELECT {DELIVERY} FROM delivery WHERE id >= :beginning AND id < :beginning || char(0x10FFFF) ORDER BY id LIMIT :limit
"""
"""A range of the primary key; LIKE would fold case, and then SQLite walks the whole table."""

PLACE = "SELECT due, id FROM delivery WHERE id = ?"
"""Where a delivery stands in lists."""

LAST_ENTRY = "SELECT at FROM history ORDER BY number DESC LIMIT 1"

HISTORY = "SELECT number, at, kind, name, state, data FROM history WHERE delivery_id = ? ORDER BY number"

UNEXPLAINED = """
SELECT delivery_id FROM history
WHERE kind = 'event' AND (data LIKE '%"rule":"http.%' OR data LIKE '%"category":"unknown"%')
GROUP BY delivery_id ORDER BY max(number) DESC LIMIT ?
"""
"""Walks the whole table, for a person who asks. Bodies cannot match: they stand in exchanges, with escaped quotes."""

ACCOUNT = "id, platform, user_id, handle, scopes, token_expires_at, api_base"
"""What `postwire.store.rows.account` reads, in its order. Never the credential."""

ACCOUNTS = f"SELECT {ACCOUNT} FROM account ORDER BY id"
ACCOUNT_BY_ID = f"SELECT {ACCOUNT} FROM account WHERE id = ?"
CIPHERTEXT = "SELECT ciphertext FROM account WHERE id = ?"
CIPHERTEXTS = "SELECT id, ciphertext FROM account WHERE ciphertext IS NOT NULL ORDER BY id"
PUT_CIPHERTEXT = "UPDATE account SET ciphertext = ? WHERE id = ?"
REMOVE_ACCOUNT = "DELETE FROM account WHERE id = ?"
PUT_ACCOUNT = f"""
INSERT INTO account ({ACCOUNT}, ciphertext, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET
    handle = excluded.handle, scopes = excluded.scopes, token_expires_at = excluded.token_expires_at,
    api_base = excluded.api_base, ciphertext = coalesce(excluded.ciphertext, ciphertext)
"""
"""Without a new credential the stored one stays; so does the day on which the account was added."""

META = "SELECT value FROM meta WHERE name = ?"
PUT_META = "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"

_SAVE_COLUMNS = (
    "id, version, state, state_data, wake_at, leased, post_id, permalink, error_code, error_category, error_action"
)
_HOUR_COLUMNS = "id, due, late_kind, late_within, prepare_ahead"
_ENTRY_COLUMNS = "delivery_id, at, kind, name, state, data"
_SUBMIT_COLUMNS = (
    "id, account_id, platform, handle, state, due, wake_at, permalink, post_id, error_code, error_category, "
    "error_action, late_kind, late_within, prepare_ahead, submission, idempotency_key, created_at, asked_due, "
    "version, post, state_data, parent, content"
)


PUBLISHED_AT_MOST = """
SELECT account_id, count(*) FROM delivery INDEXED BY delivery_counts
WHERE account_id IN (SELECT value FROM json_each(:accounts)) AND counts_at > :since
GROUP BY account_id
"""
"""Counts along the index, without touching the table."""

PUBLICATIONS = f"""
SELECT id, account_id, counts_at,
    CASE WHEN parent IS NULL AND json_extract(post, '$.reply_to') IS NULL THEN 'post' ELSE 'reply' END,
    state = 'held' AND error_code = platform || '.{HELD_FOR_QUOTA}'
FROM delivery INDEXED BY delivery_counts
WHERE account_id IN (SELECT value FROM json_each(:accounts)) AND counts_at > :since AND (
    state IN ('publishing', 'unconfirmed', 'published', 'deleting', 'deleted')
    OR state = 'held' AND (
        error_code = platform || '.{HELD_FOR_QUOTA}'
        OR json_extract(state_data, '$.state.back_to.type') IN ('publishing', 'deleting')
    )
)
ORDER BY counts_at, id
"""
"""One search for each account along the index; the future is in it, too, as far as it is promised."""


@cache
def save(size: int) -> str:
    """Writes deliveries whose version is still the one that was read, and names those, with their due times.

    OR IGNORE leaves out a row whose post id belongs to another delivery, and only that row. Due times are not written
    here: SQLite would move the entries of every index that holds them, which doubles the cost of a save, and they
    hardly ever change.
    """
    return f"""
        WITH new ({_SAVE_COLUMNS}) AS (VALUES {_rows(size, _SAVE_COLUMNS)})
        UPDATE OR IGNORE delivery SET
            version = delivery.version + 1, state = new.state, state_data = new.state_data, wake_at = new.wake_at,
            owner = CASE WHEN new.leased THEN owner END, post_id = new.post_id, permalink = new.permalink,
            error_code = new.error_code, error_category = new.error_category, error_action = new.error_action,
            counts_at = CASE
                WHEN new.state = 'publishing'
                THEN strftime('%Y-%m-%dT%H:%M:%f000Z', json_extract(new.state_data, '$.state.attempted_at'))
                WHEN new.state = 'held' AND new.error_code = platform || '.{HELD_FOR_QUOTA}' THEN new.wake_at
                ELSE counts_at END
        FROM new WHERE delivery.id = new.id AND delivery.version = new.version
        RETURNING id, due, late_kind, late_within, prepare_ahead
    """


@cache
def hour(size: int) -> str:
    """Writes what `save` leaves out."""
    return f"""
        WITH new ({_HOUR_COLUMNS}) AS (VALUES {_rows(size, _HOUR_COLUMNS)})
        UPDATE delivery SET
            due = new.due, late_kind = new.late_kind, late_within = new.late_within, prepare_ahead = new.prepare_ahead
        FROM new WHERE delivery.id = new.id
    """


@cache
def wake_children(size: int) -> str:
    """Wakes what waits for some deliveries. Their version counts up, so that nobody's older view puts them to sleep.

    Without INDEXED BY, SQLite would walk through all that is queued, once there are more than a few deliveries.
    """
    return f"""
        UPDATE delivery INDEXED BY delivery_parent SET wake_at = due, owner = NULL, version = version + 1
        WHERE parent IN ({_marks(size)}) AND state IN ('queued', 'held')
    """


@cache
def entries(size: int) -> str:
    """Adds to the history."""
    return f"""
        INSERT INTO history ({_ENTRY_COLUMNS})
        SELECT * FROM (VALUES {_rows(size, _ENTRY_COLUMNS)}) WHERE column1 IS NOT NULL
    """


@cache
def submit(size: int) -> str:
    """Adds deliveries, and names those whose ids and posts were free."""
    return f"""
        INSERT OR IGNORE INTO delivery ({_SUBMIT_COLUMNS})
        SELECT * FROM (VALUES {_rows(size, _SUBMIT_COLUMNS)}) WHERE column1 IS NOT NULL
        RETURNING id
    """


@cache
def used_keys(size: int) -> str:
    """Deliveries that hold one of some pairs of account and idempotency key. CROSS JOIN starts from the pairs."""
    return f"""
        WITH wanted (account, key) AS (VALUES {_rows(size, "account, key")})
        SELECT asked_due, {DELIVERY} FROM wanted
        CROSS JOIN delivery ON account_id = wanted.account AND idempotency_key = wanted.key
    """


@cache
def alike(size: int) -> str:
    """Deliveries that say the same as some others of their account, in the time around each, and may be seen.

    CROSS JOIN starts from the pairs; without INDEXED BY, SQLite would walk through all that is due in that time.
    """
    return f"""
        WITH wanted (account, content, earliest, latest) AS (VALUES {_rows(size, "account, content, earliest, latest")})
        SELECT account_id, delivery.content, id, state, due FROM wanted
        CROSS JOIN delivery INDEXED BY delivery_content
        ON account_id = wanted.account AND delivery.content = wanted.content
        WHERE due > earliest AND due < latest AND state NOT IN ('deleted', 'failed', 'cancelled', 'missed')
    """


@cache
def accounts(size: int) -> str:
    """Platforms and handles of some accounts."""
    return f"SELECT id, platform, handle FROM account WHERE id IN ({_marks(size)})"


@cache
def claimed(size: int) -> str:
    """Which of some pairs of account and post id a delivery holds. CROSS JOIN starts from the pairs."""
    return f"""
        WITH wanted (account, post) AS (VALUES {_rows(size, "account, post")})
        SELECT post_id FROM wanted CROSS JOIN delivery ON account_id = wanted.account AND post_id = wanted.post
    """


def listing(*, states: int, columns: Collection[str]) -> str:
    """Deliveries after a place, filtered by columns and by a number of states.

    One search per state along its index, merged: a filter over several states sorts nothing and reads no more rows
    than it returns.
    """
    conditions = ["(due, id) > (:after_due, :after_id)", *(f"{column} = :{column}" for column in columns)]
    arms = [[*conditions, f"state = :state{index}"] for index in range(states)] or [conditions]
    searches = (f"SELECT {DELIVERY} FROM delivery WHERE {' AND '.join(arm)}" for arm in arms)
    return f"{' UNION ALL '.join(searches)} ORDER BY due, id LIMIT :limit"


def grouped(rows: Sequence[Sequence[Any]]) -> Iterator[tuple[int, list[Any]]]:
    """Rows in groups: the size to ask a statement for, and its parameters.

    Sizes are powers of two, so that a handful of statements serves groups of any length and stays prepared. The rest
    of a group is NULL, which no statement finds or adds.
    """
    for start in range(0, len(rows), GROUP):
        group = rows[start : start + GROUP]
        size = 1 << (len(group) - 1).bit_length()
        yield size, [*chain.from_iterable(group), *repeat(None, (size - len(group)) * len(group[0]))]


def _rows(size: int, columns: str) -> str:
    return ", ".join([f"({_marks(columns.count(',') + 1)})"] * size)


def _marks(number: int) -> str:
    return ", ".join("?" * number)
