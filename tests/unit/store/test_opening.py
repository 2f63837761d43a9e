import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from postwire.account import Account
from postwire.store import errors, schema
from postwire.store.sqlite import SqliteStore

NOBODY = 65534


def made(path: Path) -> Path:
    SqliteStore(path).close()
    return path


def pragma(path: Path, name: str) -> Any:
    connection = sqlite3.connect(path)
    (value,) = connection.execute(f"PRAGMA {name}").fetchone()
    connection.close()
    return value


def test_a_new_file_is_marked_as_ours_and_keeps_a_write_ahead_log(path: Path) -> None:
    made(path)
    assert pragma(path, "application_id") == int.from_bytes(b"pwir")
    assert pragma(path, "user_version") == schema.version() == 5
    assert pragma(path, "journal_mode") == "wal"


def test_the_connection_is_set_up_for_durability(store: SqliteStore) -> None:
    with store._database.reading() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert connection.execute("PRAGMA busy_timeout").fetchone() == (5000,)


def test_what_was_written_is_there_after_opening_again(path: Path) -> None:
    with SqliteStore(path) as first:
        first.put_meta("colour", "green")
    with SqliteStore(str(path)) as second:
        assert second.meta("colour") == "green"
        assert second.meta("shape") is None
        second.put_meta("colour", "blue")
        assert second.meta("colour") == "blue"


def test_a_store_closes_twice_and_then_says_so(path: Path) -> None:
    store = SqliteStore(path)
    store.close()
    store.close()
    with pytest.raises(errors.Closed, match=r"postwire\.db: the store is closed; open it again"):
        store.meta("colour")


def test_a_value_of_another_type_is_not_taken_for_a_closed_store(path: Path) -> None:
    with SqliteStore(path) as store, pytest.raises(errors.Unstorable, match="a value is of a type that"):
        store.account(object())  # type: ignore[arg-type]


def _remove(path: Path) -> None:
    path.unlink()


def _replace(path: Path) -> None:
    made(path.with_name("backup.db")).rename(path)


@pytest.mark.parametrize("lose", [_remove, _replace])
def test_nothing_is_written_into_a_file_that_nobody_will_find_again(path: Path, lose: Callable[[Path], None]) -> None:
    with SqliteStore(path) as store:
        lose(path)
        with pytest.raises(errors.Moved, match=r"postwire\.db: the database was removed, renamed or replaced"):
            store.put_meta("colour", "green")


def test_a_file_that_was_put_back_is_written_again(path: Path) -> None:
    with SqliteStore(path) as store:
        path.rename(path.with_name("elsewhere.db"))
        path.with_name("elsewhere.db").rename(path)
        store.put_meta("colour", "green")
        assert store.meta("colour") == "green"


def test_a_status_needs_neither_cattrs_nor_sqlite_utils(path: Path) -> None:
    made(path)
    code = (
        "import sys; from datetime import UTC, datetime; from postwire.store.sqlite import SqliteStore\n"
        "with SqliteStore(sys.argv[1]) as store: store.tally(datetime.now(UTC)), store.next_wake()\n"
        "print(*{'cattrs', 'sqlite_utils', 'httpx'} & sys.modules.keys())"
    )
    assert subprocess.check_output([sys.executable, "-c", code, str(path)], text=True) == "\n"


def test_eight_processes_may_make_the_same_file_at_once(path: Path) -> None:
    code = (
        "import sys; from postwire.account import Account; from postwire.store.sqlite import SqliteStore\n"
        "sys.stdin.readline()\n"
        "with SqliteStore(sys.argv[1], busy_timeout=60) as store:\n"
        "    store.put_account(Account(platform='threads', user_id=sys.argv[2]), None)"
    )
    runners = [
        subprocess.Popen([sys.executable, "-c", code, str(path), str(number)], stdin=subprocess.PIPE)
        for number in range(8)
    ]
    for runner in runners:
        assert runner.stdin is not None
        runner.stdin.write(b"go\n")
        runner.stdin.close()
    assert [runner.wait() for runner in runners] == [0] * 8
    with SqliteStore(path) as store:
        assert len(store.accounts()) == 8


