"""The file under a probe, wherever it lies."""

import io
import math
from typing import Protocol

from attrs import frozen

from postwire.probe.failure import Fault, ProbeFailed


class Readable(Protocol):
    """The part of a binary file that a probe uses."""

    def read(self, size: int = -1, /) -> bytes:
        """So many bytes, fewer only at the end."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Move, and say where to."""

    def tell(self) -> int:
        """The offset of the next read."""


@frozen
class Source:
    """An open file and a name for it that is safe to print."""

    file: Readable
    location: str
    near: float = math.inf
    """Bytes from the beginning that are cheap to read; what lies behind is only read where nothing is known without."""

    @property
    def size(self) -> int:
        """In bytes."""
        return self.file.seek(0, io.SEEK_END)

    def at(self, offset: int, length: int) -> bytes:
        """Up to so many bytes from an offset."""
        self.file.seek(offset)
        return self.file.read(length)

    def rewind(self) -> Readable:
        """The file, at its beginning."""
        self.file.seek(0)
        return self.file

    def failure(self, fault: Fault, reason: str, fix: str | None = None) -> ProbeFailed:
        """The exception to raise about this file."""
        return ProbeFailed(fault, self.location, reason, fix)

    def require(self, declared: int | None) -> None:
        """Raise `ProbeFailed` where the file is shorter than it says itself."""
        if declared is not None and declared > self.size:
            raise self.failure(
                Fault.TRUNCATED, f"it ends after {self.size} bytes and says itself that it has {declared}"
            )
