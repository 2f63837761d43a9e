"""The loop: claim what is due, work on it, sleep until something else is."""

import asyncio
import contextlib
import enum
import logging
import os
import socket
import threading
import uuid
from collections import Counter, deque
from collections.abc import Callable
from datetime import datetime, timedelta

from attrs import evolve

from postwire.delivery import Delivery
from postwire.engine import Engine
from postwire.engine.engine import utc_now
from postwire.engine.lease import LEASE
from postwire.engine.pacing import Pacer
from postwire.engine.sign_in import Renewal
from postwire.runner.holding import hold
from postwire.runner.keeper import Keeper
from postwire.runner.watchdog import Stuck, Watchdog
from postwire.runner.writer import Writer
from postwire.store import Save
from postwire.store.errors import StoreError, Unstorable

LOOK_AGAIN = timedelta(seconds=1)
"""After this the store is asked again: another process may have submitted something."""

STUCK_AFTER = timedelta(minutes=2)
"""A hook computes for milliseconds; after this it is not going to come back."""
_LONGEST_HOLD = 10.0
"""Seconds that the store is waited for."""

_log = logging.getLogger("postwire.runner")


class Until(enum.Enum):
    """When a run ends by itself."""

    STOPPED = "stopped"
    """Never."""
    IDLE = "idle"
    """When every delivery whose hour has come rests."""
    NOTHING_DUE = "nothing_due"
    """When nothing wants to be looked at right now."""


