"""What is told of an answer, or of a failure, and what is never told."""

import asyncio
import contextlib
import gzip
import logging
import socket
import struct
import threading
import zlib
from collections.abc import Callable

import aiohttp
import pytest
from tests.unit.wire.peer import CANARY, OK, POST, Peer, account, manifest, send_native, send_sync, ways

from postwire.credentials import Secret
from postwire.exchange import Reply, Request
from postwire.letter import LONGEST_ANSWER
from postwire.manifest import Bearer, QueryToken
from postwire.transport import MaybeArrived, NotSent
from postwire.wire import AsyncClientTransport, Wire, fast_async_transport


@ways
def test_a_refused_connection_was_never_sent(send):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    with pytest.raises(NotSent):
        send(f"http://127.0.0.1:{port}", POST)


def _reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@ways
@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda _: None, id="closed"),
        pytest.param(_reset, id="reset"),
        pytest.param(lambda connection: connection.sendall(OK[:40]), id="cut in the head"),
        pytest.param(lambda connection: connection.sendall(OK[:-3]), id="cut in the body"),
        pytest.param(lambda connection: connection.sendall(b"\x00\x01 nonsense\r\n\r\n"), id="no HTTP"),
    ],
)
def test_an_answer_that_does_not_come_whole_may_have_taken_effect(send, act, peer):
    server = peer(act)

    with pytest.raises(MaybeArrived) as caught:
        send(server.url, POST)

    assert len(server.requests) == 1, "nothing is repeated by itself"
    assert CANARY not in str(caught.value)


@ways
def test_a_redirect_is_an_answer_and_is_not_followed(send, peer):
    server = peer(
        lambda connection: connection.sendall(b"HTTP/1.1 302 Found\r\nlocation: /x\r\ncontent-length: 0\r\n\r\n")
    )

    assert send(server.url, POST).status == 302
    assert len(server.requests) == 1


@ways
def test_an_endless_answer_is_not_read_to_its_end(send, peer):
    def act(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n")
        with contextlib.suppress(OSError):
            for _ in range(LONGEST_ANSWER // 65536 + 2000):
                connection.sendall(b"x" * 65536)

    with pytest.raises(MaybeArrived, match="longer than"):
        send(peer(act).url, POST)


@pytest.mark.parametrize("transport", [fast_async_transport, AsyncClientTransport])
def test_the_cookie_of_one_account_is_not_sent_for_the_next(transport, peer):
    with_cookie = OK.replace(b"content-length", b"connection: close\r\nset-cookie: a=1; path=/\r\ncontent-length")
    server = peer(lambda connection: connection.sendall(with_cookie))
    here = server.url.replace("127.0.0.1", "localhost")

    async def both() -> None:
        wire = Wire(async_transport=transport)
        for _ in range(2):
            await wire.send_async(POST, manifest(), account(here), Secret(CANARY))
        await wire.aclose()

    asyncio.run(both())

    assert [b"cookie:" in request.lower() for request in server.requests] == [False, False]


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
@ways
def test_a_compressed_answer_is_read(encoding, send, peer):
    body = gzip.compress(b'{"id":"42"}') if encoding == "gzip" else zlib.compress(b'{"id":"42"}')
    head = f"HTTP/1.1 200 OK\r\ncontent-encoding: {encoding}\r\ncontent-length: {len(body)}\r\n\r\n"
    server = peer(lambda connection: connection.sendall(head.encode() + body))

    assert send(server.url, POST).string("id") == "42"


@ways
def test_a_token_that_is_echoed_comes_back_masked_and_cookies_do_not_come_back(send, peer):
    body = f'{{"error":{{"message":"bad token {CANARY}"}}}}'.encode()
    head = f"HTTP/1.1 400 Bad\r\nset-cookie: a={CANARY}\r\nx-echo: {CANARY}\r\ncontent-length: {len(body)}\r\n\r\n"
    server = peer(lambda connection: connection.sendall(head.encode() + body))

    reply = send(server.url, POST)

    assert CANARY not in reply.body + repr(reply.headers)
    assert "set-cookie" not in reply.headers


@pytest.mark.parametrize("send", [send_sync, send_native])
def test_httpx_logs_no_query(send, peer, caplog):
    caplog.set_level(logging.DEBUG)
    server = peer(lambda connection: connection.sendall(OK))

    send(server.url, Request("GET", "/things"), QueryToken("access_token"))

    assert "/things" in caplog.text, "httpx logged the request"
    assert CANARY not in caplog.text


@ways
def test_nothing_that_an_error_reporter_prints_holds_the_token(
    send: Callable[..., Reply], peer: Callable[..., Peer]
) -> None:
    """Reporters walk the chain of exceptions and print the names of every frame."""
    closing = peer(lambda connection: connection.close())
    for url in (closing.url, "http://127.0.0.1:1"):
        for auth in (Bearer(), QueryToken("access_token")):
            with pytest.raises((NotSent, MaybeArrived)) as caught:
                send(url, Request("GET", "/things"), auth)
            link: BaseException | None = caught.value
            shown = []
            while link is not None:
                frames = link.__traceback__
                while frames is not None:
                    if "postwire/wire.py" in frames.tb_frame.f_code.co_filename:
                        shown.append(repr(frames.tb_frame.f_locals))
                    frames = frames.tb_next
                shown.append(f"{link!r} {vars(link)}")
                link = link.__cause__ or link.__context__
            assert len(shown) > 1
            assert CANARY not in str(shown)


@ways
@pytest.mark.parametrize("encoding", ["zstd", "br", "gzip, gzip", "x"])
def test_an_answer_that_is_compressed_in_a_way_that_bursts_is_not_unpacked(
    send: Callable[..., Reply], peer: Callable[..., Peer], encoding: str
) -> None:
    head = f"HTTP/1.1 200 OK\r\ncontent-encoding: {encoding}\r\ncontent-length: 4\r\n\r\n"
    server = peer(lambda connection: connection.sendall(head.encode() + b"abcd"))
    with pytest.raises(MaybeArrived, match="compressed as"):
        send(server.url, POST)


@ways
def test_an_answer_that_drips_is_left_when_its_time_is_up(
    send: Callable[..., Reply], peer: Callable[..., Peer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("postwire.wire.LONGEST_TIME", 0.3)
    monkeypatch.setattr("postwire.express.TIMEOUT", aiohttp.ClientTimeout(total=0.3))

    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n")
        with contextlib.suppress(OSError):
            while True:
                connection.sendall(b" ")
                over.wait(0.01)
                if over.is_set():
                    return

    over = threading.Event()
    server = peer(drip)
    try:
        with pytest.raises(MaybeArrived, match="the answer was not there within"):
            send(server.url, POST)
    finally:
        over.set()
