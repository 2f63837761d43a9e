"""One SQLite file: opened with care, written in immediate transactions, usable from any thread."""

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from postwire.store import errors, schema

_SETTINGS = """
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA cache_size = -16384;
PRAGMA journal_size_limit = 67108864;
"""
"""FULL: NORMAL may lose the last commits at a power cut, and a forgotten publish is a second publish. 16 MiB of pages
are kept in memory; a -wal file that a large submission has blown up is cut back to 64 MiB."""
_IDENTITY = """
SELECT
    (SELECT application_id FROM pragma_application_id),
    (SELECT user_version FROM pragma_user_version),
    (SELECT count(*) FROM sqlite_schema)
"""
"""One statement, so that a database which another process is just making is seen whole or not at all."""


class Database:
    """A connection behind a lock. Every error of SQLite leaves it as a `StoreError`."""

    was_left_open: bool
    """Whether there was a write-ahead log at opening: another process has the file open, or died over it."""

    def __init__(self, path: Path, *, busy_timeout: float, create: bool) -> None:
        self.path = path
        self._lock = threading.Lock()
        if sqlite3.sqlite_version_info < schema.OLDEST_SQLITE:
            raise errors.OldSqlite(path, f"it is {sqlite3.sqlite_version}")
        if path.is_dir():
            raise errors.IsFolder(path)
        if not path.parent.is_dir():
            raise errors.NoFolder(path)
        if not create and not path.exists():
            raise errors.NoFile(path)
        self.was_left_open = _is_filled(path.with_name(f"{path.name}-wal"))
        _make_private(path)
        with self._translating():
            self._connection = sqlite3.connect(
                path, timeout=busy_timeout, isolation_level=None, check_same_thread=False, cached_statements=256
            )
            try:
                self._prepare(busy_timeout)
            except BaseException:
                self._connection.close()
                raise
        self._file = _identity(path)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A transaction that only reads: what it reads belongs to one moment."""
        with self._lock, self._translating(), self._transaction("BEGIN"):
            yield self._connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that has the write lock from its beginning, so that it cannot fail half-way for want of it."""
        self._require_file()
        with self._lock, self._translating(), self._transaction("BEGIN IMMEDIATE"):
            yield self._connection

    @contextmanager
    def erasing(self) -> Iterator[sqlite3.Connection]:
        """`writing`, after which nothing of what was overwritten is left: not in the pages, and not in the log.

        A log that another process reads at that moment is emptied by the next checkpoint.
        """
        self._require_file()
        with self._lock, self._translating():
            self._connection.execute("PRAGMA secure_delete = ON")
            try:
                with self._transaction("BEGIN IMMEDIATE"):
                    yield self._connection
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                self._connection.execute("PRAGMA secure_delete = OFF")

    def close(self) -> None:
        """Let go of the file. Closing twice does nothing."""
        with self._lock, self._translating():
            self._connection.close()

    def _require_file(self) -> None:
        """Write into no file that nobody will find again. Raises `Moved`.

        SQLite goes on writing into a file that was removed, or that a restored backup has replaced: an intent in there
        is forgotten with this process, and what is forgotten is published twice.
        """
        if _identity(self.path) != self._file:
            raise errors.Moved(self.path)

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        connection = self._connection
        try:
            connection.execute(begin)
            yield
            connection.execute("COMMIT")
        except BaseException:
            # A full disk makes SQLite roll back by itself.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    @contextmanager
    def _translating(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, UnicodeEncodeError) as error:
            raise errors.translated(error, self.path) from error

    def _prepare(self, busy_timeout: float) -> None:
        connection = self._connection
        # Before anything else: changing the journal mode needs locks too.
        connection.execute(f"PRAGMA busy_timeout = {int(busy_timeout * 1000)}")
        if not self._is_current():
            with self._transaction("BEGIN IMMEDIATE"):
                # Another process may have been faster while this one waited for the lock.
                if not self._is_current():
                    schema.migrate(connection)
        if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
            if mode != "wal":
                raise errors.CannotOpen(self.path, f"its file system allows no write-ahead log, only {mode!r}")
        connection.executescript(_SETTINGS)

    def _is_current(self) -> bool:
        """Whether the schema is today's. Refuses what is not ours or newer, before anything is changed."""
        application, version, objects = self._connection.execute(_IDENTITY).fetchone()
        if application != schema.APPLICATION_ID:
            if application or version or objects:
                raise errors.ForeignDatabase(self.path, f"application id {application:#010x}")
            return False
        if version > schema.version():
            raise errors.NewerDatabase(self.path, f"its version is {version}, ours is {schema.version()}")
        return bool(version == schema.version())


def _make_private(path: Path) -> None:
    """Make a file that only its owner may read; SQLite gives the files beside it the same mode."""
    with contextlib.suppress(OSError):  # it is there, or SQLite will say what is wrong
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file a path leads to; None: to none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _is_filled(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False
