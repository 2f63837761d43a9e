import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

from postwire.account import Account
from postwire.delivery import Delivery
from postwire.state import Creating
from postwire.store import Save, errors, queries
from postwire.store.sqlite import SqliteStore

Make = Callable[..., Delivery]
LEASE = timedelta(minutes=3)
SECOND = timedelta(seconds=1)


def ids(deliveries: tuple[Delivery, ...]) -> list[str]:
    return [delivery.id for delivery in deliveries]


def test_what_is_due_is_claimed_and_the_rest_stays(store: SqliteStore, make_delivery: Make, nine: datetime) -> None:
    due, later, resting = store.submit(
        [make_delivery(), make_delivery(wake_at=nine + SECOND), make_delivery(wake_at=None)]
    )
    assert store.claim(nine, "me", LEASE, 10) == (evolve(due, wake_at=nine + LEASE, version=1),)
    assert store.claim(nine, "me", LEASE, 10) == ()
    assert (store.delivery(later.id), store.delivery(resting.id)) == (later, resting)


def test_a_limit_takes_what_woke_first_and_returns_it_by_due_time(
    store: SqliteStore, make_delivery: Make, nine: datetime
) -> None:
    for wake, due in ((3, 1), (1, 9), (2, 5), (4, 0)):
        store.submit([make_delivery(id=f"woke {wake}", wake_at=nine + wake * SECOND, due=nine + due * SECOND)])
    assert ids(store.claim(nine + 10 * SECOND, "me", LEASE, 3)) == ["woke 3", "woke 2", "woke 1"]
    assert ids(store.claim(nine + 10 * SECOND, "me", LEASE, 3)) == ["woke 4"]


def test_among_those_that_wake_together_the_earliest_due_go_first(
    store: SqliteStore, make_delivery: Make, nine: datetime
) -> None:
    for name, due in (("b", 2), ("c", 1), ("a", 2), ("d", 0)):
        store.submit([make_delivery(id=name, wake_at=nine, due=nine + due * SECOND)])
    assert [ids(store.claim(nine, "me", LEASE, 1)) for _ in range(4)] == [["d"], ["c"], ["a"], ["b"]]


def test_deliveries_of_busy_accounts_stay(store: SqliteStore, make_delivery: Make, nine: datetime) -> None:
    for user_id in ("2", "3"):
        store.put_account(Account(platform="threads", user_id=user_id), None)
    store.submit([make_delivery(id=user_id, account_id=f"threads:{user_id}") for user_id in "123"])
    assert ids(store.claim(nine, "me", LEASE, 10, ["threads:1", "threads:3"])) == ["2"]
    assert ids(store.claim(nine, "me", LEASE, 10, {"threads:3"})) == ["1"]
    assert ids(store.claim(nine, "me", LEASE, 10)) == ["3"]


def test_busy_deliveries_ahead_do_not_use_up_the_limit(store: SqliteStore, make_delivery: Make, nine: datetime) -> None:
    store.put_account(Account(platform="threads", user_id="2"), None)
    store.submit([make_delivery() for _ in range(200)])
    (free,) = store.submit([make_delivery(account_id="threads:2", wake_at=nine + SECOND)])
    assert ids(store.claim(nine + SECOND, "me", LEASE, 1, ["threads:1"])) == [free.id]


def test_a_lease_that_ran_out_wakes_the_delivery_and_its_old_owner_can_no_longer_save(
    store: SqliteStore, make_delivery: Make, nine: datetime
) -> None:
    store.submit([make_delivery()])
    (mine,) = store.claim(nine, "me", LEASE, 1)
    assert store.claim(nine + LEASE - SECOND, "you", LEASE, 1) == ()
    (yours,) = store.claim(nine + LEASE, "you", LEASE, 1)
    assert (yours.id, yours.version) == (mine.id, 2)
    assert store.save([Save(evolve(mine, state=Creating()))]) == (False,)
    assert store.save([Save(evolve(yours, state=Creating()))]) == (True,)


