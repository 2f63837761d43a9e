"""Many trials of every kind, some at a time, until the wanted number of processes was killed."""

import asyncio
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path

from tests.crash.chance import at_random
from tests.crash.disk import NoSmallDisk, full_disks
from tests.crash.faults import lots
from tests.crash.points import SCENARIOS, Point, die_at, points
from tests.crash.power import power_cuts
from tests.crash.tally import Tally
from tests.crash.world import World

POINTS = 0.45
"""At most this share of the kills is at chosen points; the rest is by lot."""
BY_LOT: dict[str, tuple[float, Callable[..., Awaitable[Tally]]]] = {
    "random moments, one runner, failing connection": (0.25, partial(at_random, runners=1)),
    "random moments, two runners on one file, failing connection": (0.25, partial(at_random, runners=2)),
    "random moments, four runners on one file, failing connection": (0.2, partial(at_random, runners=4)),
    "power cuts: death in a commit, its unsynchronised frames torn": (0.15, power_cuts),
    "full disk (tmpfs), random moments, failing connection": (0.15, full_disks),
}
A_TRIAL = 8
"""Kills that are asked of one trial at most."""


class Batch:
    """Trials against one sandbox."""

    def __init__(self, world: World, folder: Path, *, seed: int, at_once: int) -> None:
        self._world = world
        self._folder = folder
        self._seed = seed
        self._gate = asyncio.Semaphore(at_once)

    async def run(self, kills: int) -> AsyncIterator[tuple[str, Tally]]:
        """Every kind of trial, with its title, as it is done."""
        chosen = [point for scenario in SCENARIOS for point in await points(self._world, self._folder, scenario)]
        some = lots(self._seed).sample(chosen, min(len(chosen), round(kills * POINTS)))
        left = kills - len(some)
        kinds = {f"chosen points, {len(some)} of {len(chosen)}": asyncio.create_task(self._at_points(some))}
        for title, (share, trial) in BY_LOT.items():
            kinds[title] = asyncio.create_task(self._until(title, round(left * share), trial))
        killed = 0
        for title, task in kinds.items():
            tally = await task
            killed += tally.kills
            yield title, tally
        if killed < kills:
            title, (_, trial) = next(iter(BY_LOT.items()))
            yield f"to make up the number: {title}", await self._until(f"more, {title}", kills - killed, trial)

    async def _at_points(self, chosen: list[Point]) -> Tally:
        return _sum(await asyncio.gather(*(self._tried(partial(die_at, point=point)) for point in chosen)))

    async def _until(self, title: str, kills: int, trial: Callable[..., Awaitable[Tally]]) -> Tally:
        """Trials until so many were killed."""
        total = Tally()
        while (left := kills - total.kills) > 0 and not total.counts["trials that broke off"]:
            done = total.counts["trials"]
            shares = [min(A_TRIAL, left - start) for start in range(0, left, A_TRIAL)]
            total += _sum(
                await asyncio.gather(
                    *(
                        self._tried(partial(trial, seed=f"{self._seed} {title} {number}", wanted=share))
                        for number, share in enumerate(shares, done)
                    )
                )
            )
            if total.counts["not possible here"]:
                break
        return total

    async def _tried(self, trial: Callable[..., Awaitable[Tally]]) -> Tally:
        async with self._gate:
            tally = Tally()
            tally.counts["trials"] += 1
            try:
                tally += await trial(self._world, self._folder)
            except NoSmallDisk:
                tally.counts["not possible here"] += 1
            except Exception:  # noqa: BLE001 - one that breaks off is told, and the others go on
                tally.counts["trials that broke off"] += 1
                tally.verdict.findings.append(traceback.format_exc(limit=-2))
            return tally


def _sum(tallies: list[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total += tally
    return total