def test_a_sqlite_that_is_too_old_is_named_before_anything_is_made(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    with pytest.raises(
        errors.OldSqlite, match=r"is too old, 3\.37 is the first that will do .*; use a Python with a newer"
    ):
        SqliteStore(path)
    assert not path.exists()


def test_a_file_that_shall_not_be_made_is_not_made(path: Path) -> None:
    with pytest.raises(errors.NoFile, match=r"postwire\.db: there is no such file; name the database"):
        SqliteStore(path, create=False)
    assert not path.exists()


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(errors.IsFolder, match="this is a folder, and the store is one file; name a file in it"):
        SqliteStore(tmp_path)


def test_a_missing_folder_is_named_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(errors.NoFolder, match=r"missing/postwire\.db: its folder does not exist; make the folder"):
        SqliteStore(tmp_path / "missing" / "postwire.db")
    assert not (tmp_path / "missing").exists()


def test_a_file_that_is_no_database_is_left_as_it_is(path: Path) -> None:
    path.write_text("Dear diary, " * 1000)
    with pytest.raises(errors.NotADatabase, match=r"postwire\.db: this is no SQLite database .*; name another file"):
        SqliteStore(path)
    assert path.read_text() == "Dear diary, " * 1000


@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE recipe (name TEXT)", "PRAGMA application_id = 1", "PRAGMA user_version = 7"],
)
def test_a_database_of_another_program_is_left_as_it_is(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(errors.ForeignDatabase, match=r"belongs to another program .*; name another file"):
        SqliteStore(path)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_database_of_a_newer_postwire_is_left_as_it_is(path: Path) -> None:
    made(path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(
        errors.NewerDatabase, match=r"a newer postwire made this database \(its version is 99, ours is 5\)"
    ):
        SqliteStore(path)
    assert path.read_bytes() == before


def test_a_database_of_an_older_postwire_is_brought_up_to_date_and_keeps_its_rows(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SqliteStore(path) as old:
        old.put_meta("colour", "green")

    def another(database: Any) -> None:
        database.execute("ALTER TABLE meta ADD COLUMN note TEXT")

    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, ("another", another)))
    for _ in range(2):
        with SqliteStore(path) as new:
            assert new.meta("colour") == "green"
    assert pragma(path, "user_version") == 6
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT note FROM meta").fetchall() == [(None,)]
    assert connection.execute("SELECT name FROM _sqlite_migrations ORDER BY rowid").fetchall() == [
        ("first",),
        ("content",),
        ("connection",),
        ("chain",),
        ("counts",),
        ("another",),
    ]
    connection.close()


def test_a_step_that_fails_leaves_nothing_behind(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(path)

    def another(database: Any) -> None:
        database.execute("ALTER TABLE meta ADD COLUMN note TEXT")
        database.execute("ALTER TABLE no_such_table ADD COLUMN note TEXT")

    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, ("another", another)))
    with pytest.raises(errors.FileError, match="no such table"):
        SqliteStore(path)
    monkeypatch.undo()
    assert pragma(path, "user_version") == 5
    connection = sqlite3.connect(path)
    assert [column[1] for column in connection.execute("PRAGMA table_info(meta)")] == ["name", "value"]
    connection.close()


