"""A file read by range requests, in blocks that are kept."""

import hashlib
import re
from typing import Self

from postwire.probe.failure import Fault, ProbeFailed
from postwire.probe.fetch import Answer, Fetcher
from postwire.probe.stream import Allowance

_BLOCK = 64 * 1024
FIRST = 2 * _BLOCK
"""Bytes asked for at first: enough for the index of some minutes of video."""
_MOST = 16
"""Blocks of one request where reading goes on and on."""
_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})", re.ASCII)
_PASSING = frozenset({Fault.UNREACHABLE, Fault.BAD_ANSWER})
"""What a server does to a connection that it kept open and then closed: worth a second try."""


class Blocks:
    """The blocks of one file that were read so far."""

    def __init__(self, fetcher: Fetcher, allowance: Allowance, size: int, mark: str | None) -> None:
        self.size = size
        self._fetcher = fetcher
        self._allowance = allowance
        self._mark = mark
        self._blocks: dict[int, bytes] = {}
        self._last, self._run = -1, 1

    @classmethod
    def begin(cls, fetcher: Fetcher, allowance: Allowance, answer: Answer) -> Self | None:
        """From the answer to the first range; None where it does not say what it is a part of."""
        part = _part(answer)
        if part is None or part != (0, min(FIRST, part[2]) - 1, part[2]):
            answer.close()
            return None
        allowance.spend(part[1] + 1)
        blocks = cls(fetcher, allowance, part[2], _mark(answer))
        blocks._keep(answer, *part[:2])
        return blocks

    def span(self, start: int, end: int) -> bytes:
        """The bytes between two offsets, fewer where the file ends."""
        end = min(end, self.size)
        if start >= end:
            return b""
        first, last = start // _BLOCK, (end - 1) // _BLOCK
        for index in range(first, last + 1):
            if index not in self._blocks:
                self._fetch(index, last)
        joined = b"".join(self._blocks[index] for index in range(first, last + 1))
        return joined[start - first * _BLOCK : end - first * _BLOCK]

    def digest(self) -> str | None:
        """SHA-256 in hex, if all blocks were read."""
        if sum(map(len, self._blocks.values())) != self.size:
            return None
        return hashlib.sha256(b"".join(self._blocks[index] for index in sorted(self._blocks))).hexdigest()

    def _fetch(self, index: int, wanted: int) -> None:
        """Ask for a block and, up to one that is there already, as many behind it as wanted or as reading suggests."""
        self._run = min(self._run * 2, _MOST) if index == self._last + 1 else 1
        stop = index + 1
        while stop <= max(wanted, index + self._run - 1) and stop not in self._blocks:
            stop += 1
        start, end = index * _BLOCK, min(stop * _BLOCK, self.size)
        self._last = (end - 1) // _BLOCK
        try:
            self._ask(start, end - 1)
        except ProbeFailed as failure:
            if failure.fault not in _PASSING:
                raise
            self._ask(start, end - 1)

    def _ask(self, start: int, last: int) -> None:
        self._allowance.spend(last - start + 1)
        answer = self._fetcher.get({"Range": f"bytes={start}-{last}"})
        if _part(answer) != (start, last, self.size) or _mark(answer) != self._mark:
            answer.close()
            raise self._fetcher.failure(Fault.BAD_ANSWER, "a part of it was answered wrongly, or it has changed")
        self._keep(answer, start, last)

    def _keep(self, answer: Answer, start: int, last: int) -> None:
        length = last - start + 1
        data = bytearray()
        try:
            for piece in answer.chunks():
                data += piece
                if len(data) > length:
                    break
        finally:
            answer.close()
        if len(data) != length:
            raise self._fetcher.failure(Fault.BAD_ANSWER, f"{length} bytes were announced and others came")
        for at in range(0, length, _BLOCK):
            self._blocks[(start + at) // _BLOCK] = bytes(data[at : at + _BLOCK])


def _part(answer: Answer) -> tuple[int, int, int] | None:
    """First byte, last byte and length of the whole, as an answer to a range request says them."""
    found = _RANGE.fullmatch(answer.headers.get("content-range", ""))
    if answer.status != 206 or found is None:
        return None
    start, last, size = map(int, found.groups())
    return start, last, size


def _mark(answer: Answer) -> str | None:
    """What changes when the file does."""
    return answer.headers.get("etag") or answer.headers.get("last-modified")
