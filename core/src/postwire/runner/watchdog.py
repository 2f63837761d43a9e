"""Notices that the event loop no longer turns, and says who holds it.

A hook runs on the loop's own thread. One that sleeps, computes without end or waits for something holds up every
delivery, and nothing inside the process can take the thread away from it. So this is all that can honestly be done: a
second thread looks, names the connector, and calls whoever can end the process. Code that never lets another thread
run (a loop inside a C extension) stops this one, too; a supervisor's own watchdog is for that.
"""

import asyncio
import contextlib
import logging
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from types import FrameType
from typing import Any, Self

from attrs import frozen

from postwire.connector import Connector
from postwire.delivery import Delivery
from postwire.drive import Conversation

_log = logging.getLogger("postwire.runner")

_LOOK = 1.0
"""Seconds between two looks, at most."""


@frozen
class Stuck:
    """What holds the event loop."""

    seconds: float
    where: str
    """File, line and function."""
    connector: Connector | None
    """Whose hook it is; None: no hook's."""
    delivery: Delivery | None
    """What it was being worked on for, as it was claimed."""

    def __str__(self) -> str:
        whose = f"connector {self.connector.distribution}" if self.connector else "code that is no connector's"
        return f"{whose} has held the event loop for {self.seconds:.0f} seconds, at {self.where}"


class Watchdog:
    """Watches the running event loop from a thread of its own, between ``with`` and its end."""

    def __init__(self, limit: timedelta, on_stuck: Callable[[Stuck], None]) -> None:
        """``on_stuck`` is called from the watching thread, once for each time that the loop is held for too long."""
        self._limit = limit.total_seconds()
        self._look = min(_LOOK, self._limit / 4)
        self._on_stuck = on_stuck
        self._beats = 0
        self._over = threading.Event()
        self._watched = 0

    def __enter__(self) -> Self:
        self._watched = threading.get_ident()
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._watch, args=(loop,), name="postwire-watchdog", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()

    def _turn(self) -> None:
        self._beats += 1

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        beats, held, told, before = -1, 0.0, False, time.monotonic()
        while not self._over.wait(self._look):
            now = time.monotonic()
            # a machine that was asleep, or a process that was stopped, was not held by anybody
            passed, before = min(now - before, 2 * self._look), now
            if beats != self._beats:
                beats, held, told = self._beats, 0.0, False
                with contextlib.suppress(RuntimeError):  # the loop was closed this very moment
                    loop.call_soon_threadsafe(self._turn)
                continue
            held += passed
            if held >= self._limit and not told:
                told = True
                stuck = self._found(held)
                _log.critical("%s", stuck)
                self._on_stuck(stuck)

    def _found(self, held: float) -> Stuck:
        frame: FrameType | None = sys._current_frames().get(self._watched)  # noqa: SLF001 - there is no other way to look
        where = (
            f"{frame.f_code.co_filename}:{frame.f_lineno} in {frame.f_code.co_name}" if frame else "an unknown place"
        )
        connector: Connector | None = None
        delivery: Delivery | None = None
        while frame is not None:
            known: dict[str, Any] = dict(frame.f_locals)
            me, worked_on = known.get("self"), known.get("delivery")
            if connector is None and isinstance(me, Connector | Conversation):
                connector = me if isinstance(me, Connector) else me.connector
            if isinstance(worked_on, Delivery):
                delivery = worked_on  # the outermost is the runner's own
            frame = frame.f_back
        return Stuck(held, where, connector, delivery)
