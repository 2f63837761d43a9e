"""One writer for many deliveries: what they want saved at the same moment shares a transaction.

A commit costs as much for sixty changes as for one. Every caller still waits until its own change is on disk, so
nothing is performed before its intent is durable.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from postwire.store import Save, Store
from postwire.store.errors import Unstorable

T = TypeVar("T")

WINDOW = 0.003
"""Seconds that a save waits for others; measured best between 2 and 5 ms."""
ALONE = 8
"""Up to this many deliveries at once there is nobody to wait for."""


class Writer:
    """Writes to a store from one thread, so that the event loop never waits for a disk."""

    def __init__(self, store: Store, under_way: Callable[[], int]) -> None:
        self._store = store
        self._under_way = under_way
        self._thread = ThreadPoolExecutor(1, "postwire-writer")
        self._waiting: list[tuple[Save, asyncio.Future[bool]]] = []
        self._flusher: asyncio.Task[None] | None = None

    async def save(self, save: Save) -> bool:
        """Write one change; returns when it is on disk, and says whether it took."""
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((save, future))
        if self._flusher is None:
            self._flusher = asyncio.create_task(self._flush())
        return await future

    async def call(self, work: Callable[[], T]) -> T:
        """Run something else on the writer's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def close(self) -> None:
        """End the thread; every save that was awaited is on disk."""
        self._thread.shutdown()

    async def _flush(self) -> None:
        while self._waiting:
            if self._under_way() > ALONE:
                await asyncio.sleep(WINDOW)
            batch, self._waiting = self._waiting, []
            await self._write(batch)
        self._flusher = None

    async def _write(self, batch: list[tuple[Save, asyncio.Future[bool]]]) -> None:
        """Write a batch, and tell everybody who waits for it what became of theirs."""
        saves = [save for save, _ in batch]
        try:
            results = await asyncio.get_running_loop().run_in_executor(self._thread, self._store.save, saves)
        except Exception as error:  # noqa: BLE001 - whatever it is, whoever waits must hear of it
            if isinstance(error, Unstorable) and len(batch) > 1:
                # one of them cannot be written; the others must not suffer for it
                for one in batch:
                    await self._write([one])
                return
            for _, future in batch:
                if not future.done():
                    future.set_exception(error)
            return
        for (_, future), took in zip(batch, results, strict=True):
            if not future.done():
                future.set_result(took)
