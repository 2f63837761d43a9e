from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from attrs import evolve

from postwire.account import Account
from postwire.delivery import Delivery
from postwire.receipt import Receipt
from postwire.state import (
    Cancelled,
    Deleted,
    Missed,
    Published,
)
from postwire.store import Save, errors
from postwire.store.sqlite import SqliteStore

CANARY = b"canary-ciphertext-THQVJ"
ADA = Account(
    platform="threads",
    user_id="1",
    handle="ada",
    scopes=frozenset({"threads_basic", "threads_content_publish"}),
    token_expires_at=datetime(2027, 1, 1, tzinfo=UTC),
    api_base="http://127.0.0.1:8000",
)


def test_an_account_comes_back_as_it_was(store: SqliteStore) -> None:
    store.put_account(ADA, b"sealed")
    assert store.account(ADA.id) == ADA
    assert store.account("threads:2") is None


def test_accounts_come_ordered_by_id(store: SqliteStore) -> None:
    others = [Account(platform="threads", user_id=user_id) for user_id in ("3", "10", "2")]
    for account in others:
        store.put_account(account, None)
    assert [account.id for account in store.accounts()] == ["threads:1", "threads:10", "threads:2", "threads:3"]


def test_replacing_an_account_without_a_credential_keeps_the_stored_one(store: SqliteStore) -> None:
    store.put_account(ADA, b"first")
    store.put_account(evolve(ADA, handle="lovelace"), None)
    assert store.ciphertext(ADA.id) == b"first"
    assert store.account(ADA.id) == evolve(ADA, handle="lovelace")
    store.put_account(ADA, b"second")
    assert store.ciphertext(ADA.id) == b"second"


def test_an_account_may_have_no_credential(store: SqliteStore) -> None:
    store.put_account(Account(platform="threads", user_id="2"), None)
    assert store.ciphertext("threads:2") is None
    assert store.ciphertext("threads:3") is None


def test_the_day_on_which_an_account_was_added_stays(
    store: SqliteStore, execute: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_clock", lambda: datetime(2030, 1, 1, tzinfo=UTC))
    store.put_account(ADA, None)
    assert execute("SELECT added_at FROM account") == [("2026-11-21T09:00:00.000000Z",)]


def test_an_expiry_is_stored_as_the_same_instant_in_utc(store: SqliteStore, execute: Callable[..., Any]) -> None:
    there = datetime(2027, 1, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    store.put_account(evolve(ADA, token_expires_at=there), None)
    assert execute("SELECT token_expires_at FROM account") == [("2026-12-31T23:30:00.000000Z",)]
    found = store.account(ADA.id)
    assert found is not None
    assert found.token_expires_at == there


def test_a_naive_expiry_is_refused_by_name(store: SqliteStore) -> None:
    naive = datetime(2027, 1, 1)  # noqa: DTZ001 - that is the mistake
    with pytest.raises(errors.Unstorable, match="the token expiry of account 'threads:1' has no offset"):
        store.put_account(evolve(ADA, token_expires_at=naive), None)


def test_a_handle_that_is_no_text_is_refused(store: SqliteStore) -> None:
    with pytest.raises(errors.Unstorable, match="half a surrogate pair"):
        store.put_account(evolve(ADA, handle="\ud83d"), None)


def test_removing_an_account_removes_its_credential(store: SqliteStore) -> None:
    store.remove_account("threads:1")
    assert store.account("threads:1") is None
    assert store.ciphertext("threads:1") is None
    with pytest.raises(errors.UnknownAccount, match="account 'threads:1' is not known: add it first"):
        store.remove_account("threads:1")


def test_an_account_that_unfinished_deliveries_need_is_kept(
    store: SqliteStore, make_delivery: Callable[..., Delivery], nine: datetime
) -> None:
    late, early = store.submit([make_delivery(due=nine + timedelta(hours=1)), make_delivery(due=nine)])
    with pytest.raises(errors.AccountInUse, match=f"needed by 2 unfinished deliveries .* is {early.id!r}.*cancel them"):
        store.remove_account("threads:1")
    assert store.save([Save(evolve(each, state=Cancelled(), wake_at=None)) for each in (late, early)]) == (True, True)
    store.remove_account("threads:1")


@pytest.mark.parametrize("state", [Published(Receipt("1")), Deleted(Receipt("1")), Missed(), Cancelled()])
def test_ended_deliveries_outlive_their_account(
    store: SqliteStore, make_delivery: Callable[..., Delivery], state: Any
) -> None:
    (delivery,) = store.submit([make_delivery(state=state, wake_at=None)])
    store.remove_account("threads:1")
    assert store.delivery(delivery.id) == delivery


def test_a_credential_is_nowhere_but_in_its_column(
    store: SqliteStore, make_delivery: Callable[..., Delivery], execute: Callable[..., Any], nine: datetime
) -> None:
    store.put_account(ADA, CANARY)
    store.submit([make_delivery()])
    shown = [repr(store), repr(store.account(ADA.id)), repr(store.accounts()), repr(store.deliveries())]
    shown.append(repr(store.claim(nine, "me", timedelta(minutes=1), 1)))
    with pytest.raises(errors.AccountInUse) as caught:
        store.remove_account(ADA.id)
    shown.append(repr(caught.value))
    for table in ("delivery", "history", "meta"):
        shown.extend(repr(row) for row in execute(f"SELECT * FROM {table}"))  # noqa: S608 - three names
    columns = [name for _, name, *_ in execute("PRAGMA table_info(account)") if name != "ciphertext"]
    shown.append(repr(execute(f"SELECT {', '.join(columns)} FROM account")))  # noqa: S608 - the table's own names
    assert not [text for text in shown if CANARY.decode() in text]
    assert store.ciphertext(ADA.id) == CANARY
