"""Death at every chosen point: before and after each commit, and at four moments of each request.

The points are counted, not guessed: a first process runs through unharmed and tells how many moments it passed. Then
one process dies at each of them, in a database of its own, and the next one has to cope.
"""

import contextlib
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path

from attrs import frozen
from tests.crash.faults import At, Fault, Script, quiet
from tests.crash.process import Life
from tests.crash.site import Site, site
from tests.crash.tally import Tally
from tests.crash.world import World

IN_THE_PROCESS = (("commit", "before"), ("commit", "after"), ("request", "before"), ("request", "answered"))
ON_THE_WAY = {"arrived": Fault.KILLED, "carried out": Fault.KILLED_AFTER}
"""The request has arrived and is carried out after the death; it was carried out, and nobody hears of it."""
SCENARIOS: Mapping[str, tuple[str, Script]] = {
    "text": ("text", quiet),
    "image": ("image", quiet),
    "carousel": ("carousel", quiet),
    "text, publish answer lost": ("text", At(Fault.LOST, 1, "publish")),
}


@frozen
class Point:
    """Where a process dies."""

    scenario: str
    kind: str
    moment: str
    number: int

    def __str__(self) -> str:
        return f"{self.scenario}: {self.kind} {self.number} {self.moment}"


@contextlib.asynccontextmanager
async def _begun(world: World, folder: Path, name: str, scenario: str) -> AsyncIterator[Site]:
    """A place where one post was accepted."""
    kind, script = SCENARIOS[scenario]
    async with site(world, folder, name) as place:
        place.proxy.script = script
        place.accept([kind])
        yield place


async def points(world: World, folder: Path, scenario: str) -> list[Point]:
    """All of a scenario, as an unharmed process passes them."""
    async with _begun(world, folder, f"count {scenario}", scenario) as place:
        life = await place.finish()
        assert (await place.judge()).good
        return list(_passed(scenario, life, place.proxy.seen.total()))


def _passed(scenario: str, life: Life, requests: int) -> Iterator[Point]:
    for kind, moment in IN_THE_PROCESS:
        number = life.passed[f"{kind} {moment}"]
        yield from (Point(scenario, kind, moment, n) for n in range(1, number + 1))
    for moment in ON_THE_WAY:
        yield from (Point(scenario, "request", moment, n) for n in range(1, requests + 1))


async def die_at(world: World, folder: Path, point: Point) -> Tally:
    """One process that dies there, one that finishes."""
    tally = Tally()
    async with _begun(world, folder, str(point), point.scenario) as place:
        plan = None
        if point.moment in ON_THE_WAY:
            before = place.proxy.script
            death = At(ON_THE_WAY[point.moment], point.number)
            place.proxy.script = lambda asked: death(asked) if death(asked) is not Fault.NONE else before(asked)
        else:
            plan = {"kind": point.kind, "moment": point.moment, "number": point.number}
        life = await place.live_through(plan)
        if life.killed:
            tally.counts["kill -9"] += 1
            await place.finish()
        else:
            # how often a container is asked depends on time: some of the last points are not always passed
            assert life.code == 0, life.said
            tally.counts["points not passed this time"] += 1
        tally.verdict += await place.judge()
    return tally
