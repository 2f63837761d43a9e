"""The home of httpx: a `Request` and a token become an HTTP call, and its answer a `Reply` without secrets."""

import logging
from collections.abc import Callable
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlsplit

import httpx

from postwire.account import Account
from postwire.credentials import Secret
from postwire.exchange import Reply, Request
from postwire.manifest import Bearer, Manifest, QueryToken
from postwire.redaction import MASK, redact
from postwire.transport import MaybeArrived, NotSent, TransportTrouble

TIMEOUT = httpx.Timeout(connect=10, read=60, write=30, pool=30)
"""Seconds. A platform that fetches media may take long to answer."""

LONGEST_ANSWER = 8 * 1024 * 1024
"""Bytes. No answer of an API is longer."""

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)

# httpx-aiohttp 0.2.0 tells every broken aiohttp connection as a ConnectTimeout, one that broke after the request was
# sent (ServerDisconnectedError, ClientOSError) among them; only these two of aiohttp's own broke while connecting
# (source read and met on a loopback server, 2026-11-21).
_AIOHTTP_NEVER_SENT = {"ClientConnectorError", "ConnectionTimeoutError"}


class Wire:
    """Sends requests of one account, blocking or not. It follows no redirect, keeps no cookie and repeats nothing."""

    def __init__(
        self, client: httpx.Client | None = None, async_client: Callable[[], httpx.AsyncClient] | None = None
    ) -> None:
        _tame_logging()
        self._client = client
        self._owns_client = client is None
        self._make_async_client = async_client or fast_async_client
        self._async_client: httpx.AsyncClient | None = None

    def send(self, request: Request, manifest: Manifest, account: Account, secret: Secret) -> Reply:
        """Send one request. Raises `NotSent` or `MaybeArrived`."""
        if self._client is None:
            self._client = httpx.Client(timeout=TIMEOUT, cookies=_no_cookies())
        built = _build(self._client, request, manifest, account, secret)
        try:
            response = self._client.send(built, stream=True, follow_redirects=False)
            try:
                body = b""
                for chunk in response.iter_bytes():
                    body = _grown(body, chunk)
            finally:
                response.close()
        except TransportTrouble:
            raise
        except Exception as error:  # noqa: BLE001 - transports let errors of their own through; none may pass for an answer
            raise _trouble(error, secret) from None
        return _reply(response, body, secret)

    async def send_async(self, request: Request, manifest: Manifest, account: Account, secret: Secret) -> Reply:
        """Send one request on the running event loop. Raises `NotSent` or `MaybeArrived`."""
        if self._async_client is None:
            self._async_client = self._make_async_client()
        built = _build(self._async_client, request, manifest, account, secret)
        try:
            response = await self._async_client.send(built, stream=True, follow_redirects=False)
            try:
                body = b""
                async for chunk in response.aiter_bytes():
                    body = _grown(body, chunk)
            finally:
                await response.aclose()
        except TransportTrouble:
            raise
        except Exception as error:  # noqa: BLE001 - transports let errors of their own through; none may pass for an answer
            raise _trouble(error, secret) from None
        return _reply(response, body, secret)

    def close(self) -> None:
        """Close the blocking connections, where they are ours."""
        if self._owns_client and self._client is not None:
            self._client.close()
            self._client = None

    async def aclose(self) -> None:
        """Close the connections of the event loop."""
        if self._async_client is not None:
            await self._async_client.aclose()
            self._async_client = None


def fast_async_client() -> httpx.AsyncClient:
    """A client whose pool does not slow down with many connections, where the extra ``postwire[fast]`` is installed.

    httpx's own pool looks at every connection on every request (encode/httpx#3215, read 2026-11-21): at 64
    connections it costs nine tenths of the throughput.
    """
    try:
        from httpx_aiohttp import AiohttpTransport  # noqa: PLC0415 - an extra, and 250 ms to import
    except ImportError:
        return httpx.AsyncClient(timeout=TIMEOUT, cookies=_no_cookies())
    transport = AiohttpTransport(limits=httpx.Limits(max_connections=1000))
    return httpx.AsyncClient(timeout=TIMEOUT, cookies=_no_cookies(), transport=transport)


def _no_cookies() -> CookieJar:
    """A jar that takes none: connections are shared by accounts."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


def _build(
    client: httpx.Client | httpx.AsyncClient, request: Request, manifest: Manifest, account: Account, secret: Secret
) -> httpx.Request:
    query = dict(request.query)
    headers = {"accept": "application/json"}
    match manifest.auth:
        case Bearer():
            headers["authorization"] = f"Bearer {secret.reveal()}"
        case QueryToken(name):
            query[name] = secret.reveal()
    return client.build_request(
        request.method,
        (account.api_base or manifest.api.base_url).rstrip("/") + request.path,
        params=query or None,
        headers=headers,
        data=dict(request.form) if request.form is not None else None,
        json=request.json,
    )


def _grown(body: bytes, chunk: bytes) -> bytes:
    if len(body) + len(chunk) > LONGEST_ANSWER:
        raise MaybeArrived(f"the answer is longer than {LONGEST_ANSWER} bytes and was not read to its end")
    return body + chunk


def _reply(response: httpx.Response, body: bytes, secret: Secret) -> Reply:
    secrets = (secret.reveal(),)
    headers = {
        name: value.replace(secrets[0], MASK) for name, value in response.headers.items() if name != "set-cookie"
    }
    return Reply(response.status_code, redact(body.decode("utf-8", "replace"), secrets), headers)


def _trouble(error: Exception, secret: Secret) -> TransportTrouble:
    words = redact(f"{type(error).__name__}: {error}", (secret.reveal(),))
    return NotSent(words) if _never_sent(error) else MaybeArrived(words)


def _never_sent(error: Exception) -> bool:
    cause = type(error.__cause__)
    if cause.__module__.startswith("aiohttp"):
        return any(kind.__name__ in _AIOHTTP_NEVER_SENT for kind in cause.__mro__)
    return isinstance(error, _NEVER_SENT)


class _WithoutQuery(logging.Filter):
    """Cuts the query off every URL that httpx logs: a token may be in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                urlsplit(str(value))._replace(query="", fragment="").geturl() if isinstance(value, httpx.URL) else value
                for value in record.args
            )
        return True


_filter = _WithoutQuery()


def _tame_logging() -> None:
    logging.getLogger("httpx").addFilter(_filter)
