"""What a person may ask of deliveries: the part of the engine that speaks to no platform."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NoReturn

from attrs import evolve

from postwire.delivery import Delivery, LatePolicy
from postwire.engine.drafting import aware, check_ahead
from postwire.engine.editing import uneditable
from postwire.engine.errors import PostTaken, UnknownDelivery
from postwire.engine.forecast import WAITING, Planned, delayed_by_quota, ledgers, plan, published_ledgers
from postwire.engine.pacing import spread
from postwire.engine.turn import moved
from postwire.lifecycle import Impossible, Terms, events
from postwire.manifest import Quota
from postwire.post import Post
from postwire.registry import Registry
from postwire.store import Store
from postwire.store.publication import use_of


class Commands(ABC):
    """Saves wishes, and foresees; what follows from them is done by whoever runs the store."""

    store: Store
    registry: Registry
    _now: Callable[[], datetime]

    @abstractmethod
    def catch_up(self, platform: str) -> timedelta:
        """The longest distance of overdue posts of one account."""

    @abstractmethod
    def _terms(self, delivery: Delivery) -> Terms: ...

    def command(self, delivery_id: str, command: Callable[..., events.Command], *arguments: Any) -> Delivery:
        """Apply a person's wish: `events.Cancel`, `Delete`, `Retry`, `Resume` or `Resolve` (with a receipt or None).

        What follows from it is done by whoever runs the store. Raises `postwire.lifecycle.Impossible` where the
        delivery's state does not allow it, with the reason, and `PostTaken` where a receipt is another delivery's.
        """
        return self._command(delivery_id, command, arguments)

    def command_all(
        self,
        deliveries: Iterable[Delivery],
        command: Callable[..., events.Command],
        refused: Callable[[Delivery, Impossible], None] | None = None,
    ) -> tuple[Delivery, ...]:
        """`command` for many. What is overdue and let go on keeps its distance: see `postwire.engine.pacing`.

        ``refused`` is told of those that their state forbids; None: the first of them raises `Impossible`, and what was
        done before stays done.
        """
        done = []
        for delivery, due in self._kept_apart(deliveries):
            try:
                done.append(self._command(delivery.id, command, (), due))
            except Impossible as error:
                if refused is None:
                    raise
                refused(delivery, error)
        return tuple(done)

    def reschedule(
        self, delivery_id: str, due: datetime, *, late: LatePolicy | None = None, prepare_ahead: timedelta | None = None
    ) -> Delivery:
        """Give a delivery another hour, and another late policy or preparation; None: as it was.

        Raises `postwire.lifecycle.Impossible` once a publish call was begun, and `ValueError`.
        """
        due = aware(due, "due")
        while True:
            delivery = self._delivery(delivery_id)
            ahead = delivery.prepare_ahead if prepare_ahead is None else prepare_ahead
            check_ahead(ahead, self.registry[delivery.platform])
            changed = evolve(delivery, due=due, late=late or delivery.late, prepare_ahead=ahead)
            if self.store.save([moved(changed, events.Reschedule(self._now()), self._terms(changed))])[0]:
                return self._delivery(delivery_id)

    def plan(self, until: datetime, account_id: str | None = None) -> tuple[Planned, ...]:
        """What will become of the deliveries that are due until then, if nothing goes wrong. Nothing is changed."""
        waiting: dict[str, list[Delivery]] = {}
        for delivery in self._every(states=WAITING, account_id=account_id):
            if delivery.due > until:
                break
            if delivery.wake_at is not None and delivery.platform in self.registry:
                waiting.setdefault(delivery.account_id, []).append(delivery)
        now = self._now()
        found: list[Planned] = []
        for account, deliveries in waiting.items():
            platform = deliveries[0].platform
            past = published_ledgers(self.store, account, self.registry[platform].manifest, now)
            found.extend(plan(deliveries, past, self.catch_up(platform), now))
        return tuple(sorted(found, key=lambda each: (each.at or each.delivery.due, each.delivery.id)))

    def fits_at(self, delivery: Delivery) -> tuple[datetime, Quota | None]:
        """When a draft fits into its account's quotas beside all that is accepted, and the quota that delays it."""
        now, wanted = self._now(), max(delivery.due, self._now())
        manifest = self.registry[delivery.platform].manifest
        kept = ledgers(self.store, delivery, manifest, now, wanted)
        return delayed_by_quota(kept, use_of(delivery), wanted)

    def edit(self, delivery_id: str, post: Post) -> NoReturn:
        """Refuse to change what a delivery says: no platform here lets a published post be edited.

        Raises `Unsupported` with what to do instead, which depends on how far the delivery is.
        """
        delivery = self._delivery(delivery_id)
        raise uneditable(delivery, self.registry[delivery.platform].manifest, post)

    def go_on(self, chosen: Callable[[Delivery], bool], account_id: str | None = None) -> tuple[Delivery, ...]:
        """Resume the held deliveries that are chosen."""
        held = self._every(states=("held",), account_id=account_id)
        return self.command_all([delivery for delivery in held if chosen(delivery)], events.Resume)

    def _command(
        self,
        delivery_id: str,
        command: Callable[..., events.Command],
        arguments: Sequence[Any],
        due: datetime | None = None,
    ) -> Delivery:
        while True:
            delivery = self._delivery(delivery_id)
            event = command(self._now(), *arguments)
            if isinstance(event, events.Retry | events.Resume) and delivery.due < event.at:
                delivery = evolve(delivery, due=max(due or event.at, event.at))
            if isinstance(event, events.Resolve) and event.receipt is not None:
                self._require_free(delivery, event.receipt.post_id)
            if self.store.save([moved(delivery, event, self._terms(delivery))])[0]:
                return self._delivery(delivery_id)

    def _kept_apart(self, deliveries: Iterable[Delivery]) -> Iterator[tuple[Delivery, datetime | None]]:
        """The deliveries, each with the new hour of one that is overdue."""
        now = self._now()
        overdue: dict[str, list[Delivery]] = {}
        for delivery in sorted(deliveries, key=lambda each: (each.due, each.id)):
            if delivery.due < now:
                overdue.setdefault(delivery.account_id, []).append(delivery)
            else:
                yield delivery, None
        for each in overdue.values():
            hours = spread([delivery.due for delivery in each], now, self.catch_up(each[0].platform))
            yield from zip(each, hours, strict=True)

    def _delivery(self, delivery_id: str) -> Delivery:
        delivery = self.store.delivery(delivery_id)
        if delivery is None:
            raise UnknownDelivery(delivery_id)
        return delivery

    def _every(self, **filters: Any) -> Iterator[Delivery]:
        """Deliveries, page by page."""
        after = None
        while page := self.store.deliveries(**filters, limit=500, after=after):
            yield from page
            after = page[-1].id

    def _require_free(self, delivery: Delivery, post_id: str) -> None:
        if self.store.claimed(delivery.account_id, [post_id]):
            raise PostTaken(delivery.account_id, post_id)
