"""A small, fixed set of what ``make crash`` does at length; all of it at once, since most of it is waiting."""

import asyncio
from functools import partial

import pytest
from tests.crash.chains import DEATHS, die_within
from tests.crash.chance import at_random
from tests.crash.disk import NoSmallDisk, full_disks
from tests.crash.points import Point, die_at
from tests.crash.power import on_a_lying_disk, power_cuts
from tests.crash.side_by_side import trial
from tests.crash.world import World

TRIALS = {
    "before the commit of publishing": partial(die_at, point=Point("text", "commit", "before", 3)),
    "publish was not sent": partial(die_at, point=Point("text", "request", "before", 3)),
    "publish was carried out late": partial(die_at, point=Point("text", "request", "arrived", 3)),
    "publish was carried out": partial(die_at, point=Point("text", "request", "carried out", 3)),
    "publish was answered": partial(die_at, point=Point("text", "request", "answered", 3)),
    "two runners, a failing connection": partial(at_random, seed="two", runners=2, wanted=2),
    "power cuts": partial(power_cuts, seed="power", wanted=1),
    "a full disk": partial(full_disks, seed="full", wanted=1),
    **{f"a chain of 2,000 bytes: {death}": partial(die_within, death=death) for death in DEATHS},
}
CONTROLS = {
    "a disk that lies": on_a_lying_disk,
    "a plain publisher": partial(trial, number=1, name="plain, tries the job again"),
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """What every trial came to, or what it raised."""
    return asyncio.run(_all(tmp_path_factory.mktemp("crash")))


async def _all(folder):
    trials = {**TRIALS, **CONTROLS}
    async with World() as world:
        ended = await asyncio.gather(*(begin(world, folder) for begin in trials.values()), return_exceptions=True)
    return dict(zip(trials, ended, strict=True))


def outcome(outcomes, name):
    found = outcomes[name]
    if isinstance(found, NoSmallDisk):
        pytest.skip("a tmpfs cannot be mounted here")
    if isinstance(found, BaseException):
        raise found
    return found


@pytest.mark.parametrize("name", TRIALS)
def test_a_killed_process_publishes_nothing_twice_and_loses_nothing(outcomes, name):
    tally = outcome(outcomes, name)

    assert tally.verdict.good, tally.told(name)
    assert tally.kills + tally.counts["ended by the full disk"] >= 1


def test_a_disk_that_forgets_what_it_called_safe_is_found_out(outcomes):
    assert outcome(outcomes, "a disk that lies").verdict.twice == 1


def test_a_publisher_that_tries_the_whole_job_again_is_found_out(outcomes):
    assert not outcome(outcomes, "a plain publisher").verdict.good
