"""The home of httpx: a `Request` and a token become an HTTP call, and its answer a `Reply` without secrets."""

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import AsyncIterable, AsyncIterator, Callable, Collection, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import version
from typing import cast
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies

import httpx
from attrs import evolve

from postwire.account import Account
from postwire.credentials import Secret
from postwire.exchange import Reply, Request, Upload
from postwire.letter import (
    CONNECT,
    LONGEST_TIME,
    POOL,
    READ,
    TOO_SLOW,
    WRITE,
    Arrived,
    Letter,
    grown,
    headers_of,
    is_packed,
)
from postwire.manifest import Bearer, Manifest, QueryToken, TokenPlace
from postwire.parcel import Parcel
from postwire.purse import Purse
from postwire.redaction import redact, without
from postwire.transport import MaybeArrived, NotSent, TransportTrouble

TIMEOUT = httpx.Timeout(connect=CONNECT, read=READ, write=WRITE, pool=POOL)

_TIMEOUTS = TIMEOUT.as_dict()

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


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
        self._async_transports: dict[asyncio.AbstractEventLoop, httpx.AsyncBaseTransport] = {}
        """Connections belong to the event loop that opened them, and a host may come back with another one."""

    def send(
        self, request: Request, manifest: Manifest, account: Account, secret: Secret, hidden: Collection[str] = ()
    ) -> Reply:
        """Send one request. Raises `NotSent` or `MaybeArrived`; neither they nor the answer hold what is ``hidden``."""
        arrived = _arrived(self._carry(_build(request, manifest, account, secret), (secret.reveal(), *hidden)))
        return _reply(arrived, (secret.reveal(), *hidden))

    def send_with(self, request: Request, purse: Purse) -> Reply:
        """Send one request of a sign-in, its secrets put in their places. Raises `NotSent` or `MaybeArrived`."""
        return _kept(request, _arrived(self._carry(_built_with(request, purse), purse.secrets())), purse)

    def _carry(self, letter: Letter, secrets: Collection[str]) -> Arrived | TransportTrouble:
        if self._transport is None:
            self._transport = ClientTransport()
        try:
            end = time.monotonic() + LONGEST_TIME
            response = self._transport.handle_request(_for_httpx(letter))
            headers = headers_of(response.headers.raw)
            try:
                body = b""
                for piece in response.iter_bytes() if is_packed(headers) else _pieces(response):
                    body = grown(body, piece)
                    if time.monotonic() > end:
                        raise MaybeArrived(TOO_SLOW)
            finally:
                response.close()
        except TransportTrouble as trouble:
            return trouble
        except Exception as error:  # noqa: BLE001 - transports let errors of their own through; none may pass for an answer
            return _trouble(error, secrets)
        return Arrived(response.status_code, headers, body)

    async def send_async(
        self, request: Request, manifest: Manifest, account: Account, secret: Secret, hidden: Collection[str] = ()
    ) -> Reply:
        """`send` on the running event loop."""
        arrived = _arrived(
            await self._carry_async(_build(request, manifest, account, secret), (secret.reveal(), *hidden))
        )
        return _reply(arrived, (secret.reveal(), *hidden))

    async def send_with_async(self, request: Request, purse: Purse) -> Reply:
        """`send_with` on the running event loop."""
        return _kept(request, _arrived(await self._carry_async(_built_with(request, purse), purse.secrets())), purse)

    async def _carry_async(self, letter: Letter, secrets: Collection[str]) -> Arrived | TransportTrouble:
        transport = self._async_transports.get(asyncio.get_running_loop()) or await self._opened()
        try:
            if (carry := getattr(transport, "carry", None)) is not None:
                arrived: Arrived = await carry(letter)
                return arrived
            async with asyncio.timeout(LONGEST_TIME):
                response = await transport.handle_async_request(_for_httpx(letter))
                headers = headers_of(response.headers.raw)
                try:
                    body = b""
                    async for piece in response.aiter_bytes() if is_packed(headers) else _async_pieces(response):
                        body = grown(body, piece)
                finally:
                    await response.aclose()
        except TransportTrouble as trouble:
            return type(trouble)(redact(str(trouble), secrets))
        except TimeoutError:
            return MaybeArrived(TOO_SLOW)
        except Exception as error:  # noqa: BLE001 - transports let errors of their own through; none may pass for an answer
            return _trouble(error, secrets)
        return Arrived(response.status_code, headers, body)

    async def _opened(self) -> httpx.AsyncBaseTransport:
        """A transport for the running event loop; those of loops that have ended go."""
        transport = self._async_transports[asyncio.get_running_loop()] = self._make_async_transport()
        for loop in [loop for loop in self._async_transports if loop.is_closed()]:
            with contextlib.suppress(Exception):  # what it had open ended with its loop
                await self._async_transports.pop(loop).aclose()
        return transport

    def close(self) -> None:
        """Close the blocking connections, where they are ours."""
        if self._owns_transport and self._transport is not None:
            self._transport.close()
            self._transport = None

    async def aclose(self) -> None:
        """Close the connections of the running event loop."""
        transport = self._async_transports.pop(asyncio.get_running_loop(), None)
        if transport is not None:
            await transport.aclose()


