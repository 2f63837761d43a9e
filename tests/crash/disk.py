"""A disk that is full, and is given room again: a small tmpfs, which only an administrator may mount."""

import asyncio
import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.crash.faults import WITHOUT_KILLS, Chance, lots
from tests.crash.site import site
from tests.crash.tally import Tally
from tests.crash.world import World

KINDS = ("text", "image") * 8
DEATHS = 8
SIZE = 8 * 1024 * 1024
PAGE = 4096
ROOM = 24
"""At most so many pages are left free on a full disk."""


class NoSmallDisk(Exception):
    """A tmpfs cannot be mounted here."""


@contextlib.contextmanager
def small_disk(place: Path) -> Iterator[Path]:
    """A file system of eight megabytes. Raises `NoSmallDisk`."""
    place.mkdir(parents=True)
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", place], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoSmallDisk from error
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


async def full_disks(world: World, folder: Path, seed: str, wanted: int) -> Tally:
    """Processes on a disk that is nearly full; each is killed unless it ends by itself; then there is room again."""
    lot = lots(seed)
    tally = Tally()
    with small_disk(folder / f"disk {seed}") as disk:
        async with site(world, disk, "site") as place:
            place.proxy.script = Chance(seed, WITHOUT_KILLS)
            place.accept(KINDS)
            for _ in range(min(wanted, DEATHS)):
                _fill(disk / "ballast", lot.randint(0, ROOM))
                runner = await place.start()
                await runner.begun()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(lot.uniform(0, lot.choice([0.05, 1.5]))):
                        await runner.exited()
                runner.kill()
                life = await runner.ended()
                (disk / "ballast").unlink()
                if life.code == 0:
                    break
                tally.counts["kill -9"] += life.killed
                tally.counts["ended by the full disk"] += not life.killed
                assert life.killed or "full" in life.said, f"{life.code}: {life.said}"
            await place.finish()
            tally.verdict += await place.judge()
    return tally


def _fill(ballast: Path, pages: int) -> None:
    """Leave so many pages."""
    free = shutil.disk_usage(ballast.parent).free
    with ballast.open("wb") as file:
        file.write(bytes(max(0, free - pages * PAGE)))
