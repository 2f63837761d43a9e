"""Many worlds on all cores, and what became of them in a table."""

import logging
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext

from attrs import define, field
from tests.simulation.laws import LAWS
from tests.simulation.world import Result, World

ON_SQLITE = 20
"""Every so many worlds one keeps its rows in a real SQLite file instead of memory."""
_AT_ONCE = 20


@define
class Report:
    """The sum of many worlds."""

    worlds: int = 0
    on_sqlite: int = 0
    deliveries: int = 0
    touched: int = 0
    calls: int = 0
    live_twice: int = 0
    lost: int = 0
    stuck: int = 0
    states: Counter[str] = field(factory=Counter)
    troubles: Counter[str] = field(factory=Counter)
    violations: list[tuple[int, str]] = field(factory=list)

    def add(self, result: Result) -> None:
        """Count one world."""
        self.worlds += 1
        self.on_sqlite += is_on_sqlite(result.seed)
        for name in ("deliveries", "touched", "calls", "live_twice", "lost", "stuck"):
            setattr(self, name, getattr(self, name) + getattr(result, name))
        self.states += result.states
        self.troubles += result.troubles
        if result.violation is not None:
            self.violations.append((result.seed, result.violation))

    def lines(self, seconds: float) -> Iterable[str]:
        """The report, for people."""
        yield f"worlds       {self.worlds} ({self.on_sqlite} of them on SQLite files, the others in memory)"
        yield f"deliveries   {self.deliveries}, {self.touched} of them met trouble"
        yield f"requests     {self.calls}"
        yield f"trouble      {sum(self.troubles.values())}: {_counted(self.troubles)}"
        yield f"at the end   {_counted(self.states)}"
        yield f"live twice   {self.live_twice}"
        yield f"lost         {self.lost}"
        yield f"stuck        {self.stuck}"
        yield f"violations   {len(self.violations)}"
        for seed, words in self.violations[:20]:
            yield f"    seed {seed}: {words}"
            yield f"        {command(seed)}"
        yield f"seconds      {seconds:.0f} on {os.cpu_count()} cores"


def command(seed: int) -> str:
    """What tells the story of a seed again."""
    return f"python -m tests.simulation --seed {seed} --trace"


def is_on_sqlite(seed: int) -> bool:
    """Whether a seed's world keeps its rows in a real file."""
    return seed % ON_SQLITE == 0


def simulate(seed: int, *, trace: bool = False) -> Result:
    """Run the world of one seed."""
    return World(seed, sqlite=is_on_sqlite(seed), trace=trace).run()


def simulate_many(
    seeds: Iterable[int],
    *,
    deliveries: int | None = None,
    without: str | None = None,
    so_far: Callable[[Report], None] = lambda _: None,
) -> Report:
    """Run the worlds of many seeds on all cores, until there were enough deliveries; ``so_far`` hears of the way."""
    report = Report()
    seeds = iter(seeds)
    with ProcessPoolExecutor() as pool:
        waiting = {pool.submit(_batch, batch, without) for batch in _batches(seeds, 2 * (os.cpu_count() or 1))}
        while waiting:
            done = next(iter([each for each in waiting if each.done()]), None)
            if done is None:
                time.sleep(0.05)
                continue
            waiting.remove(done)
            for result in done.result():
                report.add(result)
            so_far(report)
            if deliveries is None or report.deliveries < deliveries:
                waiting |= {pool.submit(_batch, batch, without) for batch in _batches(seeds, 1)}
    return report


def _batches(seeds: Iterable[int], number: int) -> Iterable[list[int]]:
    for _ in range(number):
        batch = [seed for _, seed in zip(range(_AT_ONCE), seeds, strict=False)]
        if batch:
            yield batch


def _batch(seeds: list[int], without: str | None) -> list[Result]:
    logging.disable(logging.CRITICAL)
    with LAWS[without].without() if without else nullcontext():
        return [simulate(seed) for seed in seeds]


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in counter.most_common())
