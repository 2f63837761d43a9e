"""The sandbox's own time."""

from collections.abc import Callable
from datetime import UTC, datetime


class Clock:
    """Somebody's clock, plus an offset that only grows."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.offset = 0.0

    def now(self) -> float:
        """Unix seconds."""
        return self._now() + self.offset

    def advance(self, seconds: float) -> None:
        """Let time pass. Raises ValueError if it would run backwards."""
        if not 0 <= seconds < 1e9:
            raise ValueError(f"the clock can advance by 0 seconds or more, not by {seconds!r}")
        self.offset += seconds


def graph_time(moment: float) -> str:
    """A moment as the Threads API writes it: ``2023-10-17T05:42:03+0000``."""
    return datetime.fromtimestamp(int(moment), UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
