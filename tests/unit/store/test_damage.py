"""People open the file in SQLite browsers and edit it."""

import logging
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

from postwire.account import Account
from postwire.delivery import Delivery
from postwire.history import Entry, EntryKind
from postwire.state import Creating
from postwire.store import Save, errors
from postwire.store.sqlite import SqliteStore

Make = Callable[..., Delivery]
LEASE = timedelta(minutes=3)

QUEUED = '{"version":1,"state":{"type":"queued"}}'
DAMAGES = [
    (
        "state_data",
        '{"version":1,"state":{"type":"lost"}}',
        "one of queued, .* is wanted under 'type'",
    ),
    ("state_data", '{"version":3,"state":{"type":"queued"}}', "this postwire reads versions up to 2: update postwire"),
    ("state_data", "[]", "a list is no stored state"),
    ("state", "published", "state_data says queued"),
    ("post", '{"txt":"hello"}', "unknown fields: txt"),
    ("post", '{"text":"a","text":"b"}', "an object names a key twice"),
    ("due", "2026-00-21T09:00:00.000000Z", "a time such as 2026-11-21T09:00:00.000000Z is wanted"),
    ("created_at", "2026-19-21T09:00:00.000000Z", "a time such as 2026-11-21T09:00:00.000000Z is wanted"),
    ("late_kind", "never", "'never' is not a valid LateKind"),
    ("late_within", 1e300, "a number of seconds is wanted, less than"),
    ("prepare_ahead", 1e15, "a number of seconds is wanted, less than"),
]


def damage(execute: Callable[..., Any], column: str, value: Any, delivery_id: str) -> None:
    execute(f"UPDATE delivery SET {column} = ? WHERE id = ?", value, delivery_id)  # noqa: S608 - the columns above


@pytest.mark.parametrize(("column", "value", "reason"), DAMAGES)
def test_a_damaged_delivery_is_named_and_stands_in_nobodys_way(
    store: SqliteStore,
    make_delivery: Make,
    nine: datetime,
    execute: Callable[..., Any],
    *,
    complaints: list[errors.Damaged],
    column: str,
    value: Any,
    reason: str,
) -> None:
    first, bad, last = store.submit([make_delivery() for _ in range(3)])
    damage(execute, column, value, bad.id)
    with pytest.raises(
        errors.Damaged, match=rf"^table delivery, row '{bad.id}', column {column} cannot be read: .*({reason}).* Mend"
    ):
        store.delivery(bad.id)
    assert [each.id for each in store.deliveries()] == [first.id, last.id]
    assert [each.id for each in store.deliveries(limit=2)] == [first.id, last.id]
    assert [each.row for each in complaints] == [bad.id, bad.id]
    assert [each.id for each in store.claim(nine + LEASE, "me", LEASE, 10)] == [first.id, last.id]
    assert len(complaints) == 3


@pytest.mark.parametrize("limit", [1, 2, 10])
def test_a_claim_puts_damaged_rows_aside_for_good_and_takes_the_next_ones(
    store: SqliteStore,
    make_delivery: Make,
    nine: datetime,
    execute: Callable[..., Any],
    *,
    complaints: list[errors.Damaged],
    limit: int,
) -> None:
    bad = store.submit([make_delivery() for _ in range(5)])
    for delivery in bad:
        damage(execute, "post", "[]", delivery.id)
    (good,) = store.submit([make_delivery(wake_at=nine + LEASE)])
    assert [each.id for each in store.claim(nine + LEASE, "me", LEASE, limit)] == [good.id]
    assert [each.row for each in complaints] == [each.id for each in bad]
    assert store.claim(nine + LEASE, "me", LEASE, limit) == ()
    assert execute("SELECT count(*) FROM delivery WHERE wake_at IS NULL AND owner IS NULL AND version = 2") == [(5,)]
    reason = "this is no Post: an object is wanted, not a list @ $"
    told: dict[str, Any] = {"column": "post", "reason": reason}
    assert store.history(bad[0].id) == (
        Entry(at=nine + LEASE, kind=EntryKind.EVENT, name="unreadable", state="queued", data=told),
    )


def test_a_mended_row_is_claimed_again(
    store: SqliteStore, make_delivery: Make, nine: datetime, execute: Callable[..., Any]
) -> None:
    (delivery,) = store.submit([make_delivery()])
    damage(execute, "state_data", "[]", delivery.id)
    assert store.claim(nine, "me", LEASE, 1) == ()
    damage(execute, "state_data", QUEUED, delivery.id)
    damage(execute, "wake_at", "2026-11-21T09:00:00.000000Z", delivery.id)
    assert store.claim(nine, "me", LEASE, 1) == (evolve(delivery, wake_at=nine + LEASE, version=3),)


