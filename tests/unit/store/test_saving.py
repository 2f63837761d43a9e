from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

from postwire.account import Account
from postwire.container import Container
from postwire.delivery import Delivery, LateKind, LatePolicy
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.history import Entry
from postwire.receipt import Receipt
from postwire.state import Cancelled, Creating, Deleted, Deleting, Held, Published, Queued, Ready, Stage, State
from postwire.store import Save, errors, queries
from postwire.store.sqlite import SqliteStore

Make = Callable[..., Delivery]
Tell = Callable[[str], Entry]
MINUTE = timedelta(minutes=1)


def names(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.name for entry in entries]


def test_a_save_writes_what_can_change_and_counts_the_version_up(
    store: SqliteStore, make_delivery: Make, nine: datetime
) -> None:
    (delivery,) = store.submit([make_delivery()])
    changed = evolve(
        delivery,
        state=Creating(),
        wake_at=nine + MINUTE,
        due=nine + 2 * MINUTE,
        late=LatePolicy(LateKind.HOLD, MINUTE),
        prepare_ahead=MINUTE,
    )
    assert store.save([Save(changed)]) == (True,)
    assert store.delivery(delivery.id) == evolve(changed, version=1)


def test_a_lease_stands_in_for_the_wake_time(store: SqliteStore, make_delivery: Make, nine: datetime) -> None:
    (delivery,) = store.submit([make_delivery()])
    store.save([Save(evolve(delivery, wake_at=None), lease_until=nine + MINUTE)])
    found = store.delivery(delivery.id)
    assert found is not None
    assert found.wake_at == nine + MINUTE
    store.save([Save(evolve(found, wake_at=None))])
    found = store.delivery(delivery.id)
    assert found is not None
    assert found.wake_at is None


def test_a_save_shows_people_what_became_of_it(
    store: SqliteStore, make_delivery: Make, nine: datetime, execute: Callable[..., Any]
) -> None:
    diagnosis = Diagnosis(
        code="threads.quota", category=Category.QUOTA, action=Action.WAIT, caused_by=Culprit.USER, message=""
    )
    columns = "state, permalink, post_id, error_code, error_category, error_action"
    (delivery,) = store.submit([make_delivery()])
    store.save([Save(evolve(delivery, state=Held(diagnosis, Queued())))])
    look = f"SELECT {columns} FROM delivery"  # noqa: S608 - the names above
    assert execute(look) == [("held", None, None, "threads.quota", "quota", "wait")]
    live = Published(Receipt("77", "https://threads.example/77", nine))
    store.save([Save(evolve(delivery, state=live, version=1))])
    assert execute(look) == [("published", "https://threads.example/77", "77", None, None, None)]


def test_groups_of_any_length_share_a_handful_of_statements() -> None:
    sizes = {size for number in range(1, 200) for size, _ in queries.grouped([("a", "b")] * number)}
    assert sizes == {1, 2, 4, 8, 16, 32, 64}
    assert list(queries.grouped([("a", 1), ("b", 2), ("c", 3)])) == [(4, ["a", 1, "b", 2, "c", 3, None, None])]


def test_entries_are_told_in_their_order(store: SqliteStore, make_delivery: Make, entry: Tell) -> None:
    first, second = store.submit([make_delivery(), make_delivery()])
    story = tuple(entry(f"step {number}") for number in range(150))
    store.save([Save(first, story), Save(second, (entry("alone"),))])
    store.save([Save(evolve(first, version=1), (entry("later"),))])
    assert store.history(first.id) == (*story, entry("later"))
    assert names(store.history(second.id)) == ["alone"]
    assert store.history("another") == ()


def test_a_stale_save_changes_nothing_and_disturbs_nobody(store: SqliteStore, make_delivery: Make, entry: Tell) -> None:
    first, second, third = store.submit([make_delivery() for _ in range(3)])
    store.save([Save(first, (entry("fresh"),))])
    saves = [
        Save(evolve(first, state=Cancelled()), (entry("stale"),)),
        Save(evolve(second, state=Cancelled()), (entry("good"),)),
        Save(evolve(third, version=7, state=Cancelled()), (entry("from the future"),)),
        Save(make_delivery(id="never submitted"), (entry("lost"),)),
    ]
    assert store.save(saves) == (False, True, False, False)
    assert store.delivery(first.id) == evolve(first, version=1)
    assert names(store.history(first.id)) == ["fresh"]
    assert names(store.history(second.id)) == ["good"]
    assert store.history(third.id) == store.history("never submitted") == ()
    assert store.delivery("never submitted") is None


def test_a_delivery_may_be_saved_twice_in_one_batch(store: SqliteStore, make_delivery: Make, entry: Tell) -> None:
    first, second = store.submit([make_delivery(), make_delivery()])
    saves = [
        Save(evolve(first, state=Creating()), (entry("one"),)),
        Save(second),
        Save(evolve(first, state=Cancelled(), version=1), (entry("two"),)),
        Save(evolve(first, state=Creating(), version=1), (entry("stale"),)),
    ]
    assert store.save(saves) == (True, True, True, False)
    assert store.delivery(first.id) == evolve(first, state=Cancelled(), version=2)
    assert names(store.history(first.id)) == ["one", "two"]


