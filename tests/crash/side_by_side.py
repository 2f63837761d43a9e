"""The same faults and kills for postwire and for a plain publisher."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from tests.crash.faults import WITH_KILLS, Chance
from tests.crash.process import Process
from tests.crash.site import PICTURE, Site, site
from tests.crash.tally import Tally
from tests.crash.verdict import Told, judge
from tests.crash.world import World

KINDS = ("text", "image") * 4
LIVES = 200
"""No trial needs more processes."""


def postwire(place: Site, _path: Path) -> Callable[[], Awaitable[Process]]:
    """Accepts the posts, and says how to start a runner."""
    place.accept(KINDS)
    return place.start


def plain(place: Site, path: Path, *, retries: str) -> Callable[[], Awaitable[Process]]:
    """Writes the posts into a state file, and says how to start a plain publisher."""
    place.accepted += [f"{place.member.username}, {kind} {number}" for number, kind in enumerate(KINDS, 1)]
    posts = [{"text": text, "picture": PICTURE if "image" in text else None, "state": "new"} for text in place.accepted]
    account = {
        "api_base": f"{place.proxy.url}/v1.0",
        "user_id": place.member.user_id,
        "token": place.member.token,
    }
    path.write_text(json.dumps({**account, "posts": posts}))
    return partial(place.begin, "tests.crash.plain", str(path), retries)


CONTENDERS = {
    "postwire": postwire,
    "plain, tries the step again": partial(plain, retries="step"),
    "plain, tries the job again": partial(plain, retries="job"),
}


async def trial(world: World, folder: Path, number: int, name: str) -> Tally:
    """One script, one contender: processes until one comes to its end."""
    tally = Tally()
    script = Chance(f"script {number}", WITH_KILLS)
    async with site(world, folder, f"{number} {name}") as place:
        place.proxy.script = script
        path = place.folder / "state.json"
        start = CONTENDERS[name](place, path)
        for _ in range(LIVES):
            life = await (await start()).ended()
            await place.proxy.settled()
            if not life.killed:
                assert life.code == 0, f"{life.code}: {life.said}"
                break
            tally.counts["kill -9"] += 1
        tally.counts["faults on the way"] += script.struck.total()
        stored = place.told() if name == "postwire" else _told(path)
        tally.verdict += judge(place.accepted, stored, await world.live(place.member))
    return tally


def _told(path: Path) -> dict[str, Told]:
    """What a plain publisher's state file says."""
    posts = json.loads(path.read_text())["posts"]
    return {post["text"]: Told(post["state"], post.get("post_id")) for post in posts}


async def compare(world: World, folder: Path, trials: int, at_once: int) -> dict[str, Tally]:
    """Every script against every contender."""
    gate = asyncio.Semaphore(at_once)

    async def tried(number: int, name: str) -> Tally:
        async with gate:
            return await trial(world, folder, number, name)

    totals = {}
    for name in CONTENDERS:
        totals[name] = Tally()
        for tally in await asyncio.gather(*(tried(number, name) for number in range(1, trials + 1))):
            totals[name] += tally
    return totals


def table(totals: dict[str, Tally]) -> str:
    """Markdown."""
    rows: dict[str, Callable[[Tally], int]] = {
        "posts accepted": lambda tally: tally.verdict.deliveries,
        "processes killed (`kill -9`)": lambda tally: tally.kills,
        "faults met, kills among them": lambda tally: tally.counts["faults on the way"],
        "live": lambda tally: tally.verdict.live,
        "**live more than once**": lambda tally: tally.verdict.twice,
        "posts too many on the platform": lambda tally: tally.verdict.posts - tally.verdict.live,
        "**live, and told to have failed**": lambda tally: tally.verdict.orphans,
        "**lost**: told to be live and is not": lambda tally: tally.verdict.lost,
        "given up, not live, and told so": lambda tally: tally.verdict.failed,
        "unconfirmed: a person is asked": lambda tally: tally.verdict.unconfirmed,
        "stuck": lambda tally: tally.verdict.stuck,
    }
    lines = [f"| | {' | '.join(totals)} |", f"| --- |{' ---: |' * len(totals)}"]
    lines += [
        f"| {name} | {' | '.join(str(read(tally)) for tally in totals.values())} |" for name, read in rows.items()
    ]
    return "\n".join(lines)
