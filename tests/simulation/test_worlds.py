"""Worlds that are always the same: whatever goes wrong in them, every promise is kept, and every law is needed."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.simulation.laws import LAWS
from tests.simulation.report import Report, command, simulate
from tests.simulation.world import WISHES

MANY = 10_000
"""Deliveries within which a law that is taken away has to be missed."""
FIRST_BROKEN = {
    "durability": 2,
    "lost_is_not_unsent": 3,
    "doubt": 8,
    "settle": 3,
    "promise": 12,
    "lease": 4,
    "no_restage": 4,
    "version": 3,
    "published_is_live": 5,
    "no_cancel_in_doubt": 4,
    "no_retry_in_doubt": 10,
    "fingerprint": 3,
    "rivals": 54,
}
"""Where the search begins for what takes longer to break than a world or two."""


@pytest.fixture(autouse=True)
def _quiet():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("first", [0, 10])
def test_every_promise_is_kept(first):
    report = Report()
    for seed in range(first, first + 10):
        result = simulate(seed)
        report.add(result)
        assert result.violation is None, f"{result.violation}\n{command(seed)}"
    assert (report.live_twice, report.lost, report.stuck) == (0, 0, 0)
    assert report.deliveries == 10 * WISHES
    assert report.touched > report.deliveries / 3
    assert len(report.troubles) > 40
    assert report.states["published"] > report.deliveries / 2


@pytest.mark.parametrize("name", LAWS)
def test_a_law_that_is_taken_away_is_missed(name):
    begin = FIRST_BROKEN.get(name, 1)
    with LAWS[name].without():
        found = next((seed for seed in range(begin, begin + MANY // WISHES) if simulate(seed).violation), None)
    assert found is not None, f"nothing breaks although {LAWS[name].words}"


def test_a_seed_tells_the_same_story_in_every_process():
    def told(hashing: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": hashing}
        arguments = [sys.executable, "-m", "tests.simulation", "--seed", "3", "--trace"]
        folder = Path(__file__).parents[2]
        return subprocess.run(arguments, capture_output=True, text=True, check=True, env=environment, cwd=folder).stdout

    story = told("1")
    assert "is live as" in story
    assert story == told("2")
