"""The home of aiohttp: a transport for httpx, and a shorter way for those who need none of httpx on it.

httpx's own pool looks at every connection on every request (encode/httpx#3215, read 2026-11-21): at 64 connections it
costs nine tenths of the throughput. Its requests and answers cost a third of what is left.
"""

import ssl
from collections.abc import AsyncIterable, AsyncIterator

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport
from httpx_aiohttp.transport import AiohttpResponseStream
from yarl import URL

from postwire.letter import CONNECT, LONGEST_TIME, POOL, READ, TOO_SLOW, Arrived, Letter, grown, headers_of, is_packed
from postwire.transport import MaybeArrived, NotSent

TIMEOUT = aiohttp.ClientTimeout(total=LONGEST_TIME, connect=POOL, sock_connect=CONNECT, sock_read=READ)
_NEVER_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)


class Express(AiohttpTransport):
    """Connections of one event loop. No cookie is kept: whichever account used a connection next would send it."""

    def __init__(self) -> None:
        tls = httpx.create_ssl_context()
        super().__init__(client=lambda: _session(tls, force_close=False))
        self._tls = tls
        self._closing: aiohttp.ClientSession | None = None
        """For letters that ask for a connection of their own: aiohttp sends that, and would use it again."""

    async def carry(self, letter: Letter) -> Arrived:
        """Send a letter and read the answer. Raises `NotSent` and `MaybeArrived`; no secret is masked in them."""
        session = self._session_for(letter)
        try:
            async with session.request(
                letter.method,
                URL(letter.url, encoded=True),
                data=_slices(letter) if letter.is_long else letter.content,
                headers=_with_length(letter) if letter.is_long else letter.headers,
                allow_redirects=False,
                auto_decompress=False,
                timeout=TIMEOUT,
            ) as response:
                headers, body = headers_of(response.raw_headers), b""
                if is_packed(headers):
                    async for piece in _unpacked(response):
                        body = grown(body, piece)
                else:
                    while piece := await response.content.readany():
                        body = grown(body, piece)
                return Arrived(response.status, headers, body)
        except _NEVER_SENT as error:
            raise NotSent(_words(error)) from None
        except TimeoutError as error:
            raise MaybeArrived(_words(error) if isinstance(error, aiohttp.ServerTimeoutError) else TOO_SLOW) from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise MaybeArrived(_words(error)) from None

    async def aclose(self) -> None:
        """Close all connections."""
        await super().aclose()
        if self._closing is not None:
            await self._closing.close()

    def _session_for(self, letter: Letter) -> aiohttp.ClientSession:
        if "connection" in letter.headers:
            if self._closing is None:
                self._closing = _session(self._tls, force_close=True)
            return self._closing
        if not isinstance(self.client, aiohttp.ClientSession):
            self.client = self.get_client()
        return self.client


def _session(tls: ssl.SSLContext, *, force_close: bool) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(limit=1000, ssl=tls, force_close=force_close)
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())


async def _slices(letter: Letter) -> AsyncIterator[bytes]:
    for piece in letter.slices():
        yield piece


def _with_length(letter: Letter) -> dict[str, str]:
    """Without a length aiohttp would send it in chunks, which not every server takes."""
    return {**letter.headers, "content-length": str(len(letter.content or b""))}


def _unpacked(response: aiohttp.ClientResponse) -> AsyncIterable[bytes]:
    stream = AiohttpResponseStream(response)
    return httpx.Response(response.status, headers=response.raw_headers, stream=stream).aiter_bytes()


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