def fast_async_transport() -> httpx.AsyncBaseTransport:
    """`postwire.express.Express`, where ``postwire[fast]`` is installed and the environment names no proxy."""
    if set(getproxies()) - {"no"}:
        return AsyncClientTransport()
    try:
        from postwire.express import Express  # noqa: PLC0415 - an extra, and 250 ms to import
    except ImportError:
        return AsyncClientTransport()
    return Express()


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


def _arrived(outcome: Arrived | TransportTrouble) -> Arrived:
    """The answer. Raises the trouble, without the frames that it comes from.

    Whoever reports errors prints what stands in them, and there stands a token, in a header or in a URL.
    """
    if isinstance(outcome, TransportTrouble):
        raise outcome.with_traceback(None)
    return outcome


def _build(request: Request, manifest: Manifest, account: Account, secret: Secret) -> Letter:
    base = account.api_base or manifest.api.base_url
    return _letter(request, base, manifest.auth, secret, keep_alive=manifest.api.keep_alive)


def _built_with(request: Request, purse: Purse) -> Letter:
    filled = evolve(
        request,
        query=purse.filled(request.query),
        form=purse.filled(request.form) if request.form is not None else None,
        json=purse.filled(request.json) if isinstance(request.json, dict) else request.json,
    )
    return _letter(filled, purse.base, purse.auth, purse.credential(request), keep_alive=purse.keep_alive)


def _letter(request: Request, base: str, auth: TokenPlace, secret: Secret | None, *, keep_alive: bool) -> Letter:
    query = dict(request.query)
    headers = {"accept": "application/json", "accept-encoding": "identity", "user-agent": _user_agent()}
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
    kind, content = _content(request)
    if kind is not None:
        headers["content-type"] = kind
    url = base.rstrip("/") + request.path
    return Letter(request.method, f"{url}?{urlencode(query)}" if query else url, headers, content)


@cache
def _user_agent() -> str:
    return f"postwire/{version('postwire')}"


def _content(request: Request) -> tuple[str | None, bytes | None]:
    """The type of a request's body, and the body."""
    if request.upload is not None:
        return _loaded(request.upload, request.form)
    if request.form is not None:
        return "application/x-www-form-urlencoded", urlencode(request.form).encode()
    if request.json is not None:
        return "application/json", json.dumps(request.json).encode()
    return None, None


def _loaded(parcel: Upload, form: Mapping[str, str] | None) -> tuple[str, bytes]:
    """An upload. What parts it from the form follows from its content: sent again, it is the same bytes."""
    if not isinstance(parcel, Parcel):
        raise TypeError("an upload is only sent with its bytes, which are read where a post is on its way")
    if not parcel.field:
        return parcel.content_type, parcel.content
    kind = f"multipart/form-data; boundary=postwire-{parcel.sha256[:32]}"
    files = {parcel.field: (parcel.filename, parcel.content, parcel.content_type)}
    whole = httpx.Request("POST", "http://local", headers={"content-type": kind}, data=dict(form or {}), files=files)
    return kind, whole.read()


def _for_httpx(letter: Letter) -> httpx.Request:
    url = _url(letter.url) if "?" not in letter.url else httpx.URL(letter.url)
    request = httpx.Request(
        letter.method, url, headers=letter.headers, content=letter.content, extensions={"timeout": _TIMEOUTS}
    )
    if letter.is_long:
        request.stream = _Slices(letter)
    return request


class _Slices(httpx.SyncByteStream, httpx.AsyncByteStream):
    def __init__(self, letter: Letter) -> None:
        self._letter = letter

    def __iter__(self) -> Iterator[bytes]:
        return self._letter.slices()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


@lru_cache(maxsize=4096)
def _url(text: str) -> httpx.URL:
    """Kept, since an account's posts go to the same few addresses and httpx takes its time over each."""
    return httpx.URL(text)


def _pieces(response: httpx.Response) -> Iterable[bytes]:
    """The body as it came. httpx takes twice as long where it could unpack something."""
    return cast("httpx.SyncByteStream", response.stream)


def _async_pieces(response: httpx.Response) -> AsyncIterable[bytes]:
    return cast("httpx.AsyncByteStream", response.stream)


def _kept(request: Request, arrived: Arrived, purse: Purse) -> Reply:
    """The answer, after its token was taken out."""
    purse.keep(request, arrived.status, arrived.body.decode("utf-8", "replace"))
    return _reply(arrived, purse.secrets())


def _reply(arrived: Arrived, secrets: Collection[str]) -> Reply:
    headers = {name: without(value, secrets) for name, value in arrived.headers.items() if name != "set-cookie"}
    return Reply(arrived.status, redact(arrived.body.decode("utf-8", "replace"), secrets), headers)


def _trouble(error: Exception, secrets: Collection[str]) -> TransportTrouble:
    words = redact(f"{type(error).__name__}: {error}", secrets)
    return NotSent(words) if isinstance(error, _NEVER_SENT) else MaybeArrived(words)


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
