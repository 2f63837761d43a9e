"""The store that ships: one SQLite file, which several processes may share."""

import json
import logging
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from postwire.account import Account
from postwire.connection import Connection
from postwire.delivery import Delivery
from postwire.history import Entry
from postwire.state import STATES
from postwire.store import (
    Save,
    Store,
    Tally,
    backup,
    checking,
    claiming,
    connections,
    errors,
    pruning,
    publication,
    queries,
    rows,
    saving,
    submission,
    times,
)
from postwire.store.database import Database

T = TypeVar("T")

_log = logging.getLogger(__name__)
_STATE_NAMES = frozenset(state.__name__.lower() for state in STATES)


def _now() -> datetime:
    return datetime.now(UTC)


def log(damage: errors.Damaged) -> None:
    """Complain where logs go."""
    _log.error("%s", damage)


class SqliteStore(Store):
    """Durable deliveries, accounts and history in one file. See `postwire.store.Store` for every promise.

    A row that cannot be read any more never stands in the way of others: lists leave it out, a claim takes it out of
    the way (``wake_at`` becomes NULL, its history says why), and each time ``complain`` is called with the `Damaged`;
    by default it is logged as an error. Asked for by its id, it raises `Damaged`.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        clock: Callable[[], datetime] = _now,
        busy_timeout: float = 5.0,
        create: bool = True,
        complain: Callable[[errors.Damaged], None] = log,
    ) -> None:
        """Open the file, or make it.

        Args:
            path: Of the file; its folder must exist.
            clock: Tells the aware time that accounts are added and rows are found damaged at.
            busy_timeout: Seconds to wait for another process's write lock before `Locked` is raised.
            create: Whether to make a file that does not exist; if not, `NoFile` is raised.
            complain: Called with every damaged row that a list left out or a claim put aside.

        Raises:
            StoreError: One of its subclasses in `postwire.store.errors`, by what is wrong with the file.
        """
        self.path = Path(path).absolute()
        self._clock = clock
        self._complain = complain
        self._database = Database(self.path, busy_timeout=busy_timeout, create=create)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file. Closing twice does nothing; whatever is asked afterwards raises `Closed`."""
        self._database.close()

    @property
    def was_left_open(self) -> bool:
        """Whether another process had the file open at that moment, or died over it: then `complaints` may be wise."""
        return self._database.was_left_open

    def complaints(self) -> tuple[str, ...]:
        """What SQLite's quick check finds wrong with the file; nothing, if it is sound. Reads all of it."""
        try:
            with self._database.reading() as connection:
                return checking.complaints(connection)
        except errors.Corrupt as error:
            return (str(error),)

    def last_entry_at(self) -> datetime | None:
        """When the newest entry of any history was written, by the clock of whoever wrote it."""
        for (at,) in self._all(queries.LAST_ENTRY):
            return times.read(at)
        return None

    def backup(self, target: str | Path) -> int:
        """Copy the database as it is now into a new file, while others work with it. Says how many bytes it has."""
        return backup.backup(self.path, Path(target).absolute())

    def prune(self, before: datetime, *, whole: bool = False, dry_run: bool = False) -> pruning.Pruned:
        """Forget the stories of deliveries that ended before a moment, or those deliveries as a ``whole``."""
        return pruning.prune(self._database, before, whole=whole, dry_run=dry_run)

    def put_account(self, account: Account, ciphertext: bytes | None) -> None:
        """Add an account or replace it."""
        row = rows.added(account, ciphertext, self._clock())
        with self._database.writing() as connection:
            connection.execute(queries.PUT_ACCOUNT, row)

    def account(self, account_id: str) -> Account | None:
        """The account of that id. Raises `Damaged`."""
        row = self._row(queries.ACCOUNT_BY_ID, account_id)
        return None if row is None else rows.account(row)

    def accounts(self) -> tuple[Account, ...]:
        """All accounts, ordered by id."""
        return tuple(self._readable(rows.account, self._all(queries.ACCOUNTS)))

    def remove_account(self, account_id: str) -> None:
        """Remove an account and its credential. Raises `AccountInUse` and `UnknownAccount`."""
        with self._database.erasing() as connection:
            number, first, _ = connection.execute(queries.UNFINISHED, (account_id,)).fetchone()
            if number:
                raise errors.AccountInUse(account_id, number, first)
            if not connection.execute(queries.REMOVE_ACCOUNT, (account_id,)).rowcount:
                raise errors.UnknownAccount(account_id)

    def ciphertext(self, account_id: str) -> bytes | None:
        """The encrypted credential of an account."""
        row = self._row(queries.CIPHERTEXT, account_id)
        return None if row is None else row[0]

    def reseal(self, change: Callable[[Mapping[str, bytes]], Mapping[str, bytes]]) -> None:
        """Replace credentials. What they were before is overwritten on the disk, as far as SQLite reaches."""
        with self._database.erasing() as connection:
            kept: dict[str, bytes] = dict(connection.execute(queries.CIPHERTEXTS).fetchall())
            changed = change(kept).items()
            connection.executemany(queries.PUT_CIPHERTEXT, [(value, account_id) for account_id, value in changed])

    def connection(self, account_id: str) -> Connection | None:
        """How the token of an account stands. Raises `Damaged`."""
        return connections.connection(self._database, account_id)

    def connections(self) -> tuple[Connection, ...]:
        """How all tokens stand, ordered by account."""
        return tuple(connections.connections(self._database, self._complain))

    def put_connection(self, connection: Connection) -> None:
        """Write how a token stands."""
        connections.put(self._database, connection)

    def renew(self, account: Account, before: bytes, ciphertext: bytes, connection: Connection) -> bool:
        """Replace an account's credential, scopes and expiry, if the stored one is still ``before``."""
        return connections.renew(self._database, account, before, ciphertext, connection)

    def lease(self, name: str, owner: str, now: datetime, until: datetime) -> bool:
        """Take something for oneself until then."""
        return connections.lease(self._database, name, owner, now, until)

    def meta(self, name: str) -> str | None:
        """A setting of the store itself."""
        row = self._row(queries.META, name)
        return None if row is None else row[0]

    def put_meta(self, name: str, value: str) -> None:
        """Write a setting of the store itself."""
        with self._database.writing() as connection:
            connection.execute(queries.PUT_META, (name, value))

    def submit(self, deliveries: Sequence[Delivery], apart: timedelta | None = None) -> tuple[Delivery, ...]:
        """Accept deliveries, all or none. Raises `IdempotencyConflict`, `Duplicate`, `UnknownAccount`, `Unstorable`."""
        return submission.submit(self._database, deliveries, apart)

    def claim(
        self, now: datetime, owner: str, lease: timedelta, limit: int, busy_accounts: Collection[str] = ()
    ) -> tuple[Delivery, ...]:
        """Take deliveries whose ``wake_at`` has come, and put aside what cannot be read."""
        return claiming.claim(
            self._database, now, owner, lease, limit, busy_accounts=busy_accounts, complain=self._complain
        )

    def save(self, saves: Sequence[Save]) -> tuple[bool, ...]:
        """Write many changes in one transaction. Raises `Unstorable` before anything is written."""
        return saving.save(self._database, saves)

    def delivery(self, delivery_id: str) -> Delivery | None:
        """One delivery. Raises `Damaged`."""
        row = self._row(queries.DELIVERY_BY_ID, delivery_id)
        return None if row is None else rows.delivery(row)

    def beginning_so(self, beginning: str, limit: int = 10) -> tuple[Delivery, ...]:
        """Deliveries whose id begins with a text."""
        found = self._all(queries.BEGINNING_SO, {"beginning": beginning, "limit": limit})
        return tuple(self._readable(rows.delivery, found))

    def keyed(self, account_id: str, idempotency_key: str) -> Delivery | None:
        """The delivery that an account's idempotency key stands for. Raises `Damaged`."""
        for _, *row in self._all(queries.used_keys(1), (account_id, idempotency_key)):
            return rows.delivery(row)
        return None

    def deliveries(  # noqa: PLR0913 - the protocol's filters
        self,
        *,
        states: Collection[str] = (),
        account_id: str | None = None,
        platform: str | None = None,
        submission: str | None = None,
        since: datetime | None = None,
        limit: int = 100,
        after: str | None = None,
    ) -> tuple[Delivery, ...]:
        """Deliveries ordered by due time and id, filtered. Raises `UnknownDelivery` and `Unstorable`."""
        if unknown := set(states) - _STATE_NAMES:
            raise errors.Unstorable(
                f"{', '.join(sorted(unknown))}: no states; there are {', '.join(sorted(_STATE_NAMES))}"
            )
        if limit < 1:
            raise errors.Unstorable(f"a list of {limit} deliveries holds nothing: the limit is at least 1")
        begin = "" if since is None else times.written(since, "since")
        place = (begin, "") if after is None else self._row(queries.PLACE, after)
        if place is None:
            raise errors.UnknownDelivery(after or "")
        wanted = {"account_id": account_id, "platform": platform, "submission": submission}
        values: dict[str, Any] = {column: value for column, value in wanted.items() if value is not None}
        names = tuple(dict.fromkeys(states))
        statement = queries.listing(states=len(names), columns=tuple(values))
        values.update((f"state{index}", name) for index, name in enumerate(names))
        found: list[Delivery] = []
        while missing := limit - len(found):
            values.update(after_due=place[0], after_id=place[1], limit=missing)
            page = self._all(statement, values)
            found.extend(self._readable(rows.delivery, page))
            if len(page) < missing:
                break
            place = (page[-1][4], page[-1][0])
        return tuple(found)

    def claimed(self, account_id: str, post_ids: Collection[str]) -> frozenset[str]:
        """Which of these platform post ids belong to a delivery already."""
        pairs = [(account_id, post_id) for post_id in post_ids]
        with self._database.reading() as connection:
            return frozenset(
                post_id
                for size, values in queries.grouped(pairs)
                for (post_id,) in connection.execute(queries.claimed(size), values).fetchall()
            )

    def published_at_most(self, account_ids: Collection[str], since: datetime) -> Mapping[str, int]:
        """How many publications some accounts have after a moment, or somewhat more."""
        wanted = {"accounts": json.dumps(list(account_ids)), "since": times.written(since, "since")}
        return dict(self._all(queries.PUBLISHED_AT_MOST, wanted))

    def publications(self, account_ids: Collection[str], since: datetime) -> tuple[publication.Publication, ...]:
        """What some accounts published, may have published, or are promised a place for, after a moment."""
        wanted = {"accounts": json.dumps(list(account_ids)), "since": times.written(since, "since")}
        return tuple(self._readable(publication.read, self._all(queries.PUBLICATIONS, wanted)))

    def history(self, delivery_id: str) -> tuple[Entry, ...]:
        """The story of one delivery, oldest first."""
        lines = self._all(queries.HISTORY, (delivery_id,))
        return tuple(self._readable(lambda line: rows.entry(delivery_id, line), lines))

    def unexplained(self, limit: int = 1000) -> tuple[str, ...]:
        """Ids of deliveries with answers that nobody could explain, the latest first."""
        return tuple(delivery_id for (delivery_id,) in self._all(queries.UNEXPLAINED, (limit,)))

    def tally(self, now: datetime) -> Tally:
        """How everything stands."""
        instant = {"now": times.written(now, "the time of a tally")}
        with self._database.reading() as connection:
            counts = dict(connection.execute(queries.COUNTS).fetchall())
            (overdue,) = connection.execute(queries.OVERDUE, instant).fetchone()
            next_due = _earliest(connection, queries.NEXT_DUE, instant)
        return Tally(counts=counts, next_due=next_due, overdue=overdue)

    def next_wake(self, due_by: datetime | None = None) -> datetime | None:
        """The earliest ``wake_at``, leases included; with ``due_by`` of what a run still has to wait for."""
        statement = queries.NEXT_WAKE if due_by is None else queries.NEXT_WAKE_OF_DUE
        values = {} if due_by is None else {"due_by": times.written(due_by, "due_by")}
        with self._database.reading() as connection:
            return _earliest(connection, statement, values)

    def _row(self, statement: str, key: str) -> tuple[Any, ...] | None:
        with self._database.reading() as connection:
            row: tuple[Any, ...] | None = connection.execute(statement, (key,)).fetchone()
            return row

    def _all(self, statement: str, values: Any = ()) -> list[tuple[Any, ...]]:
        with self._database.reading() as connection:
            return connection.execute(statement, values).fetchall()

    def _readable(self, read: Callable[[rows.Row], T], found: Iterable[rows.Row]) -> Iterator[T]:
        for row in found:
            try:
                yield read(row)
            except errors.Damaged as damage:
                self._complain(damage)


def _earliest(connection: sqlite3.Connection, statement: str, values: dict[str, str]) -> datetime | None:
    """The first time that a statement finds, past those that are none (2026-13-32 fits the column's pattern)."""
    after = ""
    while found := connection.execute(statement, {**values, "after": after}).fetchone():
        if found[0] is None:
            return None
        try:
            return times.read(found[0])
        except ValueError:
            after = found[0]
    return None
