"""A copy of the database at one moment, made while others go on working with it."""

import contextlib
import os
import sqlite3
from pathlib import Path

from postwire.store import errors
from postwire.store.checking import complaints


def backup(source: Path, target: Path) -> int:
    """Copy a database into a new file that only its owner may read, and check the copy. Says how many bytes it has.

    The copy is written beside its name and gets it when it is whole. Raises `errors.FileThere` and `StoreError`.
    """
    if target.exists():
        raise errors.FileThere(target)
    if not target.parent.is_dir():
        raise errors.NoFolder(target)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _copy(source, unfinished)
        try:
            os.link(unfinished, target)  # unlike a rename it overwrites nothing
        except FileExistsError:
            raise errors.FileThere(target) from None
    except sqlite3.Error as error:
        raise errors.translated(error, target) from error
    except OSError as error:
        raise errors.CannotOpen(target, str(error.strerror or error)) from error
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink()
    return target.stat().st_size


def _copy(source: Path, target: Path) -> None:
    with (
        contextlib.closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as original,
        contextlib.closing(sqlite3.connect(target, isolation_level=None)) as copy,
    ):
        original.backup(copy)  # one step: a snapshot, which a write-ahead log lets others write beside
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, whole by itself; opening it brings the log back
        if found := complaints(copy):
            raise errors.Corrupt(source, found[0])
    with target.open("rb") as written:
        os.fsync(written.fileno())
