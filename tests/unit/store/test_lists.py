from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

from postwire.account import Account
from postwire.container import Container
from postwire.delivery import Delivery
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.receipt import Receipt
from postwire.state import (
    Cancelled,
    Creating,
    Deleting,
    Failed,
    Held,
    Processing,
    Published,
    Publishing,
    Queued,
    Ready,
    Stage,
    Unconfirmed,
)
from postwire.store import Save, Store, Tally, errors
from postwire.store.sqlite import SqliteStore

Make = Callable[..., Delivery]
HOUR = timedelta(hours=1)
DIAGNOSIS = Diagnosis(code="a.b", category=Category.QUOTA, action=Action.WAIT, caused_by=Culprit.USER, message="")


def ids(deliveries: tuple[Delivery, ...]) -> list[str]:
    return [delivery.id for delivery in deliveries]


@pytest.fixture
def filled(store: SqliteStore, make_delivery: Make, nine: datetime) -> SqliteStore:
    """Nine deliveries, a to i by due time and id, on two platforms and three accounts."""
    store.put_account(Account(platform="threads", user_id="2"), None)
    store.put_account(Account(platform="mastodon", user_id="1"), None)
    accounts = ["threads:1", "threads:2", "mastodon:1"]
    states = [Queued(), Creating(), Cancelled()]
    for number, name in reversed(list(enumerate("abcdefghi"))):
        account = accounts[number % 3]
        store.submit(
            [
                make_delivery(
                    id=name,
                    due=nine + number // 2 * HOUR,
                    account_id=account,
                    platform=account.partition(":")[0],
                    submission=f"batch {number // 4}",
                    state=states[number // 3],
                )
            ]
        )
    return store


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, "abcdefghi"),
        ({"states": ["queued"]}, "abc"),
        ({"states": {"cancelled", "queued"}}, "abcghi"),
        ({"states": ["queued", "queued"]}, "abc"),
        ({"states": ["published"]}, ""),
        ({"account_id": "threads:1"}, "adg"),
        ({"account_id": "threads:9"}, ""),
        ({"platform": "threads"}, "abdegh"),
        ({"submission": "batch 1"}, "efgh"),
        ({"states": ["creating", "cancelled"], "platform": "threads", "submission": "batch 1"}, "egh"),
        ({"states": ["creating"], "account_id": "threads:2"}, "e"),
        ({"limit": 2}, "ab"),
        ({"after": "g"}, "hi"),
        ({"after": "i"}, ""),
        ({"after": "b", "limit": 3}, "cde"),
        ({"after": "b", "states": ["queued", "creating"], "limit": 3}, "cde"),
    ],
)
def test_lists_are_ordered_filtered_and_cut(filled: SqliteStore, filters: dict[str, Any], found: str) -> None:
    assert "".join(ids(filled.deliveries(**filters))) == found


def test_pages_meet_every_delivery_once(filled: SqliteStore) -> None:
    seen: list[str] = []
    while page := filled.deliveries(limit=2, after=seen[-1] if seen else None):
        seen.extend(ids(page))
    assert "".join(seen) == "abcdefghi"


def test_a_page_after_an_unknown_delivery_is_refused_by_name(filled: SqliteStore) -> None:
    with pytest.raises(errors.UnknownDelivery, match="delivery 'z' is not known: list the deliveries"):
        filled.deliveries(after="z")


def test_an_unknown_state_is_refused_by_name(filled: SqliteStore) -> None:
    with pytest.raises(errors.Unstorable, match="Queued, done: no states; there are cancelled, creating, deleted"):
        filled.deliveries(states=["queued", "done", "Queued"])


def test_a_list_of_nothing_is_refused(filled: SqliteStore) -> None:
    with pytest.raises(errors.Unstorable, match="a list of 0 deliveries holds nothing: the limit is at least 1"):
        filled.deliveries(limit=0)


def test_an_empty_store_has_an_empty_tally(store: SqliteStore, nine: datetime) -> None:
    assert store.tally(nine) == Tally(counts={}, next_due=None, overdue=0)
    assert store.next_wake() is None
    assert store.next_wake(due_by=nine) is None


