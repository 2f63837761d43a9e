"""How tokens stand, and who may renew one: the rows beside the accounts."""

from collections.abc import Callable, Iterator
from datetime import datetime

from postwire import codec
from postwire.account import Account
from postwire.connection import Connection
from postwire.diagnosis import Diagnosis
from postwire.store import rows, times
from postwire.store.database import Database
from postwire.store.errors import Damaged

_COLUMNS = "account_id, since, failures, next_try, broken, broken_at"
_ALL = f"SELECT {_COLUMNS} FROM connection ORDER BY account_id"  # noqa: S608 - put together from names in this file
_ONE = f"SELECT {_COLUMNS} FROM connection WHERE account_id = ?"  # noqa: S608 - as above
_PUT = f"INSERT OR REPLACE INTO connection ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)"  # noqa: S608 - as above

_RENEW = """
UPDATE account SET scopes = ?, token_expires_at = ?, ciphertext = ?
WHERE id = ? AND ciphertext IS ?
"""
"""Only where the token is still the one that was renewed: somebody may have connected the account anew meanwhile."""

_LEASE = """
INSERT INTO lease (name, owner, until) VALUES (:name, :owner, :until)
ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
WHERE lease.owner = excluded.owner OR lease.until <= :now
"""
"""Takes what is free, over, or one's own already; otherwise nothing changes."""


def connection(database: Database, account_id: str) -> Connection | None:
    """See `postwire.store.Store.connection`."""
    with database.reading() as link:
        row = link.execute(_ONE, (account_id,)).fetchone()
    return None if row is None else _read(row)


def connections(database: Database, complain: Callable[[Damaged], None]) -> Iterator[Connection]:
    """See `postwire.store.Store.connections`."""
    with database.reading() as link:
        found = link.execute(_ALL).fetchall()
    for row in found:
        try:
            yield _read(row)
        except Damaged as damage:
            complain(damage)


def put(database: Database, new: Connection) -> None:
    """See `postwire.store.Store.put_connection`."""
    row = _row(new)
    with database.writing() as link:
        link.execute(_PUT, row)


def renew(database: Database, account: Account, before: bytes, ciphertext: bytes, new: Connection) -> bool:
    """See `postwire.store.Store.renew`."""
    _, _, _, _, scopes, expires, *_ = rows.added(account, ciphertext, new.since)
    row = _row(new)
    with database.writing() as link:
        if not link.execute(_RENEW, (scopes, expires, ciphertext, account.id, before)).rowcount:
            return False
        link.execute(_PUT, row)
    return True


def lease(database: Database, name: str, owner: str, now: datetime, until: datetime) -> bool:
    """See `postwire.store.Store.lease`."""
    values = {"name": name, "owner": owner}
    values |= {"now": times.written(now, "the time of a lease"), "until": times.written(until, "the end of a lease")}
    with database.writing() as link:
        return link.execute(_LEASE, values).rowcount > 0


def _row(new: Connection) -> tuple[object, ...]:
    def moment(instant: datetime | None, what: str) -> str | None:
        return None if instant is None else times.written(instant, f"{what} of {new.account_id!r}")

    return (
        new.account_id,
        moment(new.since, "the beginning of the connection"),
        new.failures,
        moment(new.next_try, "the next refresh"),
        None if new.broken is None else codec.dump(new.broken),
        moment(new.broken_at, "the end of the connection"),
    )


def _read(row: rows.Row) -> Connection:
    account_id, since, failures, next_try, broken, broken_at = row
    column = "since"
    try:
        begun = times.read(since)
        column = "next_try"
        later = None if next_try is None else times.read(next_try)
        column = "broken"
        diagnosis = None if broken is None else codec.load(broken, Diagnosis)
        column = "broken_at"
        ended = None if broken_at is None else times.read(broken_at)
    except ValueError as error:
        raise Damaged("connection", account_id, column, str(error)) from None
    return Connection(
        account_id=account_id,
        since=begun,
        failures=failures,
        next_try=later,
        broken=diagnosis,
        broken_at=ended,
    )
