"""``python -m tests.live.snac``: lost answers and kills in front of a real server, and what is live after them."""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.crash.tally import Tally
from tests.live.snac.trials import A_TRIAL, kills, lost_answers


def main() -> int:
    """Run the trials, print their counts; 1 if a promise was broken."""
    parser = argparse.ArgumentParser(prog="snac", description=__doc__)
    parser.add_argument("--lost", type=int, default=200, help="answers to be lost (default: %(default)s)")
    parser.add_argument("--kills", type=int, default=100, help="processes to be killed (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="snac-") as folder:
        return asyncio.run(_run(Path(folder), told))


async def _run(folder: Path, told: argparse.Namespace) -> int:
    lost = await _until(
        told.lost, lambda tally: tally.counts["answers lost"], lost_answers, folder, f"{told.seed} lost"
    )
    _say(lost.told("every answer to publish lost"))
    killed = await _until(told.kills, lambda tally: tally.kills, kills, folder, f"{told.seed} kills")
    _say(killed.told("runners killed at random moments, failing connection"))
    return 0 if lost.verdict.good and killed.verdict.good else 1


async def _until(
    wanted: int,
    count: Callable[[Tally], int],
    trial: Callable[[Path, str, int], Awaitable[Tally]],
    folder: Path,
    title: str,
) -> Tally:
    total, number = Tally(), 0
    while (left := wanted - count(total)) > 0:
        total += await trial(folder, f"{title} {number}", min(A_TRIAL, left))
        number += 1
    return total


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
