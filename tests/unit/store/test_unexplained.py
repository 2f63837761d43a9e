"""Deliveries whose stories hold answers that nobody could explain."""

from datetime import UTC, datetime, timedelta

import pytest

from postwire.account import Account
from postwire.delivery import Delivery
from postwire.history import Entry, EntryKind
from postwire.post import Post
from postwire.store import Save
from postwire.store.memory import MemoryStore
from postwire.store.sqlite import SqliteStore

NINE = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "memory"])
def any_store(request, tmp_path):
    opened = SqliteStore(tmp_path / "postwire.db") if request.param == "sqlite" else MemoryStore()
    opened.put_account(Account(platform="threads", user_id="1", handle="ada"), b"sealed")
    yield opened
    opened.close()


def _event(minutes, kind=EntryKind.EVENT, **data):
    return Entry(at=NINE + timedelta(minutes=minutes), kind=kind, name="refusal", state="failed", data=data)


def _tell(store, delivery_id, *entries):
    (delivery,) = store.submit(
        [
            Delivery(
                id=delivery_id,
                account_id="threads:1",
                platform="threads",
                post=Post(delivery_id),
                due=NINE,
                wake_at=NINE,
                submission="s",
                created_at=NINE,
            )
        ]
    )
    assert store.save([Save(delivery, entries)]) == (True,)


def test_those_with_unexplained_answers_come_the_latest_first(any_store):
    _tell(any_store, "a", _event(1, diagnosis={"rule": "http.418", "category": "permission"}))
    _tell(any_store, "b", _event(2, diagnosis={"rule": "threads.190", "category": "auth"}))
    _tell(any_store, "c", _event(3, progress={"diagnosis": {"rule": "threads.1", "category": "unknown"}}))
    _tell(any_store, "d", _event(4, EntryKind.EXCHANGE, body='{"rule":"http.1","category":"unknown"}'))
    _tell(any_store, "e", _event(5, detail='it says "category":"unknown"'))
    assert any_store.unexplained() == ("c", "a")
    assert any_store.unexplained(1) == ("c",)
