"""A power cut: death during a commit, and what was not synchronised yet is lost or torn.

SQLite synchronises the write-ahead log before a commit returns (``synchronous=FULL``), so a disk that keeps its word
can lose nothing but the frames of the commit that was under way. That is what is done here: a process dies the moment a
commit is written, before anybody acts on it, and a random part of just these frames is cut off, zeroed or filled with
noise, sector by sector; the shared memory of the log is gone. Not done: tearing the main file in a checkpoint, which
happens only while the log that repairs it is synchronised and whole.

`on_a_lying_disk` is the counter-check: a disk that forgets what it said was safe must be found out by the comparison.
"""

import random
from pathlib import Path

from tests.crash.faults import WITHOUT_KILLS, At, Chance, Fault, lots
from tests.crash.site import Site, site
from tests.crash.tally import Tally
from tests.crash.world import World

KINDS = ("text", "image") * 8
DEATHS = 8
SECTOR = 512


async def power_cuts(world: World, folder: Path, seed: str, wanted: int) -> Tally:
    """A process that dies in a commit, a torn log, the next process; and then one in peace."""
    lot = lots(seed)
    tally = Tally()
    async with site(world, folder, seed) as place:
        place.proxy.script = Chance(seed, WITHOUT_KILLS)
        place.accept(KINDS)
        for _ in range(min(wanted, DEATHS)):
            marks = {"wal": str(place.wal), "mark": str(place.mark)}
            life = await place.live_through({"kind": "commit", "moment": "after", "number": lot.randint(1, 5), **marks})
            if not life.killed:
                assert life.code == 0, life.said
                break
            tally.counts["kill -9"] += 1
            lost = _tear(place, lot)
            tally.counts["logs torn"] += lost > 0
            tally.counts["bytes of them lost"] += lost
        await place.finish()
        tally.verdict += await place.judge()
    return tally


async def on_a_lying_disk(world: World, folder: Path) -> Tally:
    """A publish call is carried out, the process dies, and the disk has forgotten every commit since the start."""
    tally = Tally()
    async with site(world, folder, "lying disk") as place:
        place.proxy.script = At(Fault.KILLED_AFTER, 1, "publish")
        place.accept(["text"])
        life = await place.live_through()
        assert life.killed
        tally.counts["kill -9"] += 1
        place.wal.unlink()
        _forget_shared_memory(place)
        await place.finish()
        tally.verdict += await place.judge()
    return tally


def _tear(place: Site, lot: random.Random) -> int:
    """Lose something of what was written and not synchronised; returns how many bytes were."""
    whole = place.wal.read_bytes()
    before = place.mark.read_bytes()
    safe = next((at for at, (old, new) in enumerate(zip(before, whole, strict=False)) if old != new), len(before))
    _forget_shared_memory(place)
    if lot.random() < 0.5:
        kept = lot.randrange(safe, len(whole))
        place.wal.write_bytes(whole[:kept])
        return len(whole) - kept
    torn = bytearray(whole)
    lost = 0
    for start in range(safe, len(whole), SECTOR):
        size = min(SECTOR, len(whole) - start)
        if lot.random() < 0.5:
            torn[start : start + size] = lot.choice([bytes(size), lot.randbytes(size)])
            lost += size
    place.wal.write_bytes(torn)
    return lost


def _forget_shared_memory(place: Site) -> None:
    place.wal.with_name("posts.db-shm").unlink(missing_ok=True)
