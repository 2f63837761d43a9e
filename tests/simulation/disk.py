"""What one process sees of the store: the same rows as everybody, over a disk that may be busy or full."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.simulation.loop import Gone

from postwire.delivery import Delivery
from postwire.store import Save, Store
from postwire.store.errors import DiskFull, Locked


class Disk:
    """A store for one process. What it writes is witnessed; a dead process reads and writes nothing."""

    def __init__(self, store: Store, process: Any) -> None:
        self._store = store
        self._process = process
        self._world = process.world

    def __getattr__(self, name: str) -> Any:
        self._process.require_alive()
        return getattr(self._store, name)

    def claim(
        self, now: datetime, owner: str, lease: timedelta, limit: int, busy_accounts: Collection[str] = ()
    ) -> tuple[Delivery, ...]:
        self._before()
        claimed = self._store.claim(now, owner, lease, limit, busy_accounts)
        for delivery in claimed:
            self._world.witness.claimed(delivery)
        return claimed

    def save(self, saves: Sequence[Save]) -> tuple[bool, ...]:
        self._before()
        touched = [save.delivery.id for save in saves]
        if self._process.is_mortal and self._world.weather.happens("crash_at_save", *touched):
            if self._world.weather.random.random() < 0.5:
                self._write(saves)
            self._process.kill()
            raise Gone
        return self._write(saves)

    def _write(self, saves: Sequence[Save]) -> tuple[bool, ...]:
        took = self._store.save(saves)
        for save, has_taken in zip(saves, took, strict=True):
            if has_taken:
                self._world.witness.saved(save)
        return took

    def _before(self) -> None:
        self._process.require_alive()
        if not self._process.is_mortal:
            return
        if self._world.weather.happens("busy"):
            raise Locked(Path("simulated"))
        if self._world.weather.happens("full"):
            raise DiskFull(Path("simulated"))
