"""GET requests under a policy.

The house's HTTP lives in `postwire.wire`; a probe needs less and stricter: addresses that are checked before they are
connected to, redirects that are checked again, no cookies, no proxy of the environment, and no log line with a URL,
whose query may hold a signature. So it speaks through httpcore, the layer beneath httpx, at its own `Door`.
"""

import functools
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpcore
import httpx

from postwire.probe.deadline import Deadline
from postwire.probe.door import Door
from postwire.probe.failure import Fault, ProbeFailed
from postwire.probe.policy import FetchPolicy

_SCHEMES = frozenset({"http", "https"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HEADERS = ((b"Accept", b"*/*"), (b"Accept-Encoding", b"identity"))


def without_query(url: httpx.URL) -> str:
    """A URL as it may be printed; of what is no web address, the scheme alone."""
    if url.scheme not in _SCHEMES:
        return f"({url.scheme or 'no'} URL)"
    return str(url.copy_with(userinfo=b"", query=None, fragment=None))


def whole_number(text: str) -> int | None:
    """A decimal number of up to 18 digits; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


class Answer:
    """A status, headers with lower-case names, and a body still to be read."""

    def __init__(self, fetcher: "Fetcher", response: httpcore.Response) -> None:
        self.status = response.status
        self.headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        self._fetcher = fetcher
        self._response = response

    @property
    def length(self) -> int | None:
        """Of the body, as the server announces it."""
        return whole_number(self.headers.get("content-length", ""))

    def chunks(self) -> Iterator[bytes]:
        """The body. Raises `ProbeFailed` where it breaks off."""
        with self._fetcher.translated():
            yield from self._response.iter_stream()

    def close(self) -> None:
        """Let go of the connection, whatever is still to come on it."""
        self._response.close()


class Fetcher:
    """Asks for one URL, as often as wanted, within one deadline. To be closed."""

    def __init__(self, url: str, policy: FetchPolicy) -> None:
        self._policy = policy
        self._url = _parsed(url)
        self.location = without_query(self._url)
        _require_fetchable(self._url, self.location)
        self.hops: list[str] = []
        """Where redirects led, without queries."""
        self.status: int | None = None
        """Of the last answer."""
        self.deadline = Deadline(policy.timeout, self.location)
        self._pool = httpcore.ConnectionPool(
            ssl_context=policy.tls or _public_authorities(),
            max_connections=1,
            network_backend=Door(policy, self.deadline, self.location),
        )

    def get(self, headers: Mapping[str, str]) -> Answer:
        """Ask, following redirects. Raises `ProbeFailed` for every answer but 200, 206 and 416."""
        for _ in range(self._policy.max_redirects + 1):
            answer = self._ask(headers)
            self.status = answer.status
            if answer.status in {200, 206, 416}:
                return answer
            answer.close()
            target = answer.headers.get("location")
            if answer.status not in _REDIRECTS or target is None:
                raise self.failure(Fault.HTTP_STATUS, f"the server answers HTTP {answer.status}")
            self._url = self._redirected(target)
            self.hops.append(without_query(self._url))
        raise self.failure(Fault.REDIRECTS, f"it redirects more than {self._policy.max_redirects} times")

    def failure(self, fault: Fault, reason: str) -> ProbeFailed:
        """The exception to raise about this URL."""
        return ProbeFailed(fault, self.location, reason)

    def close(self) -> None:
        """Let go of the network."""
        self._pool.close()

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Say what the network's exceptions mean."""
        try:
            yield
        except httpcore.TimeoutException as error:
            raise self.deadline.passed() from error
        except httpcore.ConnectError as error:
            raise self.failure(Fault.UNREACHABLE, f"no connection to {self._url.host} came about: {error}") from error
        except httpcore.NetworkError as error:
            raise self.failure(Fault.UNREACHABLE, f"the connection to {self._url.host} broke") from error
        except httpcore.ProtocolError as error:
            raise self.failure(Fault.BAD_ANSWER, f"the server breaks the rules of HTTP: {error}") from error

    def _ask(self, headers: Mapping[str, str]) -> Answer:
        url = self._url
        request = httpcore.Request(
            "GET",
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=[
                (b"Host", url.netloc),
                (b"User-Agent", self._policy.user_agent.encode("ascii")),
                *_HEADERS,
                *((name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()),
            ],
        )
        with self.translated():
            return Answer(self, self._pool.handle_request(request))

    def _redirected(self, target: str) -> httpx.URL:
        try:
            url = self._url.join(target)
        except (httpx.InvalidURL, ValueError):
            raise self.failure(Fault.BAD_ANSWER, "the server redirects to a malformed URL") from None
        _require_fetchable(url, self.location)
        return url


def _parsed(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except (httpx.InvalidURL, ValueError, TypeError):
        # neither the URL nor the parser's words about it are printed: a password may stand in both
        raise ProbeFailed(Fault.FORBIDDEN, "(a malformed URL)", "it cannot be parsed") from None


def _require_fetchable(url: httpx.URL, location: str) -> None:
    wrong = None
    if url.scheme not in _SCHEMES:
        wrong = f"only http and https are fetched, not {url.scheme or 'an address without a scheme'}"
    elif not url.host:
        wrong = "it names no host"
    elif url.userinfo:
        wrong = f"the address of {url.host} holds credentials"
    elif url.port is not None and not 0 < url.port < 65536:
        wrong = f"{url.port} is no port"
    if wrong:
        raise ProbeFailed(Fault.FORBIDDEN, location, wrong)


@functools.cache
def _public_authorities() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)
