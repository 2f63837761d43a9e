"""``make crash RUNS=500``: kill that many processes, and compare what the platform says with the databases."""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.crash.batch import Batch
from tests.crash.power import on_a_lying_disk
from tests.crash.side_by_side import KINDS, compare, table
from tests.crash.tally import Tally
from tests.crash.world import World


def main() -> int:
    """Run a batch, print its counts; 1 if a promise was broken."""
    parser = argparse.ArgumentParser(prog="crash", description=__doc__)
    parser.add_argument("--runs", type=int, default=500, help="processes to be killed (default: %(default)s)")
    parser.add_argument(
        "--side-by-side",
        type=int,
        metavar="TRIALS",
        help=f"instead: so many scripts of faults, of {len(KINDS)} posts each, for postwire and for a plain publisher",
    )
    parser.add_argument("--seed", type=int, default=1, help="of everything that is chosen by lot")
    parser.add_argument("--at-once", type=int, default=3 * (os.cpu_count() or 1), help="trials side by side")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="postwire-crash-") as folder:
        run = _kill if chosen.side_by_side is None else _compare
        good = asyncio.run(run(Path(folder), chosen))
    return 0 if good else 1


async def _kill(folder: Path, chosen: argparse.Namespace) -> bool:
    started = time.monotonic()
    total = Tally()
    async with World() as world:
        control = await on_a_lying_disk(world, folder)
        found = control.verdict.twice == 1
        batch = Batch(world, folder, seed=chosen.seed, at_once=chosen.at_once)
        async for title, tally in batch.run(chosen.runs):
            _say(tally.told(title))
            total += tally
    _say(total.told(f"all, in {time.monotonic() - started:.0f} s"))
    _say(
        "counter-check, not counted above: a disk that forgets commits it called safe makes a second live post,\n"
        f"  and the comparison {'found it' if found else 'DID NOT FIND IT'}"
    )
    return found and total.verdict.good and not total.counts["trials that broke off"] and total.kills >= chosen.runs


async def _compare(folder: Path, chosen: argparse.Namespace) -> bool:
    async with World() as world:
        totals = await compare(world, folder, chosen.side_by_side, chosen.at_once)
    _say(table(totals))
    ours = totals["postwire"].verdict
    _say("\n".join(ours.findings))
    return ours.good


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
