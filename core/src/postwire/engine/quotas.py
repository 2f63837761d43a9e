"""Quotas that are kept before a platform has to say so: what does not fit into a window waits until it does.

Counted is what the store knows, so that runners which share a store share its quotas: whatever is, was or may be live,
from the moment its publish call was begun. An account that is far from its quotas is counted once in a while. Near
them every post takes its place first, by the save that begins its publish call, and counts then, together with what
others have saved: of several that take the last place at the same moment none is sent, and each looks again shortly.

What does not fit is held, and is promised the moment at which it will, behind what was promised before.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from attrs import define, evolve, frozen

from postwire.delivery import Delivery, LateKind
from postwire.engine.forecast import Ledger, delayed_by_quota, publishing_quotas
from postwire.engine.turn import Performed
from postwire.history import Entry, EntryKind
from postwire.lifecycle import events, reasons
from postwire.manifest import Quota
from postwire.operation import Operation
from postwire.registry import Registry
from postwire.state import Creating, Held, Processing, Publishing, Queued, Ready, under_way
from postwire.store import Save, Store
from postwire.store.publication import Publication, use_of
from postwire.when import spoken

RECENT = timedelta(seconds=2)
"""How long a count is believed."""
SLACK = timedelta(seconds=30)
"""How much longer than the platform says a post counts: we know when its publish call was begun, not when it ended."""
FAR = 32
"""An account with fewer places left than this is near its quota, whatever the quota is."""
_SHARE = 4
"""The part of the places left that goes uncounted is one of so many: others may be at work on the account."""
_AGAIN = 3.0
"""Seconds after which a place is looked for again that several took at once; up to twice as many."""
_MOST = 4096
"""Accounts beyond which those that were not counted lately are forgotten."""
_INSTANT = timedelta(microseconds=1)

Unsent = Queued | Creating | Processing | Ready
"""What may lead to a publish call."""


@frozen
class _Kept:
    """The quotas of a platform."""

    quotas: tuple[Quota, ...]
    longest: timedelta


@define
class _Standing:
    """How an account stood when it was counted."""

    counted_at: datetime
    free: int
    """How many more may go before it is counted anew; 0 near a quota."""
    publications: list[Publication] | None = None
    """What counts, near a quota."""

    @property
    def is_near(self) -> bool:
        return self.publications is not None

    def is_recent(self, now: datetime) -> bool:
        return timedelta(0) <= now - self.counted_at < RECENT


class Quotas:
    """What the accounts of a store may still publish."""

    def __init__(
        self, store: Store, registry: Registry, now: Callable[[], datetime], jitter: Callable[[], float]
    ) -> None:
        self._store = store
        self._registry = registry
        self._now = now
        self._jitter = jitter
        self._kept: dict[str, _Kept] = {}
        self._standings: dict[str, _Standing] = {}
        self._lock = Lock()
        self._taken: dict[str, Publication] = {}
        """By delivery: places near a quota of those who are at work, and have not begun their publish call yet."""

    def count(self, deliveries: Iterable[Delivery], now: datetime) -> None:
        """Count the accounts of some deliveries at once, as far as that is not known."""
        wanted: dict[str, set[str]] = {}
        for delivery in deliveries:
            standing = self._standings.get(delivery.account_id)
            if standing is None or not standing.is_recent(now):
                wanted.setdefault(delivery.platform, set()).add(delivery.account_id)
        for platform, accounts in wanted.items():
            if (kept := self._of(platform)).quotas:
                self._look(accounts, kept, now)

    def put_off(self, delivery: Delivery, now: datetime) -> Save | None:
        """The save that lets a delivery wait until it fits; None: it may go on."""
        standing = self._standings.get(delivery.account_id)
        if standing is not None and standing.free > 0 and standing.is_recent(now):
            standing.free -= 1
            return None
        kept, begun = self._of(delivery.platform), under_way(delivery.state)
        if not kept.quotas or not isinstance(begun, Unsent) or not _may_publish(begun, delivery, now):
            return None
        with self._lock:
            return self._put_off(delivery, begun, kept, now)

    def refusal(self, saved: Delivery) -> Performed | None:
        """Why a publish call that was begun must not be sent; None: it fits."""
        now, state = self._now(), saved.state
        standing = self._standings.get(saved.account_id)
        if standing is not None and not standing.is_near and standing.is_recent(now):
            return None
        kept = self._of(saved.platform)
        if not kept.quotas or not isinstance(state, Publishing) or state.stage.doubted:
            return None  # what is sent once more has had its place before
        if not self._standing(saved, now).is_near:
            return None
        counted = self._store.publications([saved.account_id], now - kept.longest)
        moment, quota = self._fit([each for each in counted if not each.is_promise], saved, kept, now)
        if quota is None:
            return None
        seconds = min(_AGAIN * (1 + self._jitter()), (moment - now).total_seconds())
        detail = f"{_words(quota)} are used up, others took a place at the same moment; it is counted again shortly"
        diagnosis = reasons.quota_full(saved.platform, detail, seconds)
        return Performed(events.Refusal(now, Operation.PUBLISH, diagnosis, sent=False))

    def release(self, delivery: Delivery) -> None:
        """A delivery is no longer worked on: its place is given back, or stands in the store."""
        if self._taken and self._taken.pop(delivery.id, None) is not None:
            self._standings.pop(delivery.account_id, None)

    def _put_off(self, delivery: Delivery, begun: Unsent, kept: _Kept, now: datetime) -> Save | None:
        standing = self._standing(delivery, now)
        known = standing.publications
        if known is None:
            standing.free -= 1
            return None
        used = [each for each in known if not each.is_promise]
        stored = {each.delivery_id for each in used}
        used += (each for each in self._taken.values() if each.delivery_id not in stored)
        if self._fit(used, delivery, kept, now)[1] is None:
            self._taken[delivery.id] = _publication(delivery, now, is_promise=False)
            return None
        promised = [each for each in known if each.is_promise and each.at > now]
        moment, quota = self._fit(used + promised, delivery, kept, now)
        assert quota is not None  # noqa: S101 - with more that counts it fits no sooner
        known.append(_publication(delivery, moment, is_promise=True))
        return _waiting(delivery, begun, moment, quota, now)

    def _fit(
        self, counted: Iterable[Publication], delivery: Delivery, kept: _Kept, wanted: datetime
    ) -> tuple[datetime, Quota | None]:
        others = [
            each for each in counted if each.account_id == delivery.account_id and each.delivery_id != delivery.id
        ]
        ledgers = [Ledger(quota, (each.at for each in others if each.use in quota.uses)) for quota in kept.quotas]
        return delayed_by_quota(ledgers, use_of(delivery), wanted)

    def _standing(self, delivery: Delivery, now: datetime) -> _Standing:
        standing = self._standings.get(delivery.account_id)
        if standing is None or not standing.is_recent(now) or not (standing.is_near or standing.free > 0):
            standing = self._look({delivery.account_id}, self._of(delivery.platform), now)[delivery.account_id]
        return standing

    def _look(self, accounts: set[str], kept: _Kept, now: datetime) -> dict[str, _Standing]:
        """See how some accounts stand; only those that may be near a quota are counted with care."""
        if len(self._standings) > _MOST:
            self._standings = {name: each for name, each in self._standings.items() if each.is_recent(now)}
        totals = self._store.published_at_most(accounts, now - kept.longest)
        least = min(quota.maximum for quota in kept.quotas)
        seen: dict[str, _Standing] = {}
        for account in accounts:
            left = least - totals.get(account, 0)
            seen[account] = self._counted(account, kept, now) if left < FAR else _Standing(now, left // _SHARE)
        self._standings.update(seen)
        return seen

    def _counted(self, account: str, kept: _Kept, now: datetime) -> _Standing:
        counted = self._store.publications([account], now - kept.longest)
        left = min(
            quota.maximum
            - sum(not each.is_promise and each.use in quota.uses and each.at > now - quota.window for each in counted)
            for quota in kept.quotas
        )
        return _Standing(now, 0, list(counted)) if left < FAR else _Standing(now, left // _SHARE)

    def _of(self, platform: str) -> _Kept:
        kept = self._kept.get(platform)
        if kept is None:
            if platform not in self._registry:
                return _Kept((), timedelta(0))
            quotas = tuple(
                evolve(quota, window=quota.window + SLACK)
                for quota in publishing_quotas(self._registry[platform].manifest)
            )
            longest = max((quota.window for quota in quotas), default=timedelta(0))
            kept = self._kept[platform] = _Kept(quotas, longest)
        return kept


def _may_publish(state: Unsent, delivery: Delivery, now: datetime) -> bool:
    """Whether its next wake may lead to a publish call that has not had its place before, and is not too late."""
    if now < delivery.due or (isinstance(state, Processing | Ready) and state.stage.doubted):
        return False
    return delivery.late.kind is LateKind.PUBLISH or now <= delivery.due + delivery.late.within


def _publication(delivery: Delivery, at: datetime, *, is_promise: bool) -> Publication:
    return Publication(
        delivery_id=delivery.id,
        account_id=delivery.account_id,
        at=at,
        use=use_of(delivery),
        is_promise=is_promise,
    )


def _waiting(delivery: Delivery, begun: Unsent, moment: datetime, quota: Quota, now: datetime) -> Save:
    """It wakes when it fits, or when its late policy wants to know."""
    wake_at = moment
    if delivery.late.kind is not LateKind.PUBLISH:
        wake_at = min(wake_at, delivery.due + delivery.late.within + _INSTANT)
    detail = f"{_words(quota)} are used up; it does not fit before {moment:%Y-%m-%d %H:%M:%S} UTC"
    held = Held(reasons.quota_full(delivery.platform, detail), begun)
    told: dict[str, Any] = {"fits_at": moment.isoformat(), "quota": quota.name}
    entry = Entry(at=now, kind=EntryKind.EVENT, name="put_off", state="held", data=told)
    return Save(evolve(delivery, state=held, wake_at=wake_at), () if held == delivery.state else (entry,))


def _words(quota: Quota) -> str:
    return f"{quota.maximum} {quota.name} in {spoken(quota.window - SLACK)}"
