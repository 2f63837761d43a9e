"""Until when a probe may take, wherever its file lies."""

import time

from postwire.probe.failure import Fault, ProbeFailed
from postwire.probe.source import Readable


class Deadline:
    """A moment on the monotonic clock by which a probe is over."""

    def __init__(self, seconds: float, location: str) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds
        self._location = location

    def left(self) -> float:
        """Seconds, more than zero. Raises `ProbeFailed` where there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise self.passed()
        return left

    def passed(self) -> ProbeFailed:
        """The exception to raise where time ran out."""
        return ProbeFailed(Fault.TOO_SLOW, self._location, f"it could not be read within {self._seconds:g} seconds")


class TimedFile:
    """A file that can be read until time is up.

    A picture of three megabytes can be made of thousands of pieces that each take a millisecond to look at: whoever
    reads it comes back here for every one.
    """

    def __init__(self, file: Readable, deadline: Deadline) -> None:
        self._file = file
        self._deadline = deadline

    def read(self, size: int = -1, /) -> bytes:
        """So many bytes, fewer only at the end. Raises `ProbeFailed` where time is up."""
        self._deadline.left()
        return self._file.read(size)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Move, and say where to."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """The offset of the next read."""
        return self._file.tell()
