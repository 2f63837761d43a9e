"""How long to wait. Pure: the time that has passed and the jitter are arguments."""

import math
from datetime import timedelta

from postwire.manifest import Pace

LONGEST = timedelta(minutes=5)
"""Doubling ends here: an outage is looked at this often at least, give or take the spread."""
FURTHEST = timedelta(days=366)
"""A platform that names a longer pause than this is asked again after it."""


def told(seconds: float | None) -> timedelta | None:
    """A platform's own word for a pause, never negative; None where it said nothing that makes sense."""
    if seconds is None or math.isnan(seconds):
        return None
    return timedelta(seconds=min(max(seconds, 0.0), FURTHEST.total_seconds()))


def backoff(tries: int, pace: Pace, jitter: float, retry_after: float | None = None) -> timedelta:
    """The delay before the next try: the platform's own word, else doubling, spread by up to a half.

    ``tries`` counts the failures so far (1 after the first), ``jitter`` lies between 0 and 1.
    """
    pause = told(retry_after)
    if pause is not None:
        return pause * (1 + 0.1 * jitter)
    doubled = min(min(pace.retry, LONGEST) * (1 << min(max(tries - 1, 0), 20)), LONGEST)
    return doubled * (1 + 0.5 * jitter)


def until_next_poll(age: timedelta, pace: Pace) -> timedelta:
    """The delay before a container of this age is asked again: half its age, within the platform's pace."""
    if age >= pace.window:
        return pace.slow_interval
    return max(pace.first_look, min(pace.interval, age / 2))