class Runner:
    """Works on the deliveries of an engine's store. Several may share one store, in one process or many.

    ``concurrency`` bounds how many of them speak to a platform at once.
    """

    def __init__(  # noqa: PLR0913 - everything that a host may want to set
        self,
        engine: Engine,
        *,
        concurrency: int = 64,
        now: Callable[[], datetime] = utc_now,
        on_change: Callable[[Delivery], None] | None = None,
        stuck_after: timedelta = STUCK_AFTER,
        on_stuck: Callable[[Stuck], None] | None = None,
        on_renewal: Callable[[Renewal], None] | None = None,
    ) -> None:
        """``on_change`` and ``on_renewal`` are told of what is saved already: what they raise is logged, no more.

        ``on_stuck`` is called, from another thread, when a connector has held the event loop for ``stuck_after``.

        The delivery that it did that to is put on hold before. Nothing can free the loop but the end of the process.
        """
        if concurrency < 1:
            raise ValueError(f"concurrency is {concurrency}; it must be at least 1")
        self._engine = engine
        self._store = engine.store
        # A delivery that waits for the disk leaves its place at the platform to another one.
        self._gate = asyncio.Semaphore(concurrency)
        self._places = 2 * concurrency
        self._pacer = Pacer(self._store, engine.catch_up)
        self._now = now
        self._on_change = on_change
        self._on_renewal = on_renewal
        self._stuck_after = stuck_after
        self._on_stuck = on_stuck
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._under_way: dict[asyncio.Task[None], Delivery] = {}
        self._per_account: Counter[str] = Counter()
        self._limits: dict[str, int] = {}
        self._passed_over: set[str] = set()
        """The accounts whose deliveries the last claim left, since they had enough."""
        self._waiting: deque[tuple[Delivery, datetime]] = deque()
        """Claimed, and when; not begun."""
        self._ask_at = now()
        """When the store is asked next."""
        self._failure: StoreError | None = None
        self._moved = asyncio.Event()
        self._stopping = False

    def stop(self) -> None:
        """Claim nothing more; what is under way is finished, the rest is left. Safe to call from a signal handler."""
        self._stopping = True
        self._moved.set()

    async def run(self, until: Until = Until.STOPPED) -> None:
        """Work until stopped, or as long as ``until`` says. A store that can no longer be written to raises."""
        writer = Writer(self._store, lambda: len(self._under_way))
        keeper = Keeper(self._engine, self._on_renewal)
        keeper.start()
        try:
            with Watchdog(self._stuck_after, self._stuck):
                await self._loop(writer, until)
                await keeper.finish()
        finally:
            keeper.abort()
            for task in self._under_way:
                task.cancel()
            writer.close()
        if self._failure is not None:
            raise self._failure

    async def _loop(self, writer: Writer, until: Until) -> None:
        while not self._stopping:
            self._moved.clear()
            await self._fill(writer)
            if not self._under_way and await writer.call(lambda: self._is_over(until)):
                break
            await self._pause()
        await self._leave(writer)
        while self._under_way:
            await asyncio.wait(self._under_way)

    def _stuck(self, stuck: Stuck) -> None:
        """Put aside what holds the loop, so that it does not hold the next process, too; then tell the host."""
        if stuck.connector is not None and stuck.delivery is not None:
            aside = threading.Thread(target=hold, args=(self._store, stuck, self._now()), daemon=True)
            aside.start()
            aside.join(_LONGEST_HOLD)
        if self._on_stuck is not None:
            self._on_stuck(stuck)

    async def _fill(self, writer: Writer) -> None:
        """Start what may start, and claim ahead, so that a free place never waits for the store."""
        self._start(writer)
        now = self._now()
        if len(self._waiting) > self._places // 4 or now < self._ask_at:
            return
        wanted = self._places // 2
        claimed, number, wake = await writer.call(lambda: self._claim(now, wanted))
        for delivery in claimed:
            self._limits.setdefault(delivery.account_id, self._engine.concurrency(delivery.platform))
            self._waiting.append((delivery, now))
        if number < wanted:
            # what is due and was not claimed belongs to accounts that are busy: the next one that is done asks again
            later = now + LOOK_AGAIN
            self._ask_at = min(wake, later) if wake is not None and wake > now else later
        self._start(writer)

    def _claim(self, now: datetime, wanted: int) -> tuple[tuple[Delivery, ...], int, datetime | None]:
        """Those that may be worked on, how many were claimed, and when the next one wakes if those were all."""
        self._passed_over = self._busy()
        claimed = self._store.claim(now, self._owner, LEASE, wanted, self._passed_over)
        admitted = self._pacer.admit(claimed, now)
        self._engine.count_quotas(admitted)
        return admitted, len(claimed), self._store.next_wake() if len(claimed) < wanted else None

    def _busy(self) -> set[str]:
        """Accounts that have enough on their hands: as much as they may work on, and as much again waiting."""
        numbers = self._per_account + Counter(delivery.account_id for delivery, _ in self._waiting)
        return {account for account, number in numbers.items() if number >= 2 * self._limits[account]}

    def _start(self, writer: Writer) -> None:
        """Start waiting deliveries in order, as many as there are places, and as many of one account as it allows."""
        held_back: list[tuple[Delivery, datetime]] = []
        while self._waiting and len(self._under_way) < self._places:
            delivery, claimed_at = self._waiting.popleft()
            if self._now() - claimed_at > LEASE / 2:
                continue  # its lease runs out before it could be worked on: it is claimed anew
            if self._per_account[delivery.account_id] >= self._limits[delivery.account_id]:
                held_back.append((delivery, claimed_at))
                continue
            task = asyncio.create_task(self._work(delivery, writer))
            self._under_way[task] = delivery
            self._per_account[delivery.account_id] += 1
            task.add_done_callback(self._done)
        self._waiting.extendleft(reversed(held_back))

    async def _work(self, delivery: Delivery, writer: Writer) -> None:
        rested = await self._engine.step_async(delivery, writer.save, self._gate)
        if rested is None:
            return
        if rested.wake_at is not None:
            self._ask_at = min(self._ask_at, rested.wake_at)
        if self._on_change is not None:
            try:
                self._on_change(rested)
            except Exception:  # noqa: BLE001 - a host's own code
                _log.exception("delivery %s is saved as it is, but whoever is told of it failed", rested.id)

    def _done(self, task: asyncio.Task[None]) -> None:
        delivery = self._under_way.pop(task)
        if delivery.account_id in self._passed_over:
            self._ask_at = self._now()
        self._per_account[delivery.account_id] -= 1
        self._moved.set()
        error = None if task.cancelled() else task.exception()
        if isinstance(error, StoreError) and not isinstance(error, Unstorable):
            self._failure = error
            self.stop()
        elif error is not None:
            _log.error("delivery %s could not be worked on; it is looked at again later", delivery.id, exc_info=error)

    async def _pause(self) -> None:
        """Sleep until something is done, or something is due."""
        if self._under_way and (self._waiting or len(self._under_way) >= self._places):
            await self._moved.wait()
            return
        seconds = max((self._ask_at - self._now()).total_seconds(), 0.001)
        # not wait_for, which may swallow a cancellation on Python 3.11 (python/cpython#86296)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._moved.wait()

    def _is_over(self, until: Until) -> bool:
        match until:
            case Until.STOPPED:
                return False
            case Until.IDLE:
                return self._store.next_wake(due_by=self._now()) is None
            case Until.NOTHING_DUE:
                wake = self._store.next_wake()
                return wake is None or wake > self._now()

    async def _leave(self, writer: Writer) -> None:
        """Give back what was claimed and not begun."""
        saves = [Save(evolve(delivery, wake_at=self._now())) for delivery, _ in self._waiting]
        self._waiting.clear()
        if saves:
            await writer.call(lambda: self._store.save(saves))
