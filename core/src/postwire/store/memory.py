"""A store in memory, for tests and for embedders who want nothing on disk: the same promises, but durability."""

import threading
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

from attrs import define, evolve, field

from postwire.account import Account
from postwire.connection import Connection
from postwire.delivery import Delivery
from postwire.history import Entry, is_unexplained
from postwire.state import STATES, Deleted, Deleting, Held, Published, Queued, name_of, settles
from postwire.store import Save, Tally
from postwire.store.content import said
from postwire.store.errors import (
    AccountInUse,
    Duplicate,
    IdempotencyConflict,
    UnknownAccount,
    UnknownDelivery,
    Unstorable,
)
from postwire.store.publication import Publication, counts, counts_at, use_of, waits_for_quota

_STATE_NAMES = frozenset(state.__name__.lower() for state in STATES)
_ENDED = {"published", "deleted", "failed", "cancelled", "missed"}
_RESTING = {"queued", "ready", "held"}
_UNDER_WAY = {"queued", "creating", "processing", "ready", "publishing", "deleting"}


@define
class _Row:
    delivery: Delivery
    asked_due: datetime | None
    """The hour that was asked for; None: at once."""
    counts_at: datetime | None = None
    """When it counts for quotas."""
    is_owned: bool = False
    """Whether somebody is at work on it."""
    history: list[Entry] = field(factory=list)


