"""The headless runner: takes what is due out of a store and works on it, many at a time."""

from postwire.runner.runner import STUCK_AFTER, Runner, Until
from postwire.runner.watchdog import Stuck

__all__ = ["STUCK_AFTER", "Runner", "Stuck", "Until"]