def test_the_owner_stands_in_the_file_while_the_lease_runs(
    store: SqliteStore, make_delivery: Make, nine: datetime, execute: Callable[..., Any]
) -> None:
    store.submit([make_delivery()])
    (mine,) = store.claim(nine, "host:4711", LEASE, 1)
    assert execute("SELECT owner, wake_at FROM delivery") == [("host:4711", "2026-11-21T09:03:00.000000Z")]
    store.save([Save(mine, lease_until=nine + 2 * LEASE)])
    assert execute("SELECT owner, wake_at FROM delivery") == [("host:4711", "2026-11-21T09:06:00.000000Z")]
    store.save([Save(evolve(mine, version=2, wake_at=nine))])
    assert execute("SELECT owner, wake_at FROM delivery") == [(None, "2026-11-21T09:00:00.000000Z")]


@pytest.mark.parametrize("stores", [1, 2])
def test_eight_threads_never_claim_the_same_delivery(
    store: SqliteStore, make_delivery: Make, nine: datetime, stores: int
) -> None:
    store.submit([make_delivery() for _ in range(400)])
    opened = [store, *(SqliteStore(store.path, busy_timeout=60) for _ in range(stores - 1))]
    barrier, claimed = threading.Barrier(8), []

    def work(number: int) -> None:
        barrier.wait()
        while found := opened[number % stores].claim(nine, f"thread {number}", LEASE, 3):
            claimed.extend(ids(found))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for other in opened[1:]:
        other.close()
    assert len(claimed) == 400
    assert len(set(claimed)) == 400


def test_a_claim_walks_along_the_partial_index_and_sorts_nothing(store: SqliteStore) -> None:
    values = {"until": "", "owner": "", "now": "", "busy": "[]", "limit": 1}
    with store._database.reading() as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {queries.CLAIM}", values)]
    assert "SEARCH delivery USING COVERING INDEX delivery_wake (wake_at<?)" in plan
    assert not [step for step in plan if "SCAN delivery" in step or "TEMP B-TREE" in step]


def test_what_rests_is_not_in_the_index_that_claims_walk(store: SqliteStore, execute: Callable[..., Any]) -> None:
    assert store.meta("anything") is None
    partial = execute("SELECT name FROM pragma_index_list('delivery') WHERE partial ORDER BY name")
    names = ["content", "counts", "key", "parent", "post", "wake"]
    assert [name for (name,) in partial] == [f"delivery_{name}" for name in names]


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (queries.NEXT_WAKE, "delivery_wake"),
        (queries.NEXT_WAKE_OF_DUE, "delivery_state"),
        (queries.COUNTS, "delivery_state"),
        (queries.NEXT_DUE, "delivery_state"),
        (queries.OVERDUE, "delivery_state"),
        (queries.save(4), "sqlite_autoindex_delivery_1"),
        (queries.hour(4), "sqlite_autoindex_delivery_1"),
        (queries.used_keys(4), "delivery_key"),
        (queries.claimed(4), "delivery_post"),
        (queries.HISTORY, "history_delivery"),
        (queries.listing(states=0, columns=()), "delivery_due"),
        (queries.listing(states=3, columns=()), "delivery_state"),
        (queries.listing(states=0, columns=("account_id",)), "delivery_account"),
        (queries.listing(states=2, columns=("account_id",)), "delivery_account"),
        (queries.listing(states=0, columns=("submission",)), "delivery_submission"),
    ],
)
def test_no_statement_reads_the_whole_table_or_sorts(store: SqliteStore, statement: str, index: str) -> None:
    named = dict.fromkeys(("after", "now", "due_by", "after_due", "after_id", "account_id", "submission"), "")
    named |= {"limit": "1", **{f"state{number}": "queued" for number in range(3)}}
    values: Any = [""] * statement.count("?") or named
    with store._database.reading() as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
    table = [step for step in plan if " delivery USING" in step or " history USING" in step]
    assert table
    assert all(index in step for step in table), plan
    assert not [step for step in plan if "TEMP B-TREE" in step or step == "SCAN delivery"]


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_of_nothing_is_refused(store: SqliteStore, nine: datetime, limit: int) -> None:
    with pytest.raises(
        errors.Unstorable, match=f"a claim of {limit} deliveries takes nothing: the limit is at least 1"
    ):
        store.claim(nine, "me", LEASE, limit)


def test_a_naive_now_is_refused(store: SqliteStore, nine: datetime) -> None:
    with pytest.raises(errors.Unstorable, match="the time of a claim has no offset"):
        store.claim(nine.replace(tzinfo=None), "me", LEASE, 1)
