"""A short look at an address: how long the file is, its ETag, and its digest where that is needed."""

import hashlib
import re

from attrs import frozen

from postwire.probe.failure import ProbeFailed
from postwire.probe.fetch import Answer, Fetcher, whole_number
from postwire.probe.policy import FetchPolicy
from postwire.probe.stream import Allowance

_TOTAL = re.compile(r"bytes [0-9-]{1,40}/([0-9]{1,18})", re.ASCII)


@frozen
class Glance:
    """What an address holds right now; None: it does not say."""

    location: str
    """The URL without its query."""
    bytes: int | None
    etag: str | None
    sha256: str | None = None


def glance(url: str, policy: FetchPolicy, *, digest: bool, known: str | None = None) -> Glance:
    """Look at an address. Raises `ProbeFailed`.

    ``digest``: read all of it, unless its strong ETag is the ``known`` one, or the policy does not allow so many bytes.
    """
    fetcher = Fetcher(url, policy)
    try:
        answer = fetcher.get({"Range": "bytes=0-0"})
        answer.close()
        found = Glance(fetcher.location, _length(answer), answer.headers.get("etag"))
        same = found.etag is not None and found.etag == known and not found.etag.startswith("W/")
        if same or not digest or found.bytes is None or found.bytes > policy.max_bytes:
            return found
        return Glance(found.location, found.bytes, found.etag, _digest(fetcher, policy, found.bytes))
    finally:
        fetcher.close()


def _length(answer: Answer) -> int | None:
    if answer.status == 206:
        part = _TOTAL.fullmatch(answer.headers.get("content-range", ""))
        return whole_number(part[1]) if part else None
    return answer.length if answer.status == 200 else None


def _digest(fetcher: Fetcher, policy: FetchPolicy, size: int) -> str | None:
    answer = fetcher.get({})
    allowance = Allowance(policy.max_bytes, fetcher)
    digest, seen = hashlib.sha256(), 0
    try:
        for piece in answer.chunks():
            allowance.spend(len(piece))
            digest.update(piece)
            seen += len(piece)
    except ProbeFailed:
        return None
    finally:
        answer.close()
    return digest.hexdigest() if answer.status == 200 and seen == size else None
