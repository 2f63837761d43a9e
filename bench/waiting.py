"""What waiting costs: the time of one claim, and the memory of a runner, beside rows that wait for tomorrow.

``python bench/waiting.py FOLDER ROWS`` prints the resident bytes of a runner that watches that many.
"""

import asyncio
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from postwire.account import Account
from postwire.delivery import Delivery
from postwire.engine import Engine
from postwire.post import Post
from postwire.registry import Registry
from postwire.runner import Runner
from postwire.store.sqlite import SqliteStore

ACCOUNT = Account(platform="threads", user_id="1")
BATCH = 50_000


def _waiting(number: int, due: datetime) -> Delivery:
    return Delivery(
        id=f"{number:032x}",
        account_id=ACCOUNT.id,
        platform="threads",
        post=Post("A post that waits for its hour."),
        due=due,
        wake_at=due,
        submission=f"{number:032x}",
        created_at=due - timedelta(days=1),
    )


def filled(path: Path, rows: int) -> SqliteStore:
    """A store with that many deliveries that are due tomorrow."""
    store = SqliteStore(path)
    store.put_account(ACCOUNT, None)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    for start in range(0, rows, BATCH):
        batch = range(start, min(start + BATCH, rows))
        store.submit([_waiting(number, tomorrow + timedelta(milliseconds=number)) for number in batch])
    return store


def claim_microseconds(folder: Path, rows: int, claims: int = 500) -> float:
    """Median microseconds of claiming one due delivery."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        store = filled(Path(place) / "waiting.db", rows)
        try:
            now = datetime.now(UTC)
            store.submit(
                [_waiting(10**9 + number, now - timedelta(seconds=claims - number)) for number in range(claims)]
            )
            times = []
            for _ in range(claims):
                started = time.perf_counter()
                (claimed,) = store.claim(now, "bench", timedelta(days=2), 1)
                times.append(time.perf_counter() - started)
                assert claimed.due <= now  # noqa: S101 - a benchmark of failures is worth nothing
        finally:
            store.close()
    return statistics.median(times) * 1e6


async def _watch(store: SqliteStore) -> None:
    runner = Runner(Engine(store, Registry.installed()))
    task = asyncio.create_task(runner.run())
    await asyncio.sleep(3)
    runner.stop()
    await task


def _resident() -> int:
    with Path("/proc/self/statm").open() as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def main(folder: Path, rows: int) -> None:
    """Fill in another process, so that only watching is measured."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        path = Path(place) / "waiting.db"
        if rows:
            code = f"import waiting, pathlib; waiting.filled(pathlib.Path({str(path)!r}), {rows}).close()"
            subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent)  # noqa: S603 - ours
        store = SqliteStore(path)
        asyncio.run(_watch(store))
        size = _resident()
        store.close()
    print(size)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
