"""What can go wrong with a store: every error says what, where, by which rule, and what to do."""

import sqlite3
from datetime import datetime
from pathlib import Path


class StoreError(Exception):
    """The store cannot do what was asked; nothing was changed."""


class UnknownAccount(StoreError):
    """No account of that id is stored."""

    def __init__(self, account_id: str) -> None:
        super().__init__(f"account {account_id!r} is not known: add it first (`postwire accounts add`)")
        self.account_id = account_id


class AccountInUse(StoreError):
    """Unfinished deliveries need the account."""

    def __init__(self, account_id: str, number: int, first: str) -> None:
        super().__init__(
            f"account {account_id!r} is needed by {number} unfinished deliveries (the earliest is {first!r}): "
            "let them finish or cancel them first"
        )
        self.account_id = account_id
        self.number = number


class UnknownDelivery(StoreError):
    """No delivery of that id is stored."""

    def __init__(self, delivery_id: str) -> None:
        super().__init__(f"delivery {delivery_id!r} is not known: list the deliveries to see which are")
        self.delivery_id = delivery_id


class IdempotencyConflict(StoreError):
    """A key was used before, for something else."""

    def __init__(self, key: str, delivery_id: str, differences: tuple[str, ...]) -> None:
        super().__init__(
            f"idempotency key {key!r} belongs to delivery {delivery_id!r}, which differs in its "
            f"{' and '.join(differences)}: send the same again, or use a new key for something new"
        )
        self.key = key
        self.delivery_id = delivery_id
        self.differences = differences


class Duplicate(StoreError):
    """The account has, or will have, a post that says the same at about the same time."""

    def __init__(self, new_id: str, account_id: str, delivery_id: str, state: str, due: datetime) -> None:
        super().__init__(
            f"delivery {delivery_id!r} of {account_id} says the same ({state}, "
            f"due {due.isoformat(timespec='seconds')}): "
            "two deliveries are two posts; change the text or the hour, or allow the duplicate if it is meant"
        )
        self.new_id = new_id
        """Of the delivery that was not accepted."""
        self.account_id = account_id
        self.delivery_id = delivery_id
        """Of the earlier one."""


class Unstorable(StoreError):
    """A value that the store does not take."""


class Damaged(StoreError):
    """A stored value that no longer says anything: somebody edited it, or another program wrote it."""

    def __init__(self, table: str, row: str, column: str, reason: str) -> None:
        super().__init__(
            f"table {table}, row {row!r}, column {column} cannot be read: {reason}. "
            "Mend the value in a SQLite browser or restore a backup"
        )
        self.table = table
        self.row = row
        self.column = column
        self.reason = reason


class FileError(StoreError):
    """Something is wrong with the database file."""

    rule = "SQLite cannot work with it"
    fix = "look at the reason in brackets"

    def __init__(self, path: Path, detail: str = "") -> None:
        super().__init__(f"{path}: {self.rule}{f' ({detail})' if detail else ''}; {self.fix}")
        self.path = path


class OldSqlite(FileError):
    """Python was built with a SQLite that lacks what the store needs."""

    rule = "the SQLite that this Python uses is too old, 3.37 is the first that will do"
    fix = "use a Python with a newer one, such as those of python.org or uv"


class NoFile(FileError):
    """The file does not exist and is not to be made."""

    rule = "there is no such file"
    fix = "name the database that the runner uses, or start the runner to make one"


class NoFolder(FileError):
    """The folder that shall hold the file does not exist."""

    rule = "its folder does not exist"
    fix = "make the folder, or name another path"


class IsFolder(FileError):
    """A folder was given where a file is wanted."""

    rule = "this is a folder, and the store is one file"
    fix = "name a file in it, such as postwire.db"


class FileThere(FileError):
    """A backup never overwrites."""

    rule = "there is such a file already, and a backup overwrites nothing"
    fix = "give a new name, such as one with today's date"


class CannotOpen(FileError):
    """The operating system does not let us open it."""

    rule = "the file cannot be opened"
    fix = "check who owns it and its folder, and that this user may read and write both"


class ReadOnly(FileError):
    """The file or its folder may not be written."""

    rule = "the database may not be written"
    fix = "let this user write the file and its folder (SQLite keeps a -wal and a -shm file beside it)"


class NotADatabase(FileError):
    """The file is something else."""

    rule = "this is no SQLite database"
    fix = "name another file; this one was left as it is"


class ForeignDatabase(FileError):
    """A SQLite database of another program."""

    rule = "this SQLite database belongs to another program"
    fix = "name another file; this one was left as it is"


class NewerDatabase(FileError):
    """A newer postwire made it."""

    rule = "a newer postwire made this database"
    fix = "update postwire; the file was left as it is"


class Locked(FileError):
    """Somebody else kept the write lock longer than we wait."""

    rule = "another process holds the database's write lock"
    fix = "end or wait for the program that is writing, or allow a longer busy_timeout"


class DiskFull(FileError):
    """There is no room."""

    rule = "the disk (or the database's page limit) is full, and nothing of this change was kept"
    fix = "make room, then try again"


class DiskFailure(FileError):
    """Reading or writing failed in the operating system."""

    rule = "reading or writing the disk failed, and nothing of this change was kept"
    fix = "check the disk and the system's log"


class Corrupt(FileError):
    """The file's structure is broken."""

    rule = "the database file is corrupt"
    fix = "stop all runners, then restore a backup or try `sqlite3 FILE .recover`"


class Moved(FileError):
    """The path leads to no file any more, or to another one."""

    rule = "the database was removed, renamed or replaced while it was open, and nothing is written any more"
    fix = "put it back while nothing runs, then start again; a backup is restored while nothing runs, too"


class Closed(FileError):
    """The store was closed."""

    rule = "the store is closed"
    fix = "open it again"


_BY_CODE: dict[int, type[FileError]] = {
    sqlite3.SQLITE_BUSY: Locked,
    sqlite3.SQLITE_LOCKED: Locked,
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_IOERR: DiskFailure,
    sqlite3.SQLITE_READONLY: ReadOnly,
    sqlite3.SQLITE_PERM: CannotOpen,
    sqlite3.SQLITE_AUTH: CannotOpen,
    sqlite3.SQLITE_CANTOPEN: CannotOpen,
    sqlite3.SQLITE_NOTADB: NotADatabase,
    sqlite3.SQLITE_CORRUPT: Corrupt,
}


def translated(error: sqlite3.Error | UnicodeEncodeError, path: Path) -> StoreError:
    """What an error of Python's SQLite module means to us."""
    if isinstance(error, UnicodeEncodeError):
        return Unstorable("a text holds half a surrogate pair, which is no character: repair the text")
    code = getattr(error, "sqlite_errorcode", None)
    if code is None and "binding" in str(error):
        return Unstorable(f"{path}: a value is of a type that a database does not take ({error}): correct it")
    if code is None:
        return Closed(path) if isinstance(error, sqlite3.ProgrammingError) else FileError(path, str(error))
    if code & 0xFF == sqlite3.SQLITE_CONSTRAINT:
        return Unstorable(f"{path}: a value breaks a rule of the database ({error}): correct it")
    detail = f"{error}, {error.sqlite_errorname}"
    return _BY_CODE.get(code & 0xFF, FileError)(path, detail)
