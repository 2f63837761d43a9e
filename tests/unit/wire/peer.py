"""A server on a real loopback socket, and the three ways of sending it something."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable

import pytest

from postwire.account import Account
from postwire.credentials import Secret
from postwire.exchange import Reply, Request
from postwire.manifest import Api, Bearer, Manifest, TokenPlace
from postwire.media import Media
from postwire.wire import AsyncClientTransport, Wire, fast_async_transport

CANARY = "THcanary0123456789abcdef"
OK = b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{"id":"42"}'


def manifest(auth: TokenPlace | None = None) -> Manifest:
    return Manifest(
        platform="imaginary",
        title="Imaginary",
        api=Api(base_url="https://api.example.com/v1", version="1", documentation="https://example.com"),
        auth=auth or Bearer(),
        abilities={},
    )


class Peer:
    """A server that does one thing to every connection, after it has read the request's head and body."""

    def __init__(self, act: Callable[[socket.socket], None]) -> None:
        self._act = act
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.requests: list[bytes] = []
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                with connection:
                    self.requests.append(_whole(connection))
                    self._act(connection)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)


def _whole(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")), 0
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def send_sync(url: str, request: Request, auth: TokenPlace | None = None) -> Reply:
    wire = Wire()
    try:
        return wire.send(request, manifest(auth), account(url), Secret(CANARY))
    finally:
        wire.close()


def send_fast(url: str, request: Request, auth: TokenPlace | None = None) -> Reply:
    return asyncio.run(_send(Wire(async_transport=fast_async_transport), url, request, auth))


def send_native(url: str, request: Request, auth: TokenPlace | None = None) -> Reply:
    return asyncio.run(_send(Wire(async_transport=AsyncClientTransport), url, request, auth))


async def _send(wire: Wire, url: str, request: Request, auth: TokenPlace | None) -> Reply:
    try:
        return await wire.send_async(request, manifest(auth), account(url), Secret(CANARY))
    finally:
        await wire.aclose()


def account(url: str) -> Account:
    return Account(platform="imaginary", user_id="1", api_base=url)


ways = pytest.mark.parametrize("send", [send_sync, send_fast, send_native])
PHOTO = Media("lighthouse.jpg")
POST = Request("POST", "/things", form={"text": "näive & more"})
