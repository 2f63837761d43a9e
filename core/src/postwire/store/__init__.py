"""Where deliveries rest. `Store` is all that the engine knows; SQLite is the one that ships."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from attrs import frozen

from postwire.account import Account
from postwire.connection import Connection
from postwire.delivery import Delivery
from postwire.history import Entry
from postwire.store.publication import Publication


@frozen
class Save:
    """One change to one delivery, with the story that led to it."""

    delivery: Delivery
    """As it shall be: state, ``wake_at``, due time, late policy and preparation; the rest is fixed by ``submit``.

    Its version is the one that was read; a store that holds another refuses the save. One that took holds the next.
    """
    entries: tuple[Entry, ...] = ()
    lease_until: datetime | None = None
    """Until when the saver keeps it for itself; None: it is released and wakes at its own ``wake_at``."""


@frozen(kw_only=True)
class Tally:
    """How the deliveries of a store stand."""

    counts: Mapping[str, int]
    """State name to number; states without deliveries are left out."""
    next_due: datetime | None
    """The earliest hour of an unfinished delivery that is not under way and waits for no person.

    What waits for a person has no ``wake_at``.
    """
    overdue: int
    """Deliveries not live yet whose hour has passed, and that wait neither for a person nor for another hour."""


class Store(Protocol):
    """Durable deliveries, accounts and history. Every method is one transaction and safe to call from any thread.

    Errors are those of `postwire.store.errors`. A value that cannot be stored (a naive time, a container that is no
    JSON) raises `Unstorable` before anything is written. What was stored and cannot be read any more raises `Damaged`
    where it is asked for by its id, and never stands in the way of anything else: lists leave it out, a claim puts it
    aside for good.
    """

    def put_account(self, account: Account, ciphertext: bytes | None) -> None:
        """Add an account or replace it. A ciphertext of None keeps the credential that is stored."""

    def account(self, account_id: str) -> Account | None:
        """The account of that id."""

    def accounts(self) -> tuple[Account, ...]:
        """All accounts, ordered by id."""

    def remove_account(self, account_id: str) -> None:
        """Remove an account and its credential. Raises `AccountInUse` while unfinished deliveries need it."""

    def ciphertext(self, account_id: str) -> bytes | None:
        """The encrypted credential of an account."""

    def reseal(self, change: Callable[[Mapping[str, bytes]], Mapping[str, bytes]]) -> None:
        """Replace credentials: ``change`` gets all of them by account id, and gives those that shall stand there.

        Whatever it raises leaves everything as it was.
        """

    def connection(self, account_id: str) -> Connection | None:
        """How the token of an account stands; None: nothing is known of it."""

    def connections(self) -> tuple[Connection, ...]:
        """How all tokens stand, ordered by account."""

    def put_connection(self, connection: Connection) -> None:
        """Write how a token stands. The account must be there."""

    def renew(self, account: Account, before: bytes, ciphertext: bytes, connection: Connection) -> bool:
        """Replace an account's credential, scopes and expiry, if the stored one is still ``before``; else False."""

    def lease(self, name: str, owner: str, now: datetime, until: datetime) -> bool:
        """Take something for oneself until then: False where another owner has it. One's own can be taken again.

        ``until`` not after ``now`` gives it back.
        """

    def meta(self, name: str) -> str | None:
        """A setting of the store itself."""

    def put_meta(self, name: str, value: str) -> None:
        """Write a setting of the store itself."""

    def submit(self, deliveries: Sequence[Delivery], apart: timedelta | None = None) -> tuple[Delivery, ...]:
        """Accept deliveries, all or none.

        One whose idempotency key the account has used before is not accepted again: the stored delivery stands in its
        place in the answer. Raises `IdempotencyConflict` where that one was submitted as something else (post, hour,
        late policy, a chain with fewer parts), and `UnknownAccount`. The facts of media are not compared, since a
        second probe may find more; a delivery that is due at the instant of its creation was asked for at once,
        whatever that instant was.

        With ``apart``, one that says word for word what another delivery of its account says, due less than that time
        before or after it, raises `Duplicate`, unless that one never went out or is taken down. What has a parent is
        not compared.
        """

    def claim(
        self, now: datetime, owner: str, lease: timedelta, limit: int, busy_accounts: Collection[str] = ()
    ) -> tuple[Delivery, ...]:
        """Take up to ``limit`` deliveries whose ``wake_at`` has come, the earliest, until ``now + lease``.

        They come ordered by due time and id, with the end of the lease as their ``wake_at``. A claim counts the
        version up, so that an earlier owner's save is refused. Deliveries of busy accounts stay.
        """

    def save(self, saves: Sequence[Save]) -> tuple[bool, ...]:
        """Write many changes in one transaction; False where the stored version is another or the post is claimed.

        What comes to rest, live or not, wakes those deliveries (queued or held) whose ``parent`` it is, in the same
        transaction, with their version counted up.

        A refused save changes nothing, its history included, and does not disturb the others. A receipt's post id
        belongs to one delivery of an account: a save that would give it to a second one is refused.
        """

    def delivery(self, delivery_id: str) -> Delivery | None:
        """One delivery."""

    def beginning_so(self, beginning: str, limit: int = 10) -> tuple[Delivery, ...]:
        """Deliveries whose id begins with a text, ordered by id."""

    def keyed(self, account_id: str, idempotency_key: str) -> Delivery | None:
        """The delivery that an account's idempotency key stands for."""

    def deliveries(
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
        """Deliveries ordered by due time and id, filtered.

        ``since`` leaves out what is due before it; ``after`` is the id of the last one of the page before.
        """

    def claimed(self, account_id: str, post_ids: Collection[str]) -> frozenset[str]:
        """Which of these platform post ids belong to a delivery already."""

    def published_at_most(self, account_ids: Collection[str], since: datetime) -> Mapping[str, int]:
        """How many `publications` some accounts have after a moment, or somewhat more; a cheap look.

        What is known not to have gone out may be counted, too.
        """

    def publications(self, account_ids: Collection[str], since: datetime) -> tuple[Publication, ...]:
        """What some accounts published, may have published, or are promised a place for, after a moment.

        Ordered by moment. What was taken down counts; what is known not to have gone out does not.
        """

    def history(self, delivery_id: str) -> tuple[Entry, ...]:
        """The story of one delivery, oldest first."""

    def unexplained(self, limit: int = 1000) -> tuple[str, ...]:
        """Ids of deliveries in whose stories stands an answer that nobody could explain, the latest first.

        Such an answer was judged by its HTTP status alone, or belongs to no category. Walks through all stories.
        """

    def tally(self, now: datetime) -> Tally:
        """How everything stands."""

    def next_wake(self, due_by: datetime | None = None) -> datetime | None:
        """The earliest ``wake_at``, leases included.

        With ``due_by`` only of deliveries that are due by then and not held: what a run still has to wait for.
        """

    def close(self) -> None:
        """Let go of the file."""
