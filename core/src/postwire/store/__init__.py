"""Where deliveries rest. `Store` is all that the engine knows; SQLite is the one that ships."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from attrs import field, frozen

from postwire.account import Account
from postwire.delivery import Delivery
from postwire.history import Entry


@frozen
class Save:
    """One change to one delivery, with the story that led to it."""

    delivery: Delivery
    """As it shall be. Its version is the one that was read; a store that holds another refuses the save."""
    entries: tuple[Entry, ...] = ()
    lease_until: datetime | None = None
    """Until when the saver keeps it for itself; None: it is released and wakes at its own ``wake_at``."""


@frozen(kw_only=True)
class Tally:
    """How the deliveries of a store stand."""

    counts: Mapping[str, int] = field(converter=dict)
    """State name to number; states without deliveries are left out."""
    next_due: datetime | None
    """The earliest hour of an unfinished delivery that is not under way and waits for no person."""
    overdue: int
    """Unfinished deliveries, waiting for no person, whose hour has passed."""


class Store(Protocol):
    """Durable deliveries, accounts and history. Every method is one transaction and safe to call from any thread."""

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

    def meta(self, name: str) -> str | None:
        """A setting of the store itself."""

    def put_meta(self, name: str, value: str) -> None:
        """Write a setting of the store itself."""

    def submit(self, deliveries: Sequence[Delivery]) -> tuple[Delivery, ...]:
        """Accept deliveries, all or none.

        One whose idempotency key the account has used before is not accepted again: the stored delivery stands in its
        place in the answer. Raises `IdempotencyConflict` where the stored one says something else (post, hour, late
        policy), and `UnknownAccount`.
        """

    def claim(
        self, now: datetime, owner: str, lease: timedelta, limit: int, busy_accounts: Collection[str] = ()
    ) -> tuple[Delivery, ...]:
        """Take up to ``limit`` deliveries whose ``wake_at`` has come, earliest first, until ``now + lease``.

        A claim counts the version up, so that an earlier owner's save is refused. Deliveries of busy accounts stay.
        """

    def save(self, saves: Sequence[Save]) -> tuple[bool, ...]:
        """Write many changes in one transaction; False where the stored version is another or the post is claimed.

        A refused save changes nothing, its history included, and does not disturb the others. A receipt's post id
        belongs to one delivery of an account: a save that would give it to a second one is refused.
        """

    def delivery(self, delivery_id: str) -> Delivery | None:
        """One delivery."""

    def deliveries(
        self,
        *,
        states: Collection[str] = (),
        account_id: str | None = None,
        platform: str | None = None,
        submission: str | None = None,
        limit: int = 100,
        after: str | None = None,
    ) -> tuple[Delivery, ...]:
        """Deliveries ordered by due time and id, filtered; ``after`` is the id of the last one of the page before."""

    def claimed(self, account_id: str, post_ids: Collection[str]) -> frozenset[str]:
        """Which of these platform post ids belong to a delivery already."""

    def history(self, delivery_id: str) -> tuple[Entry, ...]:
        """The story of one delivery, oldest first."""

    def tally(self, now: datetime) -> Tally:
        """How everything stands."""

    def next_wake(self, due_by: datetime | None = None) -> datetime | None:
        """The earliest ``wake_at``, leases included.

        With ``due_by`` only of deliveries that are due by then and not held: what a run still has to wait for.
        """

    def close(self) -> None:
        """Let go of the file."""