@pytest.mark.parametrize("number", [0, 1, 2, 63, 64, 65, 200])
def test_a_batch_of_any_size_is_written_whole(
    store: SqliteStore, make_delivery: Make, entry: Tell, number: int
) -> None:
    assert queries.GROUP == 64
    deliveries = store.submit([make_delivery() for _ in range(number)])
    saves = [Save(evolve(each, state=Creating()), (entry(each.id),)) for each in deliveries]
    assert store.save(saves) == (True,) * number
    assert {each.state for each in store.deliveries(limit=1000)} <= {Creating()}
    assert [names(store.history(each.id)) for each in deliveries] == [[each.id] for each in deliveries]


def test_a_post_belongs_to_one_delivery_of_an_account(store: SqliteStore, make_delivery: Make, entry: Tell) -> None:
    store.put_account(Account(platform="threads", user_id="2"), None)
    first, second, third, elsewhere = store.submit(
        [make_delivery(), make_delivery(), make_delivery(), make_delivery(account_id="threads:2")]
    )
    live = Published(Receipt("77"))
    assert store.save([Save(evolve(first, state=live))]) == (True,)
    saves = [
        Save(evolve(second, state=live), (entry("thief"),)),
        Save(evolve(third, state=Cancelled())),
        Save(evolve(elsewhere, state=live)),
        Save(evolve(first, state=Deleting(Receipt("77")), version=1)),
    ]
    assert store.save(saves) == (False, True, True, True)
    assert store.delivery(second.id) == second
    assert store.history(second.id) == ()
    assert store.claimed("threads:1", ["77", "78"]) == {"77"}
    assert store.claimed("threads:2", {"77"}) == {"77"}
    assert store.claimed("threads:3", {"77"}) == frozenset()
    assert store.claimed("threads:1", ()) == frozenset()


def test_of_two_that_want_the_same_post_in_one_batch_exactly_one_gets_it(
    store: SqliteStore, make_delivery: Make
) -> None:
    both = store.submit([make_delivery(), make_delivery()])
    took = store.save([Save(evolve(each, state=Published(Receipt("77")))) for each in reversed(both)])
    assert sorted(took) == [False, True]
    assert sum(each.state == Published(Receipt("77")) for each in store.deliveries()) == 1


def test_a_post_stays_claimed_while_it_is_deleted_held_and_gone(store: SqliteStore, make_delivery: Make) -> None:
    receipt = Receipt("77")
    diagnosis = Diagnosis(
        code="a.b", category=Category.AUTH, action=Action.RECONNECT, caused_by=Culprit.USER, message=""
    )
    (delivery,) = store.submit([make_delivery(state=Published(receipt))])
    states: list[State] = [Deleting(receipt), Held(diagnosis, Deleting(receipt)), Deleted(receipt)]
    for version, state in enumerate(states):
        assert store.save([Save(evolve(delivery, state=state, version=version))]) == (True,)
        assert store.claimed(delivery.account_id, ["77"]) == {"77"}


def test_a_save_that_cannot_be_written_names_the_delivery_and_writes_nothing(
    store: SqliteStore, make_delivery: Make, entry: Tell, nine: datetime
) -> None:
    good, bad = store.submit([make_delivery(), make_delivery()])
    odd: dict[str, Any] = {"ids": (1, 2)}
    with pytest.raises(errors.Unstorable, match=r"delivery 'd0002', its state: .* @ \$\.stage\.container\.data\.ids"):
        store.save(
            [Save(evolve(good, state=Creating())), Save(evolve(bad, state=Ready(Stage(Container(data=odd), nine))))]
        )
    with pytest.raises(errors.Unstorable, match=r"delivery 'd0002', its entry 'odd': .* @ \$\.ids$"):
        store.save([Save(good, (entry("good"),)), Save(bad, (evolve(entry("odd"), data=odd),))])
    centuries = evolve(bad, prepare_ahead=timedelta.max)
    with pytest.raises(errors.Unstorable, match="the preparation of delivery 'd0002' is longer than 250 years"):
        store.save([Save(good), Save(centuries)])
    with pytest.raises(errors.Unstorable, match=r"the wake time of delivery 'd0002' has no offset"):
        store.save([Save(good), Save(bad, lease_until=nine.replace(tzinfo=None))])
    assert store.deliveries() == (good, bad)
    assert store.history(good.id) == ()


def test_a_batch_is_one_transaction(store: SqliteStore, make_delivery: Make, entry: Tell, monkeypatch: Any) -> None:
    deliveries = store.submit([make_delivery() for _ in range(100)])

    def broken(size: int) -> str:
        return f"INSERT INTO no_such_table SELECT {size}"

    monkeypatch.setattr(queries, "entries", broken)
    with pytest.raises(errors.FileError, match="no such table"):
        store.save([*(Save(each) for each in deliveries[:-1]), Save(deliveries[-1], (entry("last"),))])
    assert store.deliveries(limit=1000) == deliveries


def test_a_state_of_another_name_is_listed_under_that_name(store: SqliteStore, make_delivery: Make) -> None:
    (delivery,) = store.submit([make_delivery()])
    assert store.deliveries(states=["queued"]) == (delivery,)
    store.save([Save(evolve(delivery, state=Creating()))])
    assert store.deliveries(states=["queued"]) == ()
    assert store.deliveries(states=["creating"]) == (evolve(delivery, state=Creating(), version=1),)
    assert Queued() == delivery.state
