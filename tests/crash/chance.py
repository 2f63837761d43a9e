"""Death at random moments, over a connection that fails, with one runner or several on one file."""

import asyncio
import random
from pathlib import Path

from tests.crash.faults import WITHOUT_KILLS, Chance, lots
from tests.crash.site import Site, site
from tests.crash.tally import Tally
from tests.crash.world import World

KINDS = ("text", "text", "image") * 7 + ("carousel", "text", "image")
DEATHS = 6
"""At most so many of each runner."""


async def at_random(world: World, folder: Path, seed: str, runners: int, wanted: int) -> Tally:
    """Runners on one file that are killed and started anew, and then one in peace."""
    lot = lots(seed)
    script = Chance(seed, WITHOUT_KILLS)
    async with site(world, folder, seed) as place:
        place.proxy.script = script
        place.accept(KINDS)
        shares = [wanted // runners + (number < wanted % runners) for number in range(runners)]
        tallies = await asyncio.gather(*(die_often(place, lot, min(share, DEATHS)) for share in shares))
        await place.finish()
        tally = Tally(verdict=await place.judge())
    for one in tallies:
        tally += one
    tally.counts["faults on the way"] += script.struck.total()
    return tally


async def die_often(place: Site, lot: random.Random, deaths: int) -> Tally:
    """Runners one after the other, each killed after a while that the lot says."""
    tally = Tally()
    for number in range(deaths):
        runner = await place.start()
        await runner.begun()
        await asyncio.sleep(lot.uniform(0, lot.choice([0.1, 0.5, 2.0]) if number else 0.1))
        runner.kill()
        life = await runner.ended()
        if not life.killed:
            assert life.code == 0, life.said
            break
        tally.counts["kill -9"] += 1
    return tally
