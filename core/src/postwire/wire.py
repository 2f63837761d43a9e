"""The home of httpx: a `Request` and a token become an HTTP call, and its answer a `Reply` without secrets."""

import asyncio
import logging
import time
from collections.abc import AsyncIterable, AsyncIterator, Callable, Collection, Iterable, Iterator
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import cast
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies

import httpx
from attrs import evolve

from postwire.account import Account
from postwire.credentials import Secret
from postwire.exchange import Reply, Request
from postwire.manifest import Bearer, Manifest, QueryToken, TokenPlace
from postwire.parcel import Parcel
from postwire.purse import Purse
from postwire.redaction import MASK, redact
from postwire.transport import MaybeArrived, NotSent, TransportTrouble

TIMEOUT = httpx.Timeout(connect=10, read=60, write=30, pool=30)
"""Seconds. A platform that fetches media may take long to answer."""

_TIMEOUTS = TIMEOUT.as_dict()

LONGEST_ANSWER = 2 * 1024 * 1024
"""Bytes. No answer of an API is longer."""

LONGEST_TIME = 120.0
"""Seconds for one request and all of its answer: a server that drips its answer never lets a read time out."""

_SLICE = 64 * 1024
"""Bytes of an upload that are written at once."""
_ENCODING = "content-encoding"
_ENCODINGS = {"identity", "gzip", "deflate"}
"""Others make gigabytes out of one packet, and none was asked for."""
_TOO_SLOW = f"the answer was not there within {LONGEST_TIME:g} seconds"
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)

# httpx-aiohttp 0.2.0 tells every broken aiohttp connection as a ConnectTimeout, one that broke after the request was
# sent (ServerDisconnectedError, ClientOSError) among them; only these two of aiohttp's own broke while connecting
# (source read and met on a loopback server, 2026-11-21).
_AIOHTTP_NEVER_SENT = {"ClientConnectorError", "ConnectionTimeoutError"}


_Arrived = tuple[httpx.Response, bytes]


class Wire:
    """Sends requests of one account, blocking or not. It follows no redirect, keeps no cookie and repeats nothing."""

    def __init__(
        self,
        transport: httpx.BaseTransport | None = None,
        async_transport: Callable[[], httpx.AsyncBaseTransport] | None = None,
    ) -> None:
        """``transport`` stays the host's to close; what ``async_transport`` makes is closed by `aclose`."""
        _tame_logging()
        self._transport = transport
        self._owns_transport = transport is None
        self._make_async_transport = async_transport or fast_async_transport
        self._async_transport: httpx.AsyncBaseTransport | None = None

    def send(
        self, request: Request, manifest: Manifest, account: Account, secret: Secret, hidden: Collection[str] = ()
    ) -> Reply:
        """Send one request. Raises `NotSent` or `MaybeArrived`; neither they nor the answer hold what is ``hidden``."""
        response, body = _arrived(self._carry(_build(request, manifest, account, secret), (secret.reveal(), *hidden)))
        return _reply(response, body, (secret.reveal(), *hidden))

    def send_with(self, request: Request, purse: Purse) -> Reply:
        """Send one request of a sign-in, its secrets put in their places. Raises `NotSent` or `MaybeArrived`."""
        response, body = _arrived(self._carry(_built_with(request, purse), purse.secrets()))
        return _kept(request, response, body, purse)

    def _carry(self, built: httpx.Request, secrets: Collection[str]) -> _Arrived | TransportTrouble:
        if self._transport is None:
            self._transport = ClientTransport()
        try:
            end = time.monotonic() + LONGEST_TIME
            response = self._transport.handle_request(built)
            try:
                body = b""
                for chunk in _chunks(response):
                    body = _grown(body, chunk)
                    if time.monotonic() > end:
                        raise MaybeArrived(_TOO_SLOW)
            finally:
                response.close()
        except TransportTrouble as trouble:
            return trouble
        except Exception as error:  # noqa: BLE001 - transports let errors of their own through; none may pass for an answer
            return _trouble(error, secrets)
        return response, body

    async def send_async(
        self, request: Request, manifest: Manifest, account: Account, secret: Secret, hidden: Collection[str] = ()
    ) -> Reply:
        """`send` on the running event loop."""
        response, body = _arrived(
            await self._carry_async(_build(request, manifest, account, secret), (secret.reveal(), *hidden))
        )
        return _reply(response, body, (secret.reveal(), *hidden))

    async def send_with_async(self, request: Request, purse: Purse) -> Reply:
        """`send_with` on the running event loop."""
        response, body = _arrived(await self._carry_async(_built_with(request, purse), purse.secrets()))
        return _kept(request, response, body, purse)

    async def _carry_async(self, built: httpx.Request, secrets: Collection[str]) -> _Arrived | TransportTrouble:
        if self._async_transport is None:
            self._async_transport = self._make_async_transport()
        try:
            async with asyncio.timeout(LONGEST_TIME):
                response = await self._async_transport.handle_async_request(built)
                try:
                    body = b""
                    async for chunk in _async_chunks(response):
                        body = _grown(body, chunk)
                finally:
                    await response.aclose()
        except TransportTrouble as trouble:
            return trouble
        except TimeoutError:
            return MaybeArrived(_TOO_SLOW)
        except Exception as error:  # noqa: BLE001 - transports let errors of their own through; none may pass for an answer
            return _trouble(error, secrets)
        return response, body

    def close(self) -> None:
        """Close the blocking connections, where they are ours."""
        if self._owns_transport and self._transport is not None:
            self._transport.close()
            self._transport = None

    async def aclose(self) -> None:
        """Close the connections of the event loop."""
        if self._async_transport is not None:
            await self._async_transport.aclose()
            self._async_transport = None


