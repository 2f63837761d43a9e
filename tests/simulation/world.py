"""One world: made from a seed, run to its end, and judged."""

import asyncio
import shutil
import tempfile
from collections import Counter
from contextlib import ExitStack, nullcontext
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from attrs import evolve, frozen
from tests.simulation.clock import Clock
from tests.simulation.desk import Desk
from tests.simulation.loop import Deadlock, VirtualLoop
from tests.simulation.platform import Habits, SimulatedGraph, SimulatedPlatform
from tests.simulation.process import RunnerProcess
from tests.simulation.weather import Climate, Weather
from tests.simulation.witness import Witness

from postwire.account import Account
from postwire.engine import envoy, outbox
from postwire.hookspecs import hookimpl
from postwire.manifest import Republish, Use
from postwire.registry import Registry
from postwire.runner import runner
from postwire.state import Cancelled, Deleted, Failed, Missed, Published, name_of
from postwire.store import Store
from postwire.store.memory import MemoryStore
from postwire.store.sqlite import SqliteStore
from postwire_threads import hooks
from postwire_threads.manifest import MANIFEST

CALM_AFTER = 20_000.0
"""Seconds of trouble; after that everything works, and every delivery has to come to an end."""
LONGEST = 20 * 86_400.0
"""Seconds after which whatever is not at its end is stuck."""
WISHES = 50


@frozen
class Result:
    """What became of a world."""

    seed: int
    deliveries: int
    touched: int
    """How many of them met trouble that was theirs, and not only a neighbour's."""
    states: Counter[str]
    troubles: Counter[str]
    calls: int
    live_twice: int
    lost: int
    stuck: int
    violation: str | None
    story: tuple[str, ...]


@cache
def _registry(*, once: bool, posts: int, window: float) -> Registry:
    """The connector of Threads; where a container may go live twice, its manifest must not promise otherwise."""
    quotas = tuple(
        evolve(quota, maximum=posts, window=timedelta(seconds=window)) if Use.POST in quota.uses else quota
        for quota in MANIFEST.quotas
    )
    manifest = evolve(MANIFEST, quotas=quotas, republish=Republish.SAME_CONTAINER if once else Republish.NEVER)
    plugin = SimpleNamespace(**{**vars(hooks), "manifest": hookimpl(lambda: manifest), "__name__": "simulated"})
    return Registry.of(plugin)


