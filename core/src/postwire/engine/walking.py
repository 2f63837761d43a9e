"""Moving deliveries from one rest to the next, blocking or on the running event loop."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

from attrs import evolve

from postwire.connector import Connector
from postwire.delivery import Delivery
from postwire.engine.accepting import Accepting
from postwire.engine.chaining import put_off
from postwire.engine.envoy import unprepared
from postwire.engine.lease import LEASE, Lease
from postwire.engine.quotas import Quotas
from postwire.engine.reconciling import look
from postwire.engine.turn import Turn, turn
from postwire.history import Entry, EntryKind
from postwire.lifecycle import Terms, effects
from postwire.manifest import Ability, Pace
from postwire.state import Held, Resumable
from postwire.store import Save


class Walking(Accepting):
    """Works on deliveries, one turn after the other."""

    _quotas: Quotas
    _elapsed: Callable[[], float]
    _jitter: Callable[[], float]
    _pace: Pace | None

    def step(self, delivery: Delivery) -> Delivery | None:
        """Work on a delivery until it rests, blocking. None: somebody else moved it meanwhile."""
        if (parked := self._parked(delivery)) is not None:
            return self.store.delivery(delivery.id) if self.store.save([parked])[0] else None
        rested = self._walk(delivery, self._turn(delivery))
        self._spare(rested)
        self.lender.take_back(rested)
        return rested

    async def step_async(
        self,
        delivery: Delivery,
        save: Callable[[Save], Awaitable[bool]] | None = None,
        gate: AbstractAsyncContextManager[None] | None = None,
    ) -> Delivery | None:
        """Work on a delivery until it rests. None: somebody else moved it meanwhile.

        ``save`` writes a change durably before it returns, and says whether it took; None: the store's own. ``gate`` is
        entered while the platform is spoken to, so that a host can bound how often that happens at once.
        """
        if (parked := self._parked(delivery)) is not None:
            return self.store.delivery(delivery.id) if self.store.save([parked])[0] else None
        rested = await self._walk_async(delivery, self._turn(delivery), save, gate)
        self._spare(rested)
        if self.lender.host is not None:
            await asyncio.to_thread(self.lender.take_back, rested)
        return rested

    def reconcile(self, delivery_id: str) -> Delivery:
        """Look on the platform once more for an unconfirmed delivery, blocking. It is never sent again by this.

        Published where its post was found, else as it was; its history tells what was seen. Raises `Impossible` for a
        delivery that is not unconfirmed.
        """
        delivery = self._delivery(delivery_id)
        self._walk(delivery, look(delivery, self._terms(delivery), LEASE, self._now))
        return self._delivery(delivery_id)

    async def reconcile_async(self, delivery_id: str) -> Delivery:
        """`reconcile` on the running event loop."""
        delivery = self._delivery(delivery_id)
        await self._walk_async(delivery, look(delivery, self._terms(delivery), LEASE, self._now))
        return self._delivery(delivery_id)

    def count_quotas(self, deliveries: Sequence[Delivery]) -> None:
        """See how the accounts of some deliveries stand, with one look into the store, before they are worked on."""
        self._quotas.count(deliveries, self._now())

    def concurrency(self, platform: str) -> int:
        """How many deliveries of one account may be under way at once."""
        return self._pace_of(self.registry[platform]).concurrency if platform in self.registry else 1

    def catch_up(self, platform: str) -> timedelta:
        """The longest distance of overdue posts of one account."""
        return self._pace_of(self.registry[platform]).catch_up if platform in self.registry else timedelta(0)

    def _walk(self, delivery: Delivery, moves: Turn) -> Delivery | None:
        lease: Lease | None = None
        saved = delivery
        try:
            wanted = next(moves)
            while True:
                if isinstance(wanted, Save):
                    lease, saved = self._lease(wanted), wanted.delivery
                    wanted = moves.send(self.store.save([wanted])[0])
                elif isinstance(wanted, effects.Publish) and (refused := self._quotas.refusal(saved)):
                    wanted = moves.send(refused)
                else:
                    wanted = moves.send(self._perform(delivery, wanted, lease))
        except StopIteration as done:
            return _rested(done)
        finally:
            self._quotas.release(delivery)

    def _lease(self, save: Save) -> Lease | None:
        """The lease that a save begins, if it does."""
        return None if save.lease_until is None else Lease(save.lease_until, self._elapsed)

    async def _walk_async(
        self,
        delivery: Delivery,
        moves: Turn,
        save: Callable[[Save], Awaitable[bool]] | None = None,
        gate: AbstractAsyncContextManager[None] | None = None,
    ) -> Delivery | None:
        gate = gate or contextlib.nullcontext()
        lease: Lease | None = None
        saved = delivery
        try:
            wanted = next(moves)
            while True:
                if isinstance(wanted, Save):
                    lease, saved = self._lease(wanted), wanted.delivery
                    wanted = moves.send(await save(wanted) if save else self.store.save([wanted])[0])
                elif isinstance(wanted, effects.Publish) and (refused := self._quotas.refusal(saved)):
                    wanted = moves.send(refused)
                else:
                    async with gate:
                        performed = await self._perform_async(delivery, wanted, lease)
                    wanted = moves.send(performed)
        except StopIteration as done:
            return _rested(done)
        finally:
            self._quotas.release(delivery)

    def _parked(self, delivery: Delivery) -> Save | None:
        """The save that lets a delivery wait for its connector, parent, budget, or quota; None: it may go on."""
        now = self._now()
        waiting = (
            put_off(delivery, self.store, now)
            or self._envoy.budgets.put_off(delivery, now)
            or self._quotas.put_off(delivery, now)
        )
        if waiting is not None:
            return waiting
        if delivery.platform in self.registry or not isinstance(delivery.state, Resumable):
            return None
        try:
            self.registry[delivery.platform]
        except LookupError as error:
            diagnosis = unprepared(delivery.platform, error)
        held = evolve(delivery, state=Held(diagnosis, delivery.state), wake_at=None)
        return Save(held, (Entry(at=self._now(), kind=EntryKind.EVENT, name="parked", state="held"),))

    def _turn(self, delivery: Delivery) -> Turn:
        return turn(delivery, self._terms(delivery), LEASE, self._now)

    def _terms(self, delivery: Delivery) -> Terms:
        connector = self.registry[delivery.platform]
        return Terms(
            platform=delivery.platform,
            due=delivery.due,
            late=delivery.late,
            prepare_ahead=delivery.prepare_ahead,
            pace=self._pace_of(connector),
            republish=connector.manifest.republish,
            can_poll=connector.manifest.supports(Ability.POLL),
            can_find=connector.manifest.supports(Ability.FIND),
            jitter=self._jitter(),
        )

    def _pace_of(self, connector: Connector) -> Pace:
        return self._pace or connector.manifest.pace


def _rested(done: StopIteration) -> Delivery | None:
    rested: Delivery | None = done.value
    return rested
