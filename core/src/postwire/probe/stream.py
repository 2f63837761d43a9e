"""The body of one plain answer, read from its beginning as far as somebody asks."""

import hashlib

from postwire.probe.failure import Fault
from postwire.probe.fetch import Answer, Fetcher


class Allowance:
    """The bytes of bodies that one probe may read."""

    def __init__(self, most: int, fetcher: Fetcher) -> None:
        self._most = most
        self._spent = 0
        self._fetcher = fetcher

    def spend(self, count: int) -> None:
        """Take so many. Raises `ProbeFailed` where they are not there any more."""
        self.require(self._spent + count)
        self._spent += count

    def require(self, total: int) -> None:
        """Raise `ProbeFailed` where so many in all would be too many."""
        if total > self._most:
            raise self._fetcher.failure(Fault.TOO_LARGE, f"more than {self._most} bytes of it would have to be read")


class Stream:
    """An answer from a server without range requests, or one that does not say how long the file is."""

    def __init__(self, answer: Answer, allowance: Allowance) -> None:
        self._answer = answer
        self._chunks = answer.chunks()
        self._allowance = allowance
        self._read = bytearray()
        self._ended = False

    @property
    def size(self) -> int:
        """As announced; where nothing is announced, all of it has to be read."""
        if self._answer.length is not None:
            return self._answer.length
        while self._more():
            pass
        return len(self._read)

    def span(self, start: int, end: int) -> bytes:
        """The bytes between two offsets, fewer where the file ends."""
        if self._answer.length is not None:
            end = min(end, self._answer.length)
        self._allowance.require(end)
        while len(self._read) < end and self._more():
            pass
        return bytes(self._read[start:end])

    def digest(self) -> str | None:
        """SHA-256 in hex, if all bytes were read."""
        if self._ended or len(self._read) == self._answer.length:
            return hashlib.sha256(self._read).hexdigest()
        return None

    def _more(self) -> bool:
        """Read one more piece; whether there was one."""
        piece = next(self._chunks, None)
        if piece is None:
            self._ended = True
            return False
        self._allowance.spend(len(piece))
        self._read += piece
        return True