def fast_async_transport() -> httpx.AsyncBaseTransport:
    """A transport whose pool does not slow down with many connections, where the extra ``postwire[fast]`` is installed.

    httpx's own pool looks at every connection on every request (encode/httpx#3215, read 2026-11-21): at 64
    connections it costs nine tenths of the throughput. It is taken all the same where the environment names a proxy.
    """
    if set(getproxies()) - {"no"}:
        return AsyncClientTransport()
    try:
        import aiohttp  # noqa: PLC0415 - an extra, and 250 ms to import
        from httpx_aiohttp import AiohttpTransport  # noqa: PLC0415
    except ImportError:
        return AsyncClientTransport()
    tls = httpx.create_ssl_context()
    return AiohttpTransport(
        # a session of its own keeps cookies, and would show them to whichever account uses the connection next
        client=lambda: aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=1000, ssl=tls), cookie_jar=aiohttp.DummyCookieJar()
        )
    )


class ClientTransport(httpx.BaseTransport):
    """httpx's own transport, by way of a client: only clients heed the environment's proxies."""

    def __init__(self) -> None:
        self._client = httpx.Client(timeout=TIMEOUT, cookies=_no_cookies())

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the body of the answer is still to be read."""
        return self._client.send(request, stream=True, follow_redirects=False)

    def close(self) -> None:
        """Close its connections."""
        self._client.close()


class AsyncClientTransport(httpx.AsyncBaseTransport):
    """`ClientTransport` on an event loop."""

    def __init__(self) -> None:
        self._client = httpx.AsyncClient(timeout=TIMEOUT, cookies=_no_cookies())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the body of the answer is still to be read."""
        return await self._client.send(request, stream=True, follow_redirects=False)

    async def aclose(self) -> None:
        """Close its connections."""
        await self._client.aclose()


