"""The tables, and the steps that lead from one version of them to the next."""

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = int.from_bytes(b"pwir")
"""Marks a SQLite file as ours; `file` and SQLite browsers show it."""

OLDEST_SQLITE = (3, 37, 0)
"""The first one with strict tables; https://www.sqlite.org/stricttables.html, read 2026-11-21."""

_TIME = (
    "GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'"
)


def _first(database: "Database") -> None:
    for statement in _FIRST.split(";\n\n"):
        database.execute(statement.replace("{TIME}", _TIME))


_FIRST = """
CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE account (
    id TEXT NOT NULL PRIMARY KEY,
    platform TEXT NOT NULL,
    user_id TEXT NOT NULL,
    handle TEXT NOT NULL,
    scopes TEXT CHECK (scopes IS NULL OR json_valid(scopes)), -- a JSON list; NULL: not known
    token_expires_at TEXT CHECK (token_expires_at {TIME}),
    api_base TEXT,
    ciphertext BLOB, -- the encrypted credential
    added_at TEXT NOT NULL CHECK (added_at {TIME})
) STRICT;

CREATE TABLE delivery (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL,
    platform TEXT NOT NULL,
    handle TEXT NOT NULL, -- the account's when it was submitted
    state TEXT NOT NULL, -- the name of state_data's state
    due TEXT NOT NULL CHECK (due {TIME}), -- when readers shall see it
    wake_at TEXT CHECK (wake_at {TIME}), -- when it wants attention, or the end of its owner's lease; NULL: never
    owner TEXT, -- who works on it
    permalink TEXT,
    post_id TEXT, -- the platform's
    error_code TEXT, -- these three: of the diagnosis in state_data
    error_category TEXT,
    error_action TEXT,
    late_kind TEXT NOT NULL,
    late_within REAL NOT NULL, -- seconds
    prepare_ahead REAL NOT NULL, -- seconds
    submission TEXT NOT NULL,
    idempotency_key TEXT,
    created_at TEXT NOT NULL CHECK (created_at {TIME}),
    asked_due TEXT CHECK (asked_due {TIME}), -- the due time as submitted, which a retry moves; NULL: at once
    version INTEGER NOT NULL, -- counts saves and claims
    post TEXT NOT NULL CHECK (json_valid(post)),
    state_data TEXT NOT NULL CHECK (json_valid(state_data))
) STRICT;

CREATE TABLE history (
    number INTEGER PRIMARY KEY,
    delivery_id TEXT NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
    at TEXT NOT NULL CHECK (at {TIME}),
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL, -- the delivery's state after it
    data TEXT NOT NULL CHECK (json_valid(data))
) STRICT;

-- The wheel of time: what claims walk along. Deliveries at rest are not in it.
CREATE INDEX delivery_wake ON delivery (wake_at, due, id, account_id) WHERE wake_at IS NOT NULL;

CREATE UNIQUE INDEX delivery_key ON delivery (account_id, idempotency_key) WHERE idempotency_key IS NOT NULL;

-- A post on a platform belongs to one delivery.
CREATE UNIQUE INDEX delivery_post ON delivery (account_id, post_id) WHERE post_id IS NOT NULL;

-- The next four are for lists, which are ordered by due and id.
CREATE INDEX delivery_due ON delivery (due, id);

CREATE INDEX delivery_state ON delivery (state, due, id);

CREATE INDEX delivery_account ON delivery (account_id, due, id);

CREATE INDEX delivery_submission ON delivery (submission, due, id);

CREATE INDEX history_delivery ON history (delivery_id)
"""


def _content(database: "Database") -> None:
    # NULL in rows of before: what they say is not compared
    database.execute("ALTER TABLE delivery ADD COLUMN content TEXT")
    database.execute(
        "CREATE INDEX delivery_content ON delivery (account_id, content) WHERE content IS NOT NULL",
    )


def _connection(database: "Database") -> None:
    for statement in _CONNECTION.split(";\n\n"):
        database.execute(statement.replace("{TIME}", _TIME))
    # a token is at least as old as its account, unless it was replaced since
    database.execute(
        "INSERT INTO connection SELECT id, added_at, 0, NULL, NULL, NULL FROM account WHERE ciphertext IS NOT NULL"
    )


_CONNECTION = """
CREATE TABLE connection (
    account_id TEXT NOT NULL PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    since TEXT NOT NULL CHECK (since {TIME}), -- when the token was got
    failures INTEGER NOT NULL, -- refreshes that went wrong since
    next_try TEXT CHECK (next_try {TIME}),
    broken TEXT CHECK (broken IS NULL OR json_valid(broken)), -- a diagnosis: the account has to be connected again
    broken_at TEXT CHECK (broken_at {TIME})
) STRICT;

-- What only one process may do at a time, and until when it may.
CREATE TABLE lease (
    name TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    until TEXT NOT NULL CHECK (until {TIME})
) STRICT
"""


def _chain(database: "Database") -> None:
    # the delivery whose post this one answers
    database.execute("ALTER TABLE delivery ADD COLUMN parent TEXT")
    database.execute("CREATE INDEX delivery_parent ON delivery (parent) WHERE parent IS NOT NULL")


def _counts(database: "Database") -> None:
    for statement in _COUNTS.split(";\n\n"):
        database.execute(statement.replace("{TIME}", _TIME))


_COUNTS = """
-- when its publish call was begun, or, held for a quota, is to begin
ALTER TABLE delivery ADD COLUMN counts_at TEXT CHECK (counts_at {TIME});

CREATE INDEX delivery_counts ON delivery (account_id, counts_at) WHERE counts_at IS NOT NULL;

UPDATE delivery SET counts_at = (
    SELECT max(at) FROM history WHERE delivery_id = delivery.id AND kind = 'event' AND history.state = 'publishing'
) WHERE state IN ('publishing', 'unconfirmed', 'published', 'held', 'deleting', 'deleted')
"""


STEPS: tuple[tuple[str, Callable[["Database"], None]], ...] = (
    ("first", _first),
    ("content", _content),
    ("connection", _connection),
    ("chain", _chain),
    ("counts", _counts),
)
"""Every step that was ever released, by name, oldest first. A released step never changes: another one follows it."""


def version() -> int:
    """The version of the schema that this code works with: the number of steps."""
    return len(STEPS)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the schema up to date, within the transaction that the connection is in."""
    # Importing sqlite-utils costs some 200 ms, so only a database that has to change pays for it.
    from sqlite_utils import Database, Migrations  # noqa: PLC0415 - only where a file is made or raised

    migrations = Migrations("postwire")
    for name, step in STEPS:
        migrations(name=name)(step)
    migrations.apply(Database(connection, recursive_triggers=False, execute_plugins=False))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {version()}")
