"""Runs simulations: ``python -m tests.simulation --seeds 0-999``, or one of them with its story."""

import argparse
import itertools
import logging
import sys
import time
from collections.abc import Iterable
from contextlib import nullcontext

from tests.simulation.laws import LAWS
from tests.simulation.report import Report, simulate, simulate_many


def main() -> int:
    """Run what the command line asks for; 1 if a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seed", type=int, help="run the world of this seed alone")
    parser.add_argument("--trace", action="store_true", help="with --seed: print everything that happens")
    parser.add_argument("--seeds", default="0-199", help="a seed (17) or a range (0-999); default %(default)s")
    parser.add_argument("--deliveries", type=int, help="go on with further seeds until there were so many deliveries")
    parser.add_argument("--without", choices=LAWS, help="take a law away: a promise has to break")
    asked = parser.parse_args()
    if asked.seed is not None:
        return _one(asked.seed, trace=asked.trace, without=asked.without)
    begun = time.monotonic()
    seeds = _seeds(asked.seeds, endless=asked.deliveries is not None)
    report = simulate_many(seeds, deliveries=asked.deliveries, without=asked.without, so_far=_Progress())
    sys.stderr.write("\n")
    sys.stdout.writelines(f"{line}\n" for line in report.lines(time.monotonic() - begun))
    return 1 if report.violations else 0


class _Progress:
    """Tells how far a long run is, and each broken promise at once."""

    def __init__(self) -> None:
        self._told = 0

    def __call__(self, report: Report) -> None:
        for seed, words in report.violations[self._told :]:
            sys.stderr.write(f"\rseed {seed}: {words}\n")
        self._told = len(report.violations)
        sys.stderr.write(f"\r{report.deliveries} deliveries, {self._told} violations")


def _one(seed: int, *, trace: bool, without: str | None) -> int:
    logging.disable(logging.CRITICAL)
    with LAWS[without].without() if without else nullcontext():
        result = simulate(seed, trace=trace)
    sys.stdout.writelines(f"{line}\n" for line in result.story)
    sys.stdout.write(f"seed {seed}: {result.violation or 'every promise is kept'}\n")
    return 1 if result.violation else 0


def _seeds(words: str, *, endless: bool) -> Iterable[int]:
    first, _, last = words.partition("-")
    begin = int(first)
    return itertools.count(begin) if endless else range(begin, int(last or first) + 1)


if __name__ == "__main__":
    sys.exit(main())