def test_a_whole_page_of_damaged_rows_does_not_end_a_list(
    store: SqliteStore, make_delivery: Make, execute: Callable[..., Any]
) -> None:
    deliveries = store.submit([make_delivery() for _ in range(9)])
    for delivery in deliveries[1:7]:
        damage(execute, "post", "[]", delivery.id)
    assert store.deliveries(limit=2) == (deliveries[0], deliveries[7])
    assert store.deliveries(limit=2, after=deliveries[7].id) == (deliveries[8],)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("delivery", "post", "not JSON"),
        ("delivery", "state_data", "{"),
        ("delivery", "due", "tomorrow"),
        ("delivery", "wake_at", "2026-11-21 09:00:00"),
        ("delivery", "created_at", "2026-11-21T09:00:00Z"),
        ("delivery", "version", "one"),
        ("delivery", "submission", None),
        ("account", "scopes", "basic"),
        ("account", "token_expires_at", "never"),
        ("history", "data", "{'a': 1}"),
        ("history", "delivery_id", "of nobody"),
    ],
)
def test_the_file_itself_refuses_what_makes_no_sense(
    store: SqliteStore,
    make_delivery: Make,
    execute: Callable[..., Any],
    entry: Callable[[str], Entry],
    *,
    table: str,
    column: str,
    value: Any,
) -> None:
    (delivery,) = store.submit([make_delivery()])
    store.save([Save(delivery, (entry("one"),))])
    execute("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite3.IntegrityError):
        execute(f"UPDATE {table} SET {column} = ?", value)  # noqa: S608 - the names above


@pytest.mark.parametrize("column", ["idempotency_key", "post_id"])
def test_the_file_itself_keeps_keys_and_posts_apart(
    store: SqliteStore, make_delivery: Make, execute: Callable[..., Any], column: str
) -> None:
    first, second = store.submit([make_delivery(), make_delivery()])
    damage(execute, column, "one", first.id)
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE constraint failed"):
        damage(execute, column, "one", second.id)


def test_broken_json_that_got_past_the_file_is_named(
    store: SqliteStore, make_delivery: Make, execute: Callable[..., Any]
) -> None:
    (delivery,) = store.submit([make_delivery()])
    execute("PRAGMA ignore_check_constraints = ON")
    damage(execute, "state_data", "{", delivery.id)
    with pytest.raises(errors.Damaged, match="column state_data cannot be read: this is no JSON: Expecting"):
        store.delivery(delivery.id)


def test_a_time_that_is_none_hides_no_other_one(
    store: SqliteStore, make_delivery: Make, nine: datetime, execute: Callable[..., Any]
) -> None:
    first, second = store.submit([make_delivery(due=nine - LEASE), make_delivery()])
    damage(execute, "wake_at", "2026-11-00T09:00:00.000000Z", first.id)
    damage(execute, "due", "2026-11-00T09:00:00.000000Z", first.id)
    assert store.next_wake() == second.wake_at
    assert store.tally(nine).next_due == second.due
    damage(execute, "wake_at", "2026-11-31T09:00:00.000000Z", second.id)
    damage(execute, "due", "2026-11-31T09:00:00.000000Z", second.id)
    assert store.next_wake() is None
    assert store.tally(nine).next_due is None


def test_a_damaged_line_of_a_story_is_left_out_and_named(
    store: SqliteStore,
    make_delivery: Make,
    execute: Callable[..., Any],
    entry: Callable[[str], Entry],
    complaints: list[errors.Damaged],
) -> None:
    (delivery,) = store.submit([make_delivery()])
    store.save([Save(delivery, tuple(entry(name) for name in ("one", "two", "three", "four")))])
    execute("UPDATE history SET kind = 'rumour' WHERE name = 'two'")
    execute("UPDATE history SET data = '[]' WHERE name = 'three'")
    execute("UPDATE history SET at = '2026-11-31T09:00:00.000000Z' WHERE name = 'four'")
    assert store.history(delivery.id) == (entry("one"),)
    assert [(each.table, each.column) for each in complaints] == [
        ("history", "kind"),
        ("history", "data"),
        ("history", "at"),
    ]
    assert complaints[0].row == f"2 of delivery {delivery.id}"


@pytest.mark.parametrize(
    ("column", "value", "named"),
    [
        ("platform", "No Such", "platform, user_id or api_base"),
        ("user_id", "9", "id"),
        ("scopes", '{"a":1}', "scopes"),
        ("token_expires_at", "2026-11-31T09:00:00.000000Z", "token_expires_at"),
    ],
)
def test_a_damaged_account_is_named_and_hides_no_other_one(
    store: SqliteStore,
    execute: Callable[..., Any],
    complaints: list[errors.Damaged],
    *,
    column: str,
    value: str,
    named: str,
) -> None:
    other = Account(platform="threads", user_id="2")
    store.put_account(other, None)
    execute(f"UPDATE account SET {column} = ? WHERE id = 'threads:1'", value)  # noqa: S608 - the names above
    with pytest.raises(errors.Damaged, match=f"table account, row 'threads:1', column {named} cannot be read"):
        store.account("threads:1")
    assert store.accounts() == (other,)
    assert [each.row for each in complaints] == ["threads:1"]


def test_damage_is_logged_as_an_error_unless_somebody_listens(
    path: Any, make_delivery: Make, execute: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    with SqliteStore(path) as store:
        store.put_account(Account(platform="threads", user_id="1"), None)
        (delivery,) = store.submit([make_delivery()])
        damage(execute, "post", "[]", delivery.id)
        assert store.deliveries() == ()
    assert caplog.record_tuples == [
        (
            "postwire.store.sqlite",
            logging.ERROR,
            (
                "table delivery, row 'd0001', column post cannot be read: this is no Post: an object is wanted, "
                "not a list @ $. Mend the value in a SQLite browser or restore a backup"
            ),
        )
    ]


def test_a_key_whose_delivery_is_damaged_is_not_used_again(
    store: SqliteStore, make_delivery: Make, execute: Callable[..., Any]
) -> None:
    (delivery,) = store.submit([make_delivery(idempotency_key="order-1")])
    damage(execute, "post", "[]", delivery.id)
    with pytest.raises(errors.Damaged, match=delivery.id):
        store.submit([evolve(delivery, id="again")])


def test_a_save_mends_a_damaged_state(store: SqliteStore, make_delivery: Make, execute: Callable[..., Any]) -> None:
    (delivery,) = store.submit([make_delivery()])
    damage(execute, "state_data", "[]", delivery.id)
    assert store.save([Save(evolve(delivery, state=Creating()))]) == (True,)
    assert store.delivery(delivery.id) == evolve(delivery, state=Creating(), version=1)
