"""The hours: the world's own, and the wall clock of the machine that the runners share, which may jump."""

from datetime import UTC, datetime, timedelta

from tests.simulation.loop import VirtualLoop

BEGIN = datetime(2026, 3, 1, 8, tzinfo=UTC)
_UNIX = BEGIN.timestamp()


class Clock:
    """Both clocks of a world."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop
        self._offset = timedelta(0)
        self.jumped_at = -1.0
        """When the wall clock last jumped, in the world's own seconds."""

    @property
    def elapsed(self) -> float:
        """True seconds since the world began."""
        return self._loop.elapsed

    def unix(self) -> float:
        """The platform's clock, which is right."""
        return _UNIX + self._loop.elapsed

    def wall(self) -> datetime:
        """What the machine of the runners believes."""
        return BEGIN + timedelta(seconds=self._loop.elapsed) + self._offset

    def jump(self, seconds: float) -> None:
        """Put the wall clock forward, or back."""
        self._offset += timedelta(seconds=seconds)
        self.jumped_at = self._loop.elapsed
