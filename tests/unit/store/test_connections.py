"""How tokens stand, and who may renew one: the same promises of both stores."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from postwire.account import Account
from postwire.connection import Connection
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.exchange import Reply
from postwire.store import Store, errors
from postwire.store.memory import MemoryStore
from postwire.store.sqlite import SqliteStore

ADA = Account(platform="threads", user_id="1", handle="ada")


@pytest.fixture(params=["sqlite", "memory"])
def any_store(request: pytest.FixtureRequest, path: Path) -> Iterator[Store]:
    opened: Store = SqliteStore(path) if request.param == "sqlite" else MemoryStore()
    opened.put_account(ADA, b"old token")
    yield opened
    opened.close()


@pytest.fixture
def dead(nine: datetime) -> Connection:
    diagnosis = Diagnosis(
        code="threads.token_invalid",
        category=Category.AUTH,
        action=Action.RECONNECT,
        caused_by=Culprit.USER,
        message="It is dead.",
        reply=Reply(400, "{}"),
    )
    return Connection(
        account_id=ADA.id, since=nine, failures=2, next_try=nine + timedelta(hours=1), broken=diagnosis, broken_at=nine
    )


def test_how_a_token_stands_comes_back_as_it_was_and_is_replaced(any_store: Store, dead: Connection) -> None:
    assert any_store.connection(ADA.id) is None
    any_store.put_connection(dead)
    assert any_store.connection(ADA.id) == dead
    alive = evolve(dead, failures=0, next_try=None, broken=None, broken_at=None)
    any_store.put_connection(alive)
    assert any_store.connections() == (alive,)


def test_a_token_is_renewed_once_by_whoever_read_it_and_never_over_a_newer_one(
    any_store: Store, nine: datetime
) -> None:
    renewed = Connection(account_id=ADA.id, since=nine)
    later = evolve(ADA, handle="not taken over", token_expires_at=nine + timedelta(days=60), scopes=frozenset({"a"}))
    assert any_store.renew(later, b"old token", b"new token", renewed)
    assert any_store.ciphertext(ADA.id) == b"new token"
    assert any_store.account(ADA.id) == evolve(later, handle="ada")
    assert any_store.connection(ADA.id) == renewed

    assert not any_store.renew(ADA, b"old token", b"late token", evolve(renewed, since=nine + timedelta(days=1)))
    assert any_store.ciphertext(ADA.id) == b"new token"
    assert any_store.connection(ADA.id) == renewed
    assert any_store.account(ADA.id) == evolve(later, handle="ada")


def test_a_lease_belongs_to_one_until_it_is_over_or_given_back(any_store: Store, nine: datetime) -> None:
    end = nine + timedelta(minutes=1)
    assert any_store.lease("refresh", "a", nine, end)
    assert not any_store.lease("refresh", "b", nine, end)
    assert any_store.lease("another", "b", nine, end)
    assert any_store.lease("refresh", "a", nine, end), "one's own can be taken again"
    assert any_store.lease("refresh", "b", end, end + timedelta(minutes=1)), "it was over"
    assert any_store.lease("refresh", "b", end, end), "given back"
    assert any_store.lease("refresh", "a", end, end + timedelta(minutes=1))


def test_what_is_known_of_a_token_goes_with_its_account(any_store: Store, dead: Connection) -> None:
    any_store.put_connection(dead)
    any_store.remove_account(ADA.id)
    assert any_store.connections() == ()
    assert any_store.connection(ADA.id) is None


def test_a_row_that_was_spoilt_by_hand_is_named_and_left_out_of_lists(
    path: Path, execute: Callable[..., Any], dead: Connection
) -> None:
    complaints: list[errors.Damaged] = []
    with SqliteStore(path, complain=complaints.append) as store:
        store.put_account(ADA, b"token")
        store.put_connection(dead)
        execute("UPDATE connection SET broken = ?", '{"code": 1}')
        assert store.connections() == ()
        assert [complaint.column for complaint in complaints] == ["broken"]
        with pytest.raises(errors.Damaged, match="broken"):
            store.connection(ADA.id)
