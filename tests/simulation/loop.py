"""An event loop without sockets, threads or waiting: its time jumps to whatever is due next."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any


class Gone(asyncio.CancelledError):
    """The process that was about to do this is dead."""


class Deadlock(Exception):
    """Everybody waits, and nothing is due."""


class _NoSockets:
    """What the loop waits on: nothing but time."""

    def __init__(self, loop: "VirtualLoop") -> None:
        self._loop = loop

    def select(self, timeout: float | None) -> list[Any]:
        if timeout is None:
            raise Deadlock
        self._loop.elapsed += timeout
        return []


class VirtualLoop(asyncio.BaseEventLoop):
    """Runs asyncio code on virtual seconds; what is handed to an executor is done on the loop itself, in order."""

    def __init__(self) -> None:
        self.elapsed = 0.0
        super().__init__()
        self._selector = _NoSockets(self)
        self._clock_resolution = 1e-6
        self._free_at: dict[Executor | None, float] = {}
        self.pauses: Callable[[], tuple[float, float]] = lambda: (0.0, 0.0)
        """Seconds that pass before a piece of an executor's work, and between it and its result."""

    def time(self) -> float:
        return self.elapsed

    def run_in_executor(self, executor: Executor | None, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:  # type: ignore[override]  # a future is what everybody awaits
        """Do the work later, one piece after the other as an executor with one thread does it."""
        future: asyncio.Future[Any] = self.create_future()
        before, after = self.pauses()
        begin = max(self.elapsed, self._free_at.get(executor, 0.0)) + before
        self._free_at[executor] = begin + after

        def work() -> None:
            if future.cancelled():
                return
            try:
                result = func(*args)
            except Gone:
                future.cancel()
            except Exception as error:  # noqa: BLE001 - as an executor does
                self.call_later(after, self._told, future, error, None)
            else:
                self.call_later(after, self._told, future, None, result)

        self.call_at(begin, work)
        return future

    def _told(self, future: asyncio.Future[Any], error: Exception | None, result: Any) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)

    def _process_events(self, event_list: list[Any]) -> None:
        """There are none."""

    def _write_to_self(self) -> None:
        """Nobody else wakes this loop."""