class World:
    """Everything that lives and breaks under one seed."""

    def __init__(self, seed: int, *, wishes: int = WISHES, sqlite: bool = False, trace: bool = False) -> None:
        self.seed = seed
        self.random = Random(f"{seed} world")  # noqa: S311 - repeatable on purpose
        self.desk_random = Random(f"{seed} desk")  # noqa: S311 - as above
        self.loop = VirtualLoop()
        self.loop.set_exception_handler(self._failed)
        self.loop.pauses = self._pauses
        self.clock = Clock(self.loop)
        self.counts: Counter[str] = Counter()
        self._trace = trace
        self._story: list[str] = []
        self.witness = Witness(self.clock, MANIFEST.pace.settle.total_seconds(), self.tell)
        self.habits = Habits.drawn(self.random)
        chance = Random(f"{seed} weather")  # noqa: S311 - as above
        self.weather = Weather(chance, Climate.drawn(self.random), self.habits.is_legible)
        settings = self.habits.settings
        known = (settings.post_quota, settings.quota_seconds) if seed % 2 else (250, 86_400.0)  # else it is a surprise
        self.registry = _registry(once=self.habits.once, posts=known[0], window=known[1])
        self.platform = SimulatedPlatform(self.habits, self.clock, self.witness.went_live)
        self.graph = SimulatedGraph(self.platform, self.weather, self.loop.call_later)
        self.twins = self.random.choice((0.0, 0.0, 0.2, 0.6))
        self.accounts = [Account(platform="threads", user_id=f"{n}", handle=f"person{n}") for n in (1, 2, 3)]
        self._wishes = wishes
        self._stack = ExitStack()
        self._stores: list[Store] = []
        self._file: Path | None = None
        self._memory = MemoryStore()
        if sqlite:
            folder = tempfile.mkdtemp(prefix="postwire-simulation-", dir=_quick_disk())
            self._stack.callback(shutil.rmtree, folder)
            self._file = Path(folder) / "posts.db"
        self._runners: list[RunnerProcess] = []
        self._errors: list[str] = []

    def tell(self, words: str) -> None:
        """Write the story down, where somebody wants to read it."""
        if self._trace:
            self._story.append(f"{self.clock.elapsed:11.2f} {words}")

    @property
    def is_calm(self) -> bool:
        return self.weather.is_calm

    def open_store(self) -> Store:
        """The store as a new process opens it."""
        if self._file is None:
            return self._memory
        store = SqliteStore(self._file, busy_timeout=0.0)
        self._stores.append(store)
        return store

    def run(self) -> Result:
        """From the first wish to the last delivery's end."""
        with self._stack:
            virtual = SimpleNamespace(monotonic=self.loop.time)
            self._stack.enter_context(patch.object(envoy, "time", virtual))
            self._stack.enter_context(patch.object(outbox, "monotonic", self.loop.time))
            self._stack.enter_context(patch.object(envoy, "Outbox", self._outbox))
            # It polls for what other processes have submitted: once in a while is enough here.
            self._stack.enter_context(patch.object(runner, "LOOK_AGAIN", runner.LOOK_AGAIN * 300))
            # It looks from a thread whether a hook holds the loop, in real seconds.
            self._stack.enter_context(patch.object(runner, "Watchdog", lambda *_: nullcontext()))
            try:
                self.loop.run_until_complete(self._live())
            except Deadlock:
                self._errors.append("deadlock: everybody waits, and nothing is due")
            finally:
                for process in self._runners:
                    process.kill()
                _drain(self.loop)
                result = self._judged()
                for store in self._stores:
                    store.close()
                self.loop.close()
        return result

    async def _live(self) -> None:
        desk = Desk(self)
        for account in self.accounts:
            self.platform.accounts.add(account.handle, account.user_id)
            desk.connect(account)
        for number in range(self._wishes):
            self.loop.call_later(self.desk_random.uniform(0.0, 4000.0), desk.wish, number)
        for _ in range(self.random.choice((1, 1, 2, 3))):
            self._start_runner()
        for _ in range(self.random.choice((0, 0, 1, 3))):
            # what is staged while the clock is far ahead is not found afterwards: that ends with a person, and late
            seconds = self.random.choice((-7200.0, -90.0, 45.0) if self.random.random() < 0.96 else (400.0, 7200.0))
            begin = self.random.uniform(0.0, CALM_AFTER / 2)
            self.loop.call_later(begin, self._jump, seconds)
            self.loop.call_later(begin + self.random.uniform(60.0, 2400.0), self._jump, -seconds)
        self.loop.call_later(CALM_AFTER, self._calm_down)
        sitting = self.loop.create_task(desk.sit())
        while not sitting.done() and self.clock.elapsed < LONGEST and self.witness.broken is None:
            await asyncio.wait([sitting], timeout=3600.0)
        if sitting.done():
            sitting.result()
        sitting.cancel()

    def is_over(self) -> bool:
        """Whether the weather is calm and every delivery is at its end."""
        if not self.is_calm:
            return False
        return all(is_at_its_end(dossier.stored.state) for dossier in self.witness.dossiers.values())

    def runner_ended(self, process: RunnerProcess) -> None:
        """The supervisor starts another one after a while."""
        self._runners.remove(process)
        self.loop.call_later(self.random.choice((1.0, 20.0, 300.0)), self._start_runner)

    def _start_runner(self) -> None:
        self.counts["runners started"] += 1
        self._runners.append(RunnerProcess(self))

    def _jump(self, seconds: float) -> None:
        self.weather.counts["clock jump"] += 1
        self.tell(f"the wall clock jumps by {seconds} s")
        self.clock.jump(seconds)

    def _calm_down(self) -> None:
        self.tell("everything works from here on")
        self.weather.is_calm = True

    def _pauses(self) -> tuple[float, float]:
        random = self.weather.random
        if self.weather.happens("stall"):
            long = random.uniform(100.0, 4000.0)
            return random.choice(((long, 0.0), (0.0, long)))
        return random.choice((0.0, 0.001, 0.3)), 0.001

    def _outbox(self, *parts: Any, **more: Any) -> outbox.Outbox:
        begun = outbox.Outbox(*parts, **more)
        begun._began = self.loop.time()
        return begun

    def _failed(self, loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        del loop
        self._errors.append(f"{context.get('message')}: {context.get('exception')!r}")

    def _judged(self) -> Result:
        dossiers = self.witness.dossiers
        states = Counter(name_of(dossier.stored.state) for dossier in dossiers.values())
        store = self.open_store()
        stuck, lost = [], []
        for delivery_id, dossier in dossiers.items():
            found = store.delivery(delivery_id)
            if found is None or found.state != dossier.stored.state:
                lost.append(delivery_id)
            elif not is_at_its_end(found.state):
                stuck.append(delivery_id)
            elif [entry.name for entry in store.history(delivery_id)] != dossier.story:
                lost.append(f"{delivery_id} (its story)")
        violation = str(self.witness.broken) if self.witness.broken else None
        if violation is None and lost:
            violation = f"lost: {', '.join(lost)}"
        if violation is None and stuck:
            violation = f"stuck: {', '.join(stuck)}"
        if violation is None and self._errors:
            violation = self._errors[0]
        return Result(
            seed=self.seed,
            deliveries=len(dossiers),
            touched=len(self.weather.touched),
            states=states,
            troubles=self.weather.counts + self.counts,
            calls=sum(self.platform.requests.values()),
            live_twice=sum(len(dossier.live) > 1 for dossier in dossiers.values()),
            lost=len(lost),
            stuck=len(stuck) if self.witness.broken is None else 0,
            violation=violation,
            story=tuple(self._story),
        )


def is_at_its_end(state: object) -> bool:
    """Whether nobody has to do anything any more."""
    if isinstance(state, Failed | Missed):
        return state.stage is None or not state.stage.doubted
    return isinstance(state, Published | Deleted | Cancelled)


def _quick_disk() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a folder of its own in it


def _drain(loop: VirtualLoop) -> None:
    """Let what was cancelled end."""
    pending = asyncio.all_tasks(loop)
    for task in pending:
        task.cancel()
    if pending:
        loop.run_until_complete(asyncio.wait(pending))
