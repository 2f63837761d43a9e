"""Lost answers and killed runners in front of a real server, and its own word on what is live after them."""

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from pathlib import Path
from typing import Any

from attrs import field, frozen
from tests.crash.chance import die_often
from tests.crash.faults import WITHOUT_KILLS, Asked, Chance, Fault, lots, quiet
from tests.crash.site import Site
from tests.crash.tally import Tally
from tests.crash.world import ROOT

from postwire.credentials import Vault
from postwire.state import Unconfirmed

A_TRIAL = 25
"""Posts of one trial."""
_KINDS = ("text", "text", "text", "image", "carousel")
_LOSSES = (Fault.LOST, Fault.RESET_AFTER, Fault.TORN, Fault.TOO_SLOW)
"""Done, and the answer does not come."""

Place = Callable[[Path], AbstractAsyncContextManager[Site]]
"""Makes an account, a proxy before its server, and an empty database in a new folder."""


@frozen
class World:
    """What processes that talk to a server need, and how to look past them."""

    look: Callable[[], list[dict[str, Any]]]
    """Everything that readers see of the account, as ``id`` and ``text``."""
    key: str = field(factory=Vault.new_key, repr=False)
    environment: dict[str, str] = field(init=False, repr=False)

    @environment.default
    def _environment(self) -> dict[str, str]:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("POSTWIRE_")}
        return {**plain, "POSTWIRE_KEY": self.key, "PYTHONPATH": str(ROOT)}

    async def live(self, _: object) -> list[dict[str, Any]]:
        """What `look` says, of the one account that there is."""
        return await asyncio.to_thread(self.look)


async def lost_answers(place: Place, folder: Path, seed: str, wanted: int) -> Tally:
    """Every answer to a publish call is lost, in one way or another."""
    lot, tally = lots(seed), Tally()

    def script(asked: Asked) -> Fault:
        if asked.operation != "publish":
            return Fault.NONE
        tally.counts["answers lost"] += 1
        return lot.choice(_LOSSES)

    async with place(folder / seed) as site:
        site.proxy.script = script
        site.accept([_KINDS[number % len(_KINDS)] for number in range(wanted)])
        await site.finish()
        tally += await _settled(site)
    return tally


async def kills(place: Place, folder: Path, seed: str, wanted: int) -> Tally:
    """Runners are killed at random moments, over a connection that fails; the last one works in peace."""
    script = Chance(seed, WITHOUT_KILLS)
    async with place(folder / seed) as site:
        site.proxy.script = script
        site.accept([_KINDS[number % len(_KINDS)] for number in range(A_TRIAL)])
        tally = await die_often(site, lots(seed), wanted)
        site.proxy.script = quiet  # several uploads in a row may fail for longer than anybody waits here
        await site.finish()
        tally += await _settled(site)
    tally.counts["faults on the way"] += script.struck.total()
    return tally


async def _settled(site: Site) -> Tally:
    """What is live when nothing goes on by itself any more, and what after a person saw to what was left to them."""
    tally = Tally(verdict=await site.judge())
    site.proxy.script = quiet
    live = {post["text"]: post["id"] for post in await site.world.live(site.member)}
    for delivery in site.deliveries():
        if not isinstance(delivery.state, Unconfirmed):
            continue
        seen = live.get(delivery.post.text)
        tally.counts[f"left to a person, who {'sees it live' if seen else 'has it sent once more'}"] += 1
        await _said(site, "resolve", delivery.id, *(("--published", seen) if seen else ("--not-published",)))
        if seen is None:
            await _said(site, "retry", delivery.id)
    await site.finish()
    decided = await site.judge()
    tally.counts["live after that"] += decided.posts
    for broken in ("twice", "lost", "orphans", "stuck"):
        setattr(tally.verdict, broken, max(getattr(tally.verdict, broken), getattr(decided, broken)))
    tally.verdict.findings += decided.findings
    return tally


async def _said(site: Site, *command: str) -> None:
    """One command of a person's, as a process of its own."""
    life = await (await site.begin("tests.crash.mortal", "{}", "--db", str(site.database), *command)).ended()
    assert life.code == 0, life.said


def main(name: str, places: Callable[[Path], AbstractContextManager[Place]]) -> int:
    """Run the trials of a command line, print their counts; 1 if a promise was broken."""
    parser = argparse.ArgumentParser(prog=name, description=__doc__)
    parser.add_argument("--lost", type=int, default=200, help="answers to be lost (default: %(default)s)")
    parser.add_argument("--kills", type=int, default=100, help="processes to be killed (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix=f"{name}-") as folder, places(Path(folder)) as place:
        return asyncio.run(_run(place, Path(folder), told))


async def _run(place: Place, folder: Path, told: argparse.Namespace) -> int:
    lost = await _until(
        told.lost,
        lambda tally: tally.counts["answers lost"],
        lambda seed, left: lost_answers(place, folder, seed, left),
        f"{told.seed} lost",
    )
    _say(lost.told("every answer to publish lost"))
    killed = await _until(
        told.kills,
        lambda tally: tally.kills,
        lambda seed, left: kills(place, folder, seed, left),
        f"{told.seed} kills",
    )
    _say(killed.told("runners killed at random moments, failing connection"))
    return 0 if lost.verdict.good and killed.verdict.good else 1


async def _until(
    wanted: int, count: Callable[[Tally], int], trial: Callable[[str, int], Awaitable[Tally]], title: str
) -> Tally:
    total, number = Tally(), 0
    while (left := wanted - count(total)) > 0:
        total += await trial(f"{title} {number}", min(A_TRIAL, left))
        number += 1
    return total


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n\n")
    sys.stdout.flush()
