"""A file on a web server, read as if it lay here: seekable, and no further than it must be."""

import io
import math
from typing import Self

from postwire.probe.blocks import FIRST, Blocks
from postwire.probe.failure import Fault
from postwire.probe.fetch import Answer, Fetcher
from postwire.probe.policy import FetchPolicy
from postwire.probe.stream import Allowance, Stream

_NEAR = 4 * 1024 * 1024


class RemoteFile:
    """Reads by ranges where the server has them, else the one answer as far as needed. To be closed.

    Everything raises `ProbeFailed` where the policy's bytes or time are used up, and where the server misbehaves.
    """

    def __init__(self, url: str, policy: FetchPolicy) -> None:
        self._fetcher = Fetcher(url, policy)
        self._at = 0
        self.etag: str | None = None
        """What the server calls this version of the file."""
        try:
            self._body = self._opened(Allowance(policy.max_bytes, self._fetcher))
        except BaseException:
            self._fetcher.close()
            raise

    @property
    def location(self) -> str:
        """The URL without its query."""
        return self._fetcher.location

    @property
    def near(self) -> float:
        """How far from the beginning reading is cheap: without ranges, all that lies before must be loaded too."""
        return math.inf if isinstance(self._body, Blocks) else _NEAR

    def time_left(self) -> float:
        """Seconds, more than zero."""
        return self._fetcher.deadline.left()

    def read(self, size: int = -1, /) -> bytes:
        """So many bytes, fewer only at the end."""
        self._fetcher.deadline.left()  # bytes that are here already take time, too, to whoever looks at them
        end = self._body.size if size < 0 else self._at + size
        found = self._body.span(self._at, end)
        self._at += len(found)
        return found

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Move; nothing is asked of the server but, from the end, a length that it did not say."""
        if whence == io.SEEK_CUR:
            offset += self._at
        elif whence == io.SEEK_END:
            offset += self._body.size
        if offset < 0:
            raise ValueError(f"offset {offset} lies before the beginning of the file")
        self._at = offset
        return offset

    def tell(self) -> int:
        """The offset of the next read."""
        return self._at

    def digest(self) -> str | None:
        """SHA-256 in hex, if all bytes happen to have been read."""
        return self._body.digest()

    def close(self) -> None:
        """Let go of the server."""
        self._fetcher.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _opened(self, allowance: Allowance) -> "Blocks | Stream":
        answer = self._plain_answer({"Range": f"bytes=0-{FIRST - 1}"})
        self.etag = answer.headers.get("etag")
        if answer.status == 206:
            blocks = Blocks.begin(self._fetcher, allowance, answer)
            if blocks is not None:
                return blocks
        if answer.status != 200:
            answer.close()
            answer = self._plain_answer({})
        if answer.status != 200:
            answer.close()
            raise self._fetcher.failure(Fault.HTTP_STATUS, f"the server answers HTTP {answer.status}")
        return Stream(answer, allowance)

    def _plain_answer(self, headers: dict[str, str]) -> Answer:
        answer = self._fetcher.get(headers)
        encoding = answer.headers.get("content-encoding", "identity")
        if encoding.lower() != "identity":
            answer.close()
            raise self._fetcher.failure(Fault.BAD_ANSWER, f"the server sends it compressed ({encoding}), unasked")
        return answer
