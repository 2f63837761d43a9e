"""A request as it goes out, and an answer as it came in, whatever carries them."""

from collections.abc import Iterable, Iterator, Mapping

from attrs import field, frozen

from postwire.transport import MaybeArrived

LONGEST_ANSWER = 2 * 1024 * 1024
"""Bytes. No answer of an API is longer."""

CONNECT, READ, WRITE, POOL = 10.0, 60.0, 30.0, 30.0
"""Seconds. A platform that fetches media may take long to answer."""

LONGEST_TIME = 120.0
"""Seconds for one request and all of its answer: a server that drips its answer never lets a read time out."""

TOO_SLOW = f"the answer was not there within {LONGEST_TIME:g} seconds"

_ENCODINGS = {"identity", "gzip", "deflate"}
"""Others make gigabytes out of one packet, and none was asked for."""
_SLICE = 64 * 1024


@frozen
class Letter:
    """A request with everything that goes over the wire, its token included: show it to nobody."""

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    content: bytes | None = field(default=None, repr=False)

    @property
    def is_long(self) -> bool:
        """Whether it is to be written in slices: the time allowed for writing is counted anew for each."""
        return self.content is not None and len(self.content) > _SLICE

    def slices(self) -> Iterator[bytes]:
        """The content, piece by piece."""
        whole = self.content or b""
        return (whole[at : at + _SLICE] for at in range(0, len(whole), _SLICE))


@frozen
class Arrived:
    """An answer with its whole body, unpacked."""

    status: int
    headers: Mapping[str, str]
    """Lower case; of what came twice, all."""
    body: bytes


def headers_of(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers as text."""
    found: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1").lower(), value.decode("utf-8", "replace")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def is_packed(headers: Mapping[str, str]) -> bool:
    """Whether the body has to be unpacked. Raises `MaybeArrived` where it would burst, or nobody can."""
    encoding = headers.get("content-encoding")
    if encoding is not None and encoding.lower() not in _ENCODINGS:
        raise MaybeArrived(f"the answer is compressed as {encoding[:40]!r}, which was not asked for, and was not read")
    return encoding is not None


def grown(body: bytes, chunk: bytes) -> bytes:
    """The body with one more piece of it. Raises `MaybeArrived` where it is longer than any answer."""
    if len(body) + len(chunk) > LONGEST_ANSWER:
        raise MaybeArrived(f"the answer is longer than {LONGEST_ANSWER} bytes and was not read to its end")
    return body + chunk