def _no_cookies() -> CookieJar:
    """A jar that takes none: connections are shared by accounts."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


def _arrived(outcome: _Arrived | TransportTrouble) -> _Arrived:
    """The answer. Raises the trouble, without the frames that it comes from.

    Whoever reports errors prints what stands in them, and there stands a token, in a header or in a URL.
    """
    if isinstance(outcome, TransportTrouble):
        raise outcome.with_traceback(None)
    return outcome


def _build(request: Request, manifest: Manifest, account: Account, secret: Secret) -> httpx.Request:
    base = account.api_base or manifest.api.base_url
    return _request(request, base, manifest.auth, secret, keep_alive=manifest.api.keep_alive)


def _built_with(request: Request, purse: Purse) -> httpx.Request:
    filled = evolve(
        request,
        query=purse.filled(request.query),
        form=purse.filled(request.form) if request.form is not None else None,
    )
    return _request(filled, purse.base, purse.auth, purse.credential(request), keep_alive=purse.keep_alive)


def _request(
    request: Request, base: str, auth: TokenPlace, secret: Secret | None, *, keep_alive: bool
) -> httpx.Request:
    query = dict(request.query)
    headers = {"accept": "application/json"}
    if request.headers:
        headers |= {name.lower(): value for name, value in request.headers.items()}
    if not keep_alive:
        headers["connection"] = "close"
    if secret is not None:
        match auth:
            case Bearer():
                headers["authorization"] = f"Bearer {secret.reveal()}"
            case QueryToken(name):
                query[name] = secret.reveal()
    base = base.rstrip("/")
    url = httpx.URL(f"{base}{request.path}?{urlencode(query)}") if query else _url(base + request.path)
    if request.upload is not None:
        return _loaded(request, url, headers)
    return httpx.Request(
        request.method,
        url,
        headers=headers,
        data=dict(request.form) if request.form is not None else None,
        json=request.json,
        extensions={"timeout": _TIMEOUTS},
    )


def _loaded(request: Request, url: httpx.URL, headers: dict[str, str]) -> httpx.Request:
    """With an upload. What parts it from the form follows from its content: sent again, it is the same bytes."""
    parcel = request.upload
    if not isinstance(parcel, Parcel):
        raise TypeError("an upload is only sent with its bytes, which are read where a post is on its way")
    extensions = {"timeout": _TIMEOUTS}
    if not parcel.field:
        headers |= {"content-type": parcel.content_type, "content-length": str(len(parcel.content))}
        stream = _Slices(parcel.content)
        return httpx.Request(request.method, url, headers=headers, stream=stream, extensions=extensions)
    headers["content-type"] = f"multipart/form-data; boundary=postwire-{parcel.sha256[:32]}"
    part = (parcel.filename or "media", parcel.content, parcel.content_type)
    data = dict(request.form or {})
    return httpx.Request(
        request.method, url, headers=headers, data=data, files={parcel.field: part}, extensions=extensions
    )


class _Slices(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A long body in slices: the time allowed for writing is counted anew for each."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __iter__(self) -> Iterator[bytes]:
        for at in range(0, len(self._content), _SLICE):
            yield self._content[at : at + _SLICE]

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


@lru_cache(maxsize=4096)
def _url(text: str) -> httpx.URL:
    """Kept, since an account's posts go to the same few addresses and httpx takes its time over each."""
    return httpx.URL(text)


def _chunks(response: httpx.Response) -> Iterable[bytes]:
    """The body. httpx takes twice as long where it could decode something, so it is only asked where it must."""
    return response.iter_bytes() if _is_encoded(response) else cast("httpx.SyncByteStream", response.stream)


def _async_chunks(response: httpx.Response) -> AsyncIterable[bytes]:
    return response.aiter_bytes() if _is_encoded(response) else cast("httpx.AsyncByteStream", response.stream)


def _is_encoded(response: httpx.Response) -> bool:
    encoding = response.headers.get(_ENCODING)
    if encoding is not None and encoding.lower() not in _ENCODINGS:
        raise MaybeArrived(f"the answer is compressed as {encoding[:40]!r}, which was not asked for, and was not read")
    return encoding is not None


def _grown(body: bytes, chunk: bytes) -> bytes:
    if len(body) + len(chunk) > LONGEST_ANSWER:
        raise MaybeArrived(f"the answer is longer than {LONGEST_ANSWER} bytes and was not read to its end")
    return body + chunk


def _kept(request: Request, response: httpx.Response, body: bytes, purse: Purse) -> Reply:
    """The answer, after its token was taken out."""
    purse.keep(request, response.status_code, body.decode("utf-8", "replace"))
    return _reply(response, body, purse.secrets())


def _reply(response: httpx.Response, body: bytes, secrets: Collection[str]) -> Reply:
    headers = {}
    for name, value in response.headers.items():
        if name != "set-cookie":
            for secret in secrets:
                value = value.replace(secret, MASK)  # noqa: PLW2901 - one after the other
            headers[name] = value
    return Reply(response.status_code, redact(body.decode("utf-8", "replace"), secrets), headers)


def _trouble(error: Exception, secrets: Collection[str]) -> TransportTrouble:
    words = redact(f"{type(error).__name__}: {error}", secrets)
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