def test_a_database_that_somebody_else_keeps_locked_is_named_after_the_wait(path: Path) -> None:
    made(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with SqliteStore(path, busy_timeout=0.05) as store:
        with pytest.raises(errors.Locked, match=r"another process holds .* lock .*; end or wait for"):
            store.put_meta("colour", "green")
        assert store.meta("colour") is None
        other.execute("ROLLBACK")
        store.put_meta("colour", "green")
        assert store.meta("colour") == "green"
    other.close()


def test_a_change_has_the_write_lock_from_its_beginning(store: SqliteStore, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None, timeout=0)
    with store._database.writing() as connection:
        connection.execute("SELECT * FROM meta").fetchall()
        with pytest.raises(sqlite3.OperationalError, match="database is locked"):
            other.execute("BEGIN IMMEDIATE")
    with store._database.reading() as connection:
        connection.execute("SELECT * FROM meta").fetchall()
        other.execute("BEGIN IMMEDIATE")
    other.close()


def test_a_writer_waits_for_another_one(path: Path) -> None:
    made(path)
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    with SqliteStore(path, busy_timeout=60) as store:
        waiter = threading.Thread(target=store.put_meta, args=("colour", "green"))
        waiter.start()
        other.execute("INSERT INTO meta VALUES ('shape', 'round')")
        other.execute("COMMIT")
        waiter.join()
        assert (store.meta("colour"), store.meta("shape")) == ("green", "round")
    other.close()


def test_a_full_disk_keeps_nothing_of_a_change_and_everything_before_it(
    store: SqliteStore, make_delivery: Callable[..., Any]
) -> None:
    kept = store.submit([make_delivery()])
    with store._database.reading() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 10}")
    with pytest.raises(errors.DiskFull, match=r"is full, and nothing of this change was kept .*; make room"):
        store.submit([make_delivery() for _ in range(500)])
    assert store.deliveries(limit=1000) == kept
    with store._database.reading() as connection:
        connection.execute("PRAGMA max_page_count = 1000000")
    store.submit([make_delivery() for _ in range(500)])
    assert len(store.deliveries(limit=1000)) == 501


def test_a_broken_file_is_named(path: Path) -> None:
    with SqliteStore(path) as store:
        for number in range(50):
            store.put_account(Account(platform="threads", user_id=str(number)), bytes(10_000))
    with path.open("r+b") as file:
        file.seek(20 * 4096)
        file.write(b"\xff" * (path.stat().st_size - 20 * 4096))
    with (
        pytest.raises(errors.Corrupt, match=r"the database file is corrupt .*; stop all runners"),
        SqliteStore(path) as store,
    ):
        store.accounts()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may reach, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield folder
        folder.chmod(0o777)


@pytest.fixture
def unprivileged() -> Iterator[Callable[[], None]]:
    """Stops being root, who may write everything; the end of the test brings it back."""
    was = os.geteuid()

    def drop() -> None:
        if was == 0:
            os.seteuid(NOBODY)

    yield drop
    if was == 0:
        os.seteuid(was)


def test_a_file_that_may_not_be_written_can_be_read(open_folder: Path, unprivileged: Callable[[], None]) -> None:
    path = open_folder / "postwire.db"
    with SqliteStore(path) as store:
        store.put_meta("colour", "green")
    path.chmod(0o444)
    unprivileged()
    with SqliteStore(path) as store:
        assert store.meta("colour") == "green"
        assert store.tally(datetime.now(UTC)).counts == {}
        with pytest.raises(
            errors.ReadOnly, match=r"may not be written .*; let this user write the file and its folder"
        ):
            store.put_meta("colour", "blue")


def test_a_folder_that_may_not_be_written_is_named(open_folder: Path, unprivileged: Callable[[], None]) -> None:
    path = made(open_folder / "postwire.db")
    path.chmod(0o666)
    open_folder.chmod(0o555)
    unprivileged()
    with pytest.raises(errors.ReadOnly, match=r"may not be written .*; let this user write the file and its folder"):
        SqliteStore(path)
    with pytest.raises(errors.CannotOpen, match=r"new\.db: the file cannot be opened .*; check who owns it"):
        SqliteStore(open_folder / "new.db")


def test_a_file_that_may_not_be_read_is_named(open_folder: Path, unprivileged: Callable[[], None]) -> None:
    path = made(open_folder / "postwire.db")
    path.chmod(0o000)
    unprivileged()
    with pytest.raises(errors.CannotOpen, match=r"postwire\.db: the file cannot be opened"):
        SqliteStore(path)


def test_an_error_without_a_name_of_its_own_still_says_what_sqlite_said(store: SqliteStore) -> None:
    with (
        pytest.raises(
            errors.FileError, match=r"SQLite cannot work with it .*no such table: recipe.*look at the reason"
        ),
        store._database.reading() as connection,
    ):
        connection.execute("SELECT * FROM recipe")
