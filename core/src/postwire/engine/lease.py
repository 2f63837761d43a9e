"""How long a delivery that was claimed is ours."""

from collections.abc import Callable
from datetime import datetime, timedelta

LEASE = timedelta(minutes=3)
"""How long a delivery belongs to whoever works on it."""
LONGEST_EFFECT = 150.0
"""Seconds for all requests of one effect: less than a lease, so that its owner is still the owner when it ends."""


class Lease:
    """Begins when it is made. It is told by two clocks: the wall's may jump, and the other one may sleep."""

    def __init__(self, until: datetime, elapsed: Callable[[], float]) -> None:
        self._until = until
        self._elapsed = elapsed
        self._ends = elapsed() + LEASE.total_seconds()

    def allows(self, seconds: float, now: datetime) -> bool:
        """Whether what takes so long ends before the lease does.

        Whoever holds it next then looks at what is done, and not at what is about to happen.
        """
        return now + timedelta(seconds=seconds) <= self._until and self._elapsed() + seconds <= self._ends
