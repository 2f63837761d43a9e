"""``make bench``: how much durability costs, whether claims stay flat, what waiting and starting cost.

Figures of one run stand side by side and their ratios are what counts: the machine's speed drifts, the ratio does not.
Writes ``bench/results.json``; `KEYS` says what its keys mean.
"""

import asyncio
import contextlib
import gc
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from postwire.store.sqlite import SqliteStore

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

KEYS = {
    "durable_to_bare": "median of durable/bare posts per second, pair by pair: 3 calls, 64 at once, same transport, "
    "both warm and after gc.freeze()",
    "durable_to_bare_four_calls": "the same with the look-up of the permalink on both sides",
    "durable_to_bare_100ms": "the same as the first against a server that answers after 100 ms",
    "durable_to_plain_httpx": "durable posts per second over those of one shared httpx.AsyncClient as shipped",
    "durable_posts_per_second": "median, server without delay",
    "bare_posts_per_second": "median, same transport",
    "plain_httpx_posts_per_second": "median, httpx's own transport",
    "claim_microseconds": "median per claim of one due delivery, by number of rows that wait for tomorrow",
    "claim_1m_to_1k": "ratio of the above at the ends",
    "bytes_per_waiting_delivery": "resident memory of a runner that watches 100,000 waiting rows, above an empty one",
    "cold_start_ms": "median wall milliseconds of a command above `python -c pass`",
}
CONCURRENCY = 64


@contextlib.contextmanager
def server(delay: float) -> Iterator[str]:
    """The answering machine in a process of its own, on the last processor."""
    process = subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, str(HERE / "server.py"), str(delay)], stdout=subprocess.PIPE, text=True
    )
    try:
        _pin(process.pid, -1)
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.terminate()
        process.wait()


def _pin(pid: int, which: int) -> None:
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(pid, {sorted(os.sched_getaffinity(0))[which]})


async def _pairs(base: str, posts: int, rounds: int, folder: Path, *, look_up: bool) -> tuple[list[float], list[float]]:
    from publishing import bare, durable, fast_client  # noqa: PLC0415 - after the cold starts were timed

    ours, theirs = [], []
    for _ in range(rounds):
        async with fast_client() as client:
            await bare(client, base, CONCURRENCY, CONCURRENCY, look_up=look_up)
            theirs.append(await bare(client, base, posts, CONCURRENCY, look_up=look_up))
        ours.append(await durable(folder, base, posts, CONCURRENCY, look_up=look_up))
    return ours, theirs


async def _plain(base: str, posts: int, rounds: int) -> list[float]:
    from publishing import bare, plain_client  # noqa: PLC0415 - as above

    rates = []
    for _ in range(rounds):
        async with plain_client() as client:
            await bare(client, base, CONCURRENCY, CONCURRENCY, look_up=False)
            rates.append(await bare(client, base, posts, CONCURRENCY, look_up=False))
    return rates


def _ratio(ours: list[float], theirs: list[float]) -> float:
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


def publishing(folder: Path) -> dict[str, Any]:
    """Durable against bare."""
    mine = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    gc.freeze()  # as `postwire run` does; it serves both sides
    with server(0) as base:
        _pin(0, 0)
        ours, theirs = asyncio.run(_pairs(base, 3000, 7, folder, look_up=False))
        ours4, theirs4 = asyncio.run(_pairs(base, 2000, 3, folder, look_up=True))
        plain = asyncio.run(_plain(base, 300, 3))
    with server(0.1) as base:
        ours100, theirs100 = asyncio.run(_pairs(base, 1500, 3, folder, look_up=False))
    if mine is not None:
        os.sched_setaffinity(0, mine)
    return {
        "durable_to_bare": _ratio(ours, theirs),
        "durable_to_bare_four_calls": _ratio(ours4, theirs4),
        "durable_to_bare_100ms": _ratio(ours100, theirs100),
        "durable_to_plain_httpx": statistics.median(ours) / statistics.median(plain),
        "durable_posts_per_second": statistics.median(ours),
        "bare_posts_per_second": statistics.median(theirs),
        "plain_httpx_posts_per_second": statistics.median(plain),
    }


def claims(folder: Path) -> dict[str, Any]:
    """One claim among rows that wait."""
    from waiting import claim_microseconds  # noqa: PLC0415 - as above

    found = {str(rows): claim_microseconds(folder, rows) for rows in (1_000, 100_000, 1_000_000)}
    return {"claim_microseconds": found, "claim_1m_to_1k": found["1000000"] / found["1000"]}


def memory(folder: Path) -> dict[str, Any]:
    """What a hundred thousand waiting deliveries cost a runner."""
    sizes = []
    for rows in (0, 100_000):
        command = [sys.executable, str(HERE / "waiting.py"), str(folder), str(rows)]
        sizes.append(int(subprocess.run(command, check=True, capture_output=True, text=True).stdout))  # noqa: S603 - ours
    return {"bytes_per_waiting_delivery": (sizes[1] - sizes[0]) / 100_000}


def cold_start(folder: Path) -> dict[str, Any]:
    """Commands that people type all day."""
    command = shutil.which("postwire", path=str(Path(sys.executable).parent)) or "postwire"
    database = str(folder / "cold.db")
    SqliteStore(database).close()
    wanted = {
        "--version": [command, "--version"],
        "status": [command, "--db", database, "status"],
        "python": [sys.executable, "-c", "pass"],
    }
    times: dict[str, list[float]] = {name: [] for name in wanted}
    for _ in range(11):
        for name, line in wanted.items():
            started = time.perf_counter()
            subprocess.run(line, check=True, capture_output=True)  # noqa: S603 - our own command
            times[name].append((time.perf_counter() - started) * 1000)
    bare = statistics.median(times.pop("python"))
    return {"cold_start_ms": {name: statistics.median(found) - bare for name, found in times.items()}}


def main() -> None:
    """Measure, print, write."""
    with tempfile.TemporaryDirectory(dir=HERE) as place:
        folder = Path(place)
        results = {**cold_start(folder), **publishing(folder), **claims(folder), **memory(folder)}
    results |= {
        "keys": KEYS,
        "machine": f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}",
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    (HERE / "results.json").write_text(json.dumps(results, indent=2) + "\n")
    for name, meaning in KEYS.items():
        value = results[name]
        shown = {key: round(part, 1) for key, part in value.items()} if isinstance(value, dict) else round(value, 2)
        print(f"{name:30} {shown!s:45} {meaning}")


if __name__ == "__main__":
    main()