class MemoryStore:
    """`postwire.store.Store` in dictionaries."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._accounts: dict[str, Account] = {}
        self._ciphertexts: dict[str, bytes | None] = {}
        self._rows: dict[str, _Row] = {}
        self._meta: dict[str, str] = {}
        self._connections: dict[str, Connection] = {}
        self._leases: dict[str, tuple[str, datetime]] = {}

    def put_account(self, account: Account, ciphertext: bytes | None) -> None:
        """Add or replace."""
        with self._lock:
            self._accounts[account.id] = account
            if ciphertext is not None or account.id not in self._ciphertexts:
                self._ciphertexts[account.id] = ciphertext

    def account(self, account_id: str) -> Account | None:
        """The account of that id."""
        return self._accounts.get(account_id)

    def accounts(self) -> tuple[Account, ...]:
        """All, by id."""
        return tuple(self._accounts[name] for name in sorted(self._accounts))

    def remove_account(self, account_id: str) -> None:
        """Remove it, unless it is needed."""
        with self._lock:
            if account_id not in self._accounts:
                raise UnknownAccount(account_id)
            needed = [d for d in self._sorted() if d.account_id == account_id and name_of(d.state) not in _ENDED]
            if needed:
                raise AccountInUse(account_id, len(needed), needed[0].id)
            del self._accounts[account_id], self._ciphertexts[account_id]
            self._connections.pop(account_id, None)

    def ciphertext(self, account_id: str) -> bytes | None:
        """The encrypted credential."""
        return self._ciphertexts.get(account_id)

    def reseal(self, change: Callable[[Mapping[str, bytes]], Mapping[str, bytes]]) -> None:
        """Replace credentials, all or none."""
        with self._lock:
            kept = {name: value for name, value in sorted(self._ciphertexts.items()) if value is not None}
            self._ciphertexts.update(change(kept))

    def connection(self, account_id: str) -> Connection | None:
        """How a token stands."""
        return self._connections.get(account_id)

    def connections(self) -> tuple[Connection, ...]:
        """All, by account."""
        return tuple(self._connections[name] for name in sorted(self._connections))

    def put_connection(self, connection: Connection) -> None:
        """Add or replace."""
        self._connections[connection.account_id] = connection

    def renew(self, account: Account, before: bytes, ciphertext: bytes, connection: Connection) -> bool:
        """Compare, then replace."""
        with self._lock:
            if self._ciphertexts.get(account.id) != before:
                return False
            known = self._accounts[account.id]
            changed = evolve(known, scopes=account.scopes, token_expires_at=account.token_expires_at)
            self._accounts[account.id], self._ciphertexts[account.id] = changed, ciphertext
            self._connections[account.id] = connection
            return True

    def lease(self, name: str, owner: str, now: datetime, until: datetime) -> bool:
        """Take what is free, over, or one's own."""
        with self._lock:
            holder, end = self._leases.get(name, (owner, now))
            if holder != owner and end > now:
                return False
            self._leases[name] = owner, until
            return True

    def meta(self, name: str) -> str | None:
        """A setting of the store."""
        return self._meta.get(name)

    def put_meta(self, name: str, value: str) -> None:
        """Write a setting of the store."""
        self._meta[name] = value

    def submit(self, deliveries: Sequence[Delivery], apart: timedelta | None = None) -> tuple[Delivery, ...]:
        """All or none."""
        with self._lock:
            holders = {
                (row.delivery.account_id, row.delivery.idempotency_key): row
                for row in self._rows.values()
                if row.delivery.idempotency_key is not None
            }
            answer: list[Delivery] = []
            fresh: dict[str, _Row] = {}
            stood_for: dict[str, Delivery] = {}
            for new in deliveries:
                if (account := self._accounts.get(new.account_id)) is None:
                    raise UnknownAccount(new.account_id)
                if account.platform != new.platform:
                    raise Unstorable(
                        f"delivery {new.id!r} is for {new.platform!r}, its account on {account.platform!r}"
                    )
                row = _Row(new, None if new.due == new.created_at else new.due)
                if new.idempotency_key is not None:
                    holder = holders.setdefault((new.account_id, new.idempotency_key), row)
                    if holder is not row:
                        _require_the_same(holder, row)
                        answer.append(holder.delivery)
                        stood_for[new.id] = holder.delivery
                        continue
                if (end := stood_for.get(new.parent or "")) is not None:
                    raise IdempotencyConflict(end.idempotency_key or "", end.id, ("number of parts",))
                if new.id in self._rows or new.id in fresh:
                    raise Unstorable(f"delivery id {new.id!r} is taken: give every delivery an id of its own")
                if apart is not None and new.parent is None:
                    self._keep_apart(new, [row.delivery for row in fresh.values()], apart)
                fresh[new.id] = row
                answer.append(new)
            self._rows.update(fresh)
            return tuple(answer)

    def _keep_apart(self, new: Delivery, beside: Sequence[Delivery], apart: timedelta) -> None:
        for other in (*self._sorted(), *beside):
            if other.parent is not None:
                continue
            alike = other.account_id == new.account_id and said(other.post) == said(new.post)
            if alike and abs(other.due - new.due) < apart and name_of(other.state) not in _ENDED - {"published"}:
                raise Duplicate(new.id, new.account_id, other.id, name_of(other.state), other.due)

    def claim(
        self, now: datetime, owner: str, lease: timedelta, limit: int, busy_accounts: Collection[str] = ()
    ) -> tuple[Delivery, ...]:
        """The earliest that are due."""
        del owner  # nobody can look into this store who would want to know
        if limit < 1:
            raise Unstorable(f"a claim of {limit} deliveries takes nothing: the limit is at least 1")
        with self._lock:
            due = [d for d in self._sorted() if d.wake_at is not None and d.wake_at <= now]
            wanted = [d for d in due if d.account_id not in busy_accounts]
            wanted.sort(key=lambda d: (d.wake_at or now, d.due, d.id))
            claimed = [evolve(d, wake_at=now + lease, version=d.version + 1) for d in wanted[:limit]]
            for delivery in claimed:
                row = self._rows[delivery.id]
                row.delivery, row.is_owned = delivery, True
            return tuple(sorted(claimed, key=_place))

    def save(self, saves: Sequence[Save]) -> tuple[bool, ...]:
        """Each one alone."""
        with self._lock:
            return tuple(self._save(save) for save in saves)

    def _save(self, save: Save) -> bool:
        row = self._rows.get(save.delivery.id)
        if row is None or row.delivery.version != save.delivery.version:
            return False
        post_id = _post_id(save.delivery)
        if post_id is not None and self._owner(save.delivery.account_id, post_id) not in {None, save.delivery.id}:
            return False
        wake_at = save.delivery.wake_at if save.lease_until is None else save.lease_until
        row.delivery = evolve(save.delivery, wake_at=wake_at, version=save.delivery.version + 1)
        row.is_owned = row.is_owned and save.lease_until is not None
        row.counts_at = counts_at(row.delivery, row.counts_at)
        row.history.extend(save.entries)
        if settles(save.delivery.state):
            for child in self._rows.values():
                if child.delivery.parent == save.delivery.id and isinstance(child.delivery.state, Queued | Held):
                    waiting = child.delivery
                    child.delivery = evolve(waiting, wake_at=waiting.due, version=waiting.version + 1)
                    child.is_owned = False
        return True

    def delivery(self, delivery_id: str) -> Delivery | None:
        """One delivery."""
        row = self._rows.get(delivery_id)
        return row.delivery if row else None

    def beginning_so(self, beginning: str, limit: int = 10) -> tuple[Delivery, ...]:
        """By id."""
        with self._lock:
            found = [row.delivery for name, row in sorted(self._rows.items()) if name.startswith(beginning)]
        return tuple(found[:limit])

    def keyed(self, account_id: str, idempotency_key: str) -> Delivery | None:
        """The one with that key."""
        with self._lock:
            named = (row.delivery for row in self._rows.values())
            return next((d for d in named if (d.account_id, d.idempotency_key) == (account_id, idempotency_key)), None)

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
        """Filtered, by due time and id."""
        if unknown := set(states) - _STATE_NAMES:
            raise Unstorable(f"{', '.join(sorted(unknown))}: no states; there are {', '.join(sorted(_STATE_NAMES))}")
        if limit < 1:
            raise Unstorable(f"a list of {limit} deliveries holds nothing: the limit is at least 1")
        if after is not None and after not in self._rows:
            raise UnknownDelivery(after)
        with self._lock:
            found = [
                delivery
                for delivery in self._sorted()
                if (not states or name_of(delivery.state) in states)
                and account_id in {None, delivery.account_id}
                and platform in {None, delivery.platform}
                and submission in {None, delivery.submission}
                and (since is None or delivery.due >= since)
            ]
            if after is not None:
                last = _place(self._rows[after].delivery)
                found = [delivery for delivery in found if _place(delivery) > last]
            return tuple(found[:limit])

    def claimed(self, account_id: str, post_ids: Collection[str]) -> frozenset[str]:
        """Which belong to a delivery."""
        with self._lock:
            return frozenset(post_id for post_id in post_ids if self._owner(account_id, post_id) is not None)

    def published_at_most(self, account_ids: Collection[str], since: datetime) -> Mapping[str, int]:
        """Exactly as many."""
        return Counter(each.account_id for each in self.publications(account_ids, since))

    def publications(self, account_ids: Collection[str], since: datetime) -> tuple[Publication, ...]:
        """By moment."""
        with self._lock:
            found = [
                Publication(
                    delivery_id=row.delivery.id,
                    account_id=row.delivery.account_id,
                    at=row.counts_at,
                    use=use_of(row.delivery),
                    is_promise=waits_for_quota(row.delivery),
                )
                for row in self._rows.values()
                if row.counts_at is not None and row.counts_at > since
                if row.delivery.account_id in account_ids and counts(row.delivery)
            ]
        return tuple(sorted(found, key=lambda each: (each.at, each.delivery_id)))

    def history(self, delivery_id: str) -> tuple[Entry, ...]:
        """Oldest first."""
        row = self._rows.get(delivery_id)
        return tuple(row.history) if row else ()

    def unexplained(self, limit: int = 1000) -> tuple[str, ...]:
        """Ids of deliveries with answers that nobody could explain, the latest first."""
        with self._lock:
            last = {
                delivery_id: max(entry.at for entry in row.history if is_unexplained(entry))
                for delivery_id, row in self._rows.items()
                if any(map(is_unexplained, row.history))
            }
        return tuple(sorted(last, key=lambda delivery_id: last[delivery_id], reverse=True)[:limit])

    def tally(self, now: datetime) -> Tally:
        """How everything stands."""
        with self._lock:
            rows = [(row, name_of(row.delivery.state)) for row in self._rows.values()]
        waiting = [(row, name) for row, name in rows if row.delivery.wake_at is not None]
        resting = [
            row.delivery.due
            for row, name in waiting
            if name in _RESTING and not (row.is_owned and (row.delivery.wake_at or now) > now)
        ]
        overdue = [
            row
            for row, name in waiting
            if name in (_UNDER_WAY | {"held"})
            and row.delivery.due < now
            and _post_id(row.delivery) is None
            and (name != "held" or (row.delivery.wake_at or now) <= now)
        ]
        return Tally(
            counts=Counter(name for _, name in rows), next_due=min(resting, default=None), overdue=len(overdue)
        )

    def next_wake(self, due_by: datetime | None = None) -> datetime | None:
        """The earliest."""
        with self._lock:
            wakes = [
                delivery.wake_at
                for delivery in self._sorted()
                if delivery.wake_at is not None
                and (due_by is None or (delivery.due <= due_by and name_of(delivery.state) in _UNDER_WAY))
            ]
        return min(wakes, default=None)

    def close(self) -> None:
        """Nothing to let go of."""

    def _sorted(self) -> list[Delivery]:
        return sorted((row.delivery for row in self._rows.values()), key=_place)

    def _owner(self, account_id: str, post_id: str) -> str | None:
        for row in self._rows.values():
            if row.delivery.account_id == account_id and _post_id(row.delivery) == post_id:
                return row.delivery.id
        return None


def _place(delivery: Delivery) -> tuple[datetime, str]:
    """What lists are ordered by."""
    return delivery.due, delivery.id


def _require_the_same(holder: _Row, new: _Row) -> None:
    """Raises `IdempotencyConflict` where a key is used for something else."""
    same = {
        "post": said(holder.delivery.post) == said(new.delivery.post),
        "due time": holder.asked_due == new.asked_due,
        "late policy": holder.delivery.late == new.delivery.late,
    }
    if not all(same.values()):
        differences = tuple(part for part, is_same in same.items() if not is_same)
        raise IdempotencyConflict(new.delivery.idempotency_key or "", holder.delivery.id, differences)


def _post_id(delivery: Delivery) -> str | None:
    match delivery.state:
        case Published(receipt) | Deleting(receipt) | Deleted(receipt) | Held(_, Deleting(receipt)):
            return receipt.post_id
        case _:
            return None
