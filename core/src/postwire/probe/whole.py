"""All bytes of a file on a web server."""

from postwire.probe.failure import Fault
from postwire.probe.fetch import Fetcher
from postwire.probe.policy import FetchPolicy
from postwire.probe.stream import Allowance, Stream


def whole(url: str, policy: FetchPolicy) -> bytes:
    """Load a file, in one request and up to the policy's bytes. Raises `ProbeFailed`."""
    fetcher = Fetcher(url, policy)
    try:
        answer = fetcher.get({})
        if answer.status != 200:
            raise fetcher.failure(Fault.HTTP_STATUS, f"the server answers HTTP {answer.status}")
        encoding = answer.headers.get("content-encoding", "identity")
        if encoding.lower() != "identity":
            raise fetcher.failure(Fault.BAD_ANSWER, f"the server sends it compressed ({encoding}), unasked")
        body = Stream(answer, Allowance(policy.max_bytes, fetcher))
        return body.span(0, body.size)
    finally:
        fetcher.close()
