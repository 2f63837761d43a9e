"""A moving window of moments."""

from collections import deque


class Window:
    """When something was done, as far back as it counts."""

    def __init__(self) -> None:
        self._moments: deque[float] = deque()

    def add(self, moment: float) -> None:
        """Count one more."""
        self._moments.append(moment)

    def used(self, now: float, span: float, lag: float = 0.0) -> int:
        """How many lie within the last ``span`` seconds, leaving out those younger than ``lag``."""
        while self._moments and self._moments[0] <= now - span:
            self._moments.popleft()
        if not lag:
            return len(self._moments)
        return sum(1 for moment in self._moments if moment <= now - lag)
