"""Looking deliveries up by the beginning of their id and by their key, and keeping apart what says the same."""

import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from postwire.account import Account
from postwire.delivery import Delivery
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.media import Media, MediaFacts, MediaKind
from postwire.post import Post
from postwire.receipt import Receipt
from postwire.state import Cancelled, Deleted, Failed, Missed, Published, State
from postwire.store import Save, Store, errors, queries
from postwire.store.sqlite import SqliteStore

Make = Callable[..., Delivery]
HALF_A_DAY = timedelta(hours=12)
SAME = Post("Good morning.", [Media("https://example.test/a.jpg")], options={"threads": {"a": 1, "b": 2}})
NO = Diagnosis(code="threads.no", category=Category.UNKNOWN, action=Action.GIVE_UP, caused_by=Culprit.US, message="No.")


def test_deliveries_are_found_by_the_beginning_of_their_id(either: Store, make_delivery: Make) -> None:
    for name in ("abcd1", "abcd2", "abce", "ab%d", "ABCD"):
        either.submit([make_delivery(id=name)])
    assert [each.id for each in either.beginning_so("abcd")] == ["abcd1", "abcd2"]
    assert [each.id for each in either.beginning_so("abcd", limit=1)] == ["abcd1"]
    assert [each.id for each in either.beginning_so("ab%")] == ["ab%d"]
    assert either.beginning_so("b") == ()


def test_the_beginning_of_an_id_is_searched_for_along_the_primary_key(store: SqliteStore) -> None:
    with store._database.reading() as connection:
        values = {"beginning": "ab", "limit": 2}
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {queries.BEGINNING_SO}", values)]
    assert plan == ["SEARCH delivery USING INDEX sqlite_autoindex_delivery_1 (id>? AND id<?)"]


def test_content_is_searched_for_along_its_index(store: SqliteStore) -> None:
    with store._database.reading() as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {queries.alike(1)}", ("", "", "", ""))]
    assert "SEARCH delivery USING INDEX delivery_content (account_id=? AND content=?)" in plan


def test_a_delivery_is_found_by_its_key(either: Store, make_delivery: Make) -> None:
    (keyed, _) = either.submit([make_delivery(idempotency_key="order-1"), make_delivery()])
    assert either.keyed("threads:1", "order-1") == keyed
    assert either.keyed("threads:1", "order-2") is None
    assert either.keyed("threads:2", "order-1") is None


def test_what_says_the_same_at_about_the_same_time_is_refused_and_the_other_one_named(
    either: Store, make_delivery: Make
) -> None:
    (first,) = either.submit([make_delivery(post=SAME)], HALF_A_DAY)
    probed = evolve(SAME, media=[evolve(SAME.media[0], facts=MediaFacts(kind=MediaKind.IMAGE, width=1))])
    for again in (SAME, probed, evolve(SAME, options={"threads": {"b": 2, "a": 1}})):
        with pytest.raises(errors.Duplicate, match=f"delivery '{first.id}' of threads:1 says the same") as refused:
            either.submit([make_delivery(), make_delivery(post=again)], HALF_A_DAY)
        assert refused.value.delivery_id == first.id
    assert either.deliveries() == (first,)


def test_within_one_submission_they_are_kept_apart_too(either: Store, make_delivery: Make) -> None:
    with pytest.raises(errors.Duplicate):
        either.submit([make_delivery(post=SAME), make_delivery(post=SAME)], HALF_A_DAY)
    assert either.deliveries() == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"post": evolve(SAME, text="Good morning!")},
        {"post": evolve(SAME, reply_to="17")},
        {"due": HALF_A_DAY},
        {"due": -HALF_A_DAY},
    ],
)
def test_other_words_and_other_hours_are_no_duplicate(
    either: Store, make_delivery: Make, nine: Any, changes: dict[str, Any]
) -> None:
    either.submit([make_delivery(post=SAME)], HALF_A_DAY)
    changes = {**changes, "due": nine + changes["due"]} if "due" in changes else changes
    assert len(either.submit([make_delivery(**{"post": SAME, **changes})], HALF_A_DAY)) == 1


def test_the_same_words_of_another_account_are_no_duplicate(either: Store, make_delivery: Make) -> None:
    either.put_account(Account(platform="threads", user_id="2"), None)
    both = (make_delivery(post=SAME), make_delivery(post=SAME, account_id="threads:2"))
    assert either.submit(both, HALF_A_DAY) == both


@pytest.mark.parametrize("state", [Failed(NO), Cancelled(), Missed(), Deleted(Receipt("p1"))])
def test_what_never_went_out_or_is_gone_stands_in_nobodys_way(either: Store, make_delivery: Make, state: State) -> None:
    (first,) = either.submit([make_delivery(post=SAME)])
    assert either.save([Save(evolve(first, state=state, wake_at=None))]) == (True,)
    assert len(either.submit([make_delivery(post=SAME)], HALF_A_DAY)) == 1


def test_what_is_live_stands_in_the_way(either: Store, make_delivery: Make) -> None:
    (first,) = either.submit([make_delivery(post=SAME)])
    assert either.save([Save(evolve(first, state=Published(Receipt("p1")), wake_at=None))]) == (True,)
    with pytest.raises(errors.Duplicate, match="published"):
        either.submit([make_delivery(post=SAME)], HALF_A_DAY)


def test_the_same_key_is_the_same_delivery_and_no_duplicate(either: Store, make_delivery: Make) -> None:
    first = make_delivery(post=SAME, idempotency_key="order-1")
    assert either.submit([first], HALF_A_DAY) == (first,)
    assert either.submit([evolve(first, id="again")], HALF_A_DAY) == (first,)


def test_without_a_time_to_keep_apart_anything_goes(either: Store, make_delivery: Make) -> None:
    assert len(either.submit([make_delivery(post=SAME), make_delivery(post=SAME)])) == 2


def test_only_its_owner_may_read_a_new_database_and_the_files_beside_it(path: Path) -> None:
    with SqliteStore(path) as store:
        store.put_meta("colour", "green")
        modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in path.parent.glob("postwire.db*")}
    assert modes == {"postwire.db": 0o600, "postwire.db-wal": 0o600, "postwire.db-shm": 0o600}


def test_a_database_that_is_there_keeps_its_mode(path: Path) -> None:
    SqliteStore(path).close()
    path.chmod(0o640)
    SqliteStore(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
