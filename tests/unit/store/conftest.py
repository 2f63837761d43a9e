"""A store on disk, and a look into its file from outside."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from postwire.account import Account
from postwire.history import Entry, EntryKind
from postwire.store import Store
from postwire.store.errors import Damaged
from postwire.store.memory import MemoryStore
from postwire.store.sqlite import SqliteStore

Execute = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "postwire.db"


@pytest.fixture
def complaints() -> list[Damaged]:
    return []


@pytest.fixture
def store(path: Path, complaints: list[Damaged], nine: datetime) -> Iterator[SqliteStore]:
    """A new store that knows one account."""
    with SqliteStore(path, complain=complaints.append, clock=lambda: nine) as opened:
        opened.put_account(Account(platform="threads", user_id="1", handle="ada"), b"sealed")
        yield opened


@pytest.fixture(params=["sqlite", "memory"])
def either(request: pytest.FixtureRequest, store: SqliteStore) -> Store:
    if request.param == "sqlite":
        return store
    memory = MemoryStore()
    memory.put_account(Account(platform="threads", user_id="1", handle="ada"), b"sealed")
    return memory


@pytest.fixture
def execute(path: Path) -> Iterator[Execute]:
    """Runs SQL in the file like a person with a SQLite browser."""
    connection = sqlite3.connect(path, isolation_level=None)

    def run(statement: str, *values: Any) -> list[tuple[Any, ...]]:
        return connection.execute(statement, values).fetchall()

    yield run
    connection.close()


@pytest.fixture
def entry(nine: datetime) -> Callable[[str], Entry]:
    def make(name: str) -> Entry:
        data: dict[str, Any] = {"name": name}
        return Entry(at=nine, kind=EntryKind.EVENT, name=name, state="queued", data=data)

    return make
