"""When deliveries will go out, as far as it can be known: their hours, the pace after an outage, and the quotas.

Nothing here speaks to a platform. Quotas are counted over our own deliveries of an account; what was published by other
ways is not seen. A quota counts a moving window, so a post fits where no window that holds it is full.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from attrs import frozen

from postwire.delivery import Delivery, LateKind
from postwire.engine.pacing import is_paced, step_between
from postwire.manifest import Manifest, Quota, Use
from postwire.state import Deleting, Held, Publishing
from postwire.store import Store
from postwire.store.publication import use_of, waits_for_quota

WAITING = ("queued", "creating", "processing", "ready", "held")
"""The states of what is still to go out."""


class Ledger:
    """The moments that count for one quota of one account, past and to come."""

    def __init__(self, quota: Quota, moments: Iterable[datetime] = ()) -> None:
        self.quota = quota
        self._moments = sorted(moments)

    def add(self, moment: datetime) -> None:
        """Count one more."""
        insort(self._moments, moment)

    def used(self, now: datetime) -> int:
        """How many count in the window that ends now."""
        return bisect_right(self._moments, now) - bisect_right(self._moments, now - self.quota.window)

    def first_fit(self, wanted: datetime) -> datetime:
        """The earliest moment, not before the wanted one, at which one more keeps every window within the quota."""
        moment = wanted
        while (later := self._overfull_until(moment)) is not None:
            moment = later
        return moment

    def _overfull_until(self, moment: datetime) -> datetime | None:
        """The next moment that may do, where this one does not."""
        known, maximum, window = self._moments, self.quota.maximum, self.quota.window
        end = bisect_right(known, moment)
        if end >= maximum and known[end - maximum] > moment - window:
            return known[end - maximum] + window
        for index in range(end, len(known)):
            if known[index] >= moment + window:
                break
            # with one more, the window that ends here would hold one too many
            if index + 1 >= maximum and known[index + 1 - maximum] > known[index] - window:
                return known[index]
        return None


@frozen(kw_only=True)
class Planned:
    """One delivery, and what will become of it if nothing goes wrong."""

    delivery: Delivery
    at: datetime | None
    """When it goes out; None: it does not, by its late policy."""
    paced: bool = False
    """Whether it waits for its moment after an outage."""
    quota: Quota | None = None
    """The quota that it has to wait for."""

    @property
    def outcome(self) -> str:
        """``published``, ``missed`` or ``held``."""
        if self.at is not None:
            return "published"
        return "held" if self.delivery.late.kind is LateKind.HOLD else "missed"


@frozen(kw_only=True)
class Tally:
    """What postwire itself did, and will do, within one quota."""

    quota: Quota
    sent: int
    """In the window that ends now."""
    planned: int
    """In the window that begins now, if nothing goes wrong."""


def tallies(
    store: Store, account_id: str, manifest: Manifest, planned: Sequence[Planned], now: datetime
) -> tuple[Tally, ...]:
    """One for each quota that counts what is published."""
    return tuple(
        Tally(
            quota=ledger.quota,
            sent=ledger.used(now),
            planned=sum(
                each.at is not None
                and each.at < now + ledger.quota.window
                and use_of(each.delivery) in ledger.quota.uses
                for each in planned
            ),
        )
        for ledger in published_ledgers(store, account_id, manifest, now)
    )


def publishing_quotas(manifest: Manifest) -> list[Quota]:
    """The quotas that count what is published."""
    return [quota for quota in manifest.quotas if quota.uses & {Use.POST, Use.REPLY}]


def ledgers(store: Store, beside: Delivery, manifest: Manifest, now: datetime, until: datetime) -> list[Ledger]:
    """What an account has used, and reserved by accepted deliveries beside one, of the quotas for publishing."""
    used = published_ledgers(store, beside.account_id, manifest, now, but=beside.id)
    if not used:
        return []
    longest = max(ledger.quota.window for ledger in used)
    for each in _waiting(store, beside.account_id, until + longest):
        for ledger in used:
            if each.id != beside.id and use_of(each) in ledger.quota.uses:
                ledger.add(_moment(each, now))
    return used


def published_ledgers(
    store: Store, account_id: str, manifest: Manifest, now: datetime, but: str | None = None
) -> list[Ledger]:
    """What is used of the quotas for publishing, all deliveries but one, without what is only promised a place."""
    quotas = publishing_quotas(manifest)
    longest = max((quota.window for quota in quotas), default=timedelta(0))
    found = [
        each
        for each in store.publications([account_id], now - longest)
        if not each.is_promise and each.delivery_id != but
    ]
    return [Ledger(quota, (each.at for each in found if each.use in quota.uses)) for quota in quotas]


def delayed_by_quota(kept: Sequence[Ledger], use: Use, wanted: datetime) -> tuple[datetime, Quota | None]:
    """When one more fits, and the quota that delays it most."""
    moment, cause = wanted, None
    concerned = [ledger for ledger in kept if use in ledger.quota.uses]
    while True:
        fits = [(ledger.first_fit(moment), ledger.quota) for ledger in concerned]
        latest, quota = max(fits, key=lambda fit: fit[0], default=(moment, None))
        if latest <= moment:
            return moment, cause
        moment, cause = latest, quota


def plan(waiting: Sequence[Delivery], past: Sequence[Ledger], longest: timedelta, now: datetime) -> Iterator[Planned]:
    """What will become of one account's waiting deliveries, in the order in which they go out.

    ``past`` holds what is published already; the waiting ones are counted as they are planned.
    """
    begun = sorted(_begun(waiting, longest, now), key=lambda each: (each[0], each[1].due, each[1].id))
    for wanted, delivery, paced in begun:
        moment, quota = delayed_by_quota(past, use_of(delivery), wanted)
        if not _is_let_out(delivery, moment):
            yield Planned(delivery=delivery, at=None, paced=paced, quota=quota)
            continue
        concerned = [ledger for ledger in past if use_of(delivery) in ledger.quota.uses]
        if quota is None and waits_for_quota(delivery) and concerned:
            quota = min(concerned, key=lambda ledger: ledger.quota.maximum - ledger.used(now)).quota
        for ledger in concerned:
            ledger.add(moment)
        yield Planned(delivery=delivery, at=moment, paced=paced, quota=quota)


def _begun(waiting: Sequence[Delivery], longest: timedelta, now: datetime) -> Iterator[tuple[datetime, Delivery, bool]]:
    """When each one's turn comes, as `Pacer` gives it, and whether it was made to wait for it."""
    last: tuple[datetime, datetime] | None = None
    for delivery in sorted(waiting, key=lambda each: (each.due, each.id)):
        wake = delivery.wake_at or now
        if is_paced(delivery, now) and wake <= now:
            moment = now if last is None else last[0] + step_between(last[1], delivery.due, longest)
            last = moment, delivery.due
            yield moment, delivery, moment > now
        elif isinstance(delivery.state, Held) or is_paced(delivery, now):
            yield max(wake, now, delivery.due), delivery, is_paced(delivery, now)
        else:
            yield max(delivery.due, now), delivery, False


def _is_let_out(delivery: Delivery, moment: datetime) -> bool:
    return delivery.late.kind is LateKind.PUBLISH or moment - delivery.due <= delivery.late.within


def _waiting(store: Store, account_id: str, until: datetime) -> Iterator[Delivery]:
    """What is accepted, due by then, and was not begun to be published."""
    after = None
    while page := store.deliveries(account_id=account_id, states=WAITING, limit=500, after=after):
        for delivery in page:
            if delivery.due > until:
                return
            if not (isinstance(delivery.state, Held) and isinstance(delivery.state.back_to, Publishing | Deleting)):
                yield delivery
        after = page[-1].id


def _moment(delivery: Delivery, now: datetime) -> datetime:
    """When it is to go out."""
    wake = delivery.wake_at if isinstance(delivery.state, Held) else None
    return max(delivery.due, wake or now, now)