def test_a_tally_counts_states_what_is_next_and_what_is_late(
    store: SqliteStore, make_delivery: Make, nine: datetime
) -> None:
    stage = Stage(Container("c"), nine)
    live = Receipt("1")
    for hours, state, waits_for_a_person in [
        (1, Queued(), False),
        (2, Queued(), False),
        (3, Processing(stage), False),
        (4, Ready(stage), False),
        (-1, Queued(), False),
        (-2, Creating(), False),
        (-3, Publishing(stage, nine), False),
        (-4, Held(DIAGNOSIS, Queued()), False),
        (-5, Held(DIAGNOSIS, Queued()), True),
        (-6, Unconfirmed(stage, nine, DIAGNOSIS), True),
        (-7, Published(live), True),
        (-8, Deleting(Receipt("2")), False),
        (-9, Held(DIAGNOSIS, Deleting(Receipt("3"))), False),
        (-10, Failed(DIAGNOSIS), True),
    ]:
        due = nine + hours * HOUR
        store.submit([make_delivery(due=due, wake_at=None if waits_for_a_person else due, state=state)])
    tally = store.tally(nine)
    assert tally.counts == {
        "creating": 1,
        "deleting": 1,
        "failed": 1,
        "held": 3,
        "processing": 1,
        "published": 1,
        "publishing": 1,
        "queued": 3,
        "ready": 1,
        "unconfirmed": 1,
    }
    assert tally.overdue == 4
    assert tally.next_due == nine - 9 * HOUR


def test_what_is_held_until_a_later_hour_is_not_overdue(either: Store, make_delivery: Make, nine: datetime) -> None:
    for wake_at in (nine - HOUR, nine + HOUR):
        either.submit([make_delivery(due=nine - 2 * HOUR, wake_at=wake_at, state=Held(DIAGNOSIS, Queued()))])
    assert either.tally(nine).overdue == 1


def test_the_next_due_is_not_one_that_somebody_works_on(
    store: SqliteStore, make_delivery: Make, nine: datetime
) -> None:
    store.submit([make_delivery(), make_delivery(due=nine + HOUR)])
    store.claim(nine, "me", HOUR, 1)
    assert store.tally(nine).next_due == nine + HOUR
    assert store.tally(nine + HOUR).next_due == nine


def test_the_next_wake_is_the_earliest_lease_or_wake_time(
    store: SqliteStore, make_delivery: Make, nine: datetime
) -> None:
    store.submit([make_delivery(wake_at=nine + HOUR), make_delivery(wake_at=nine), make_delivery(wake_at=None)])
    assert store.next_wake() == nine
    store.claim(nine, "me", 2 * HOUR, 1)
    assert store.next_wake() == nine + HOUR
    store.claim(nine + HOUR, "me", 2 * HOUR, 1)
    assert store.next_wake() == nine + 2 * HOUR


def test_a_run_waits_for_what_is_due_and_not_for_what_is_held(
    store: SqliteStore, make_delivery: Make, nine: datetime
) -> None:
    store.submit(
        [
            make_delivery(state=Held(DIAGNOSIS, Queued()), wake_at=nine),
            make_delivery(due=nine + HOUR, wake_at=nine),
            make_delivery(state=Published(Receipt("1")), wake_at=None),
        ]
    )
    assert store.next_wake(due_by=nine) is None
    (delivery,) = store.submit([make_delivery(due=nine - HOUR, wake_at=nine + HOUR)])
    assert store.next_wake(due_by=nine) == nine + HOUR
    store.save([Save(evolve(delivery, state=Deleting(Receipt("2")), wake_at=nine + 2 * HOUR))])
    assert store.next_wake(due_by=nine) == nine + 2 * HOUR
    assert store.next_wake(due_by=nine + HOUR) == nine


def test_people_find_six_tables_and_the_notes_of_the_migrations(
    store: SqliteStore, execute: Callable[..., Any]
) -> None:
    assert store.accounts()
    tables = execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    assert [name for (name,) in tables] == [
        "_sqlite_migrations",
        "account",
        "connection",
        "delivery",
        "history",
        "lease",
        "meta",
    ]
    strict = execute("SELECT name FROM pragma_table_list WHERE strict AND schema = 'main' ORDER BY name")
    assert [name for (name,) in strict] == ["account", "connection", "delivery", "history", "lease", "meta"]
