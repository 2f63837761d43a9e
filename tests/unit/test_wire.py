"""Tests of the wire over real loopback sockets: what was sent, what is told of a failure, and what is never told."""

import asyncio
import contextlib
import gzip
import logging
import socket
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from importlib.metadata import version

import aiohttp
import pytest
from attrs import evolve

from postwire.account import Account
from postwire.credentials import Secret
from postwire.exchange import Reply, Request, Upload
from postwire.letter import LONGEST_ANSWER
from postwire.manifest import Api, Bearer, Manifest, QueryToken, TokenPlace
from postwire.media import Media
from postwire.parcel import Parcel
from postwire.transport import MaybeArrived, NotSent
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


@pytest.fixture
def peer() -> Iterator[Callable[[Callable[[socket.socket], None]], Peer]]:
    peers: list[Peer] = []

    def make(act: Callable[[socket.socket], None]) -> Peer:
        peers.append(Peer(act))
        return peers[-1]

    yield make
    for one in peers:
        one.close()


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


@ways
def test_a_request_arrives_with_its_form_and_the_token_in_the_header(send, peer):
    server = peer(lambda connection: connection.sendall(OK))

    reply = send(server.url + "/v1", POST)

    assert reply.string("id") == "42"
    (request,) = server.requests
    assert request.startswith(b"POST /v1/things HTTP/1.1\r\n")
    assert f"bearer {CANARY}".lower().encode() in request.lower()
    assert request.endswith(b"text=n%C3%A4ive+%26+more")


@ways
def test_a_request_says_who_asks_and_that_nothing_is_to_be_compressed(send, peer):
    server = peer(lambda connection: connection.sendall(OK))

    send(server.url, POST)

    (request,) = server.requests
    lines = request.lower().split(b"\r\n")
    assert [line for line in lines if line.startswith(b"user-agent:")] == [
        f"user-agent: postwire/{version('postwire')}".encode()
    ]
    assert [line for line in lines if line.startswith(b"accept-encoding:")] == [b"accept-encoding: identity"]


@ways
def test_the_bytes_of_an_upload_are_the_body(send, peer):
    server = peer(lambda connection: connection.sendall(OK))
    content = bytes(range(256)) * 1024

    send(server.url, Request("POST", "/blobs", upload=Parcel.of(Upload(PHOTO, "image/jpeg"), content)))

    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert body == content
    assert b"content-type: image/jpeg\r\n" in head.lower() + b"\r\n"


@ways
def test_an_upload_with_a_field_is_one_part_beside_its_form_and_the_same_bytes_every_time(send, peer):
    server = peer(lambda connection: connection.sendall(OK))
    parcel = Parcel.of(Upload(PHOTO, "image/jpeg", "file", "a.jpg"), b"\xff\xd8\r\n--")
    request = Request("POST", "/media", form={"description": "näive"}, upload=parcel)

    send(server.url, request)
    send(server.url, request)

    first, second = (request.partition(b"\r\n\r\n")[2] for request in server.requests)
    assert first == second
    assert 'name="description"\r\n\r\nnäive\r\n'.encode() in first
    wanted = b'name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8\r\n--\r\n'
    assert wanted in first


def test_an_upload_without_its_bytes_is_not_sent():
    with pytest.raises(TypeError, match="only sent with its bytes"):
        send_sync("http://127.0.0.1:9", Request("POST", "/blobs", upload=Upload(PHOTO, "image/jpeg")))


@ways
def test_headers_that_a_connector_asks_for_arrive(send, peer):
    server = peer(lambda connection: connection.sendall(OK))

    send(server.url, Request("POST", "/things", headers={"Idempotency-Key": "abc"}))

    assert b"\r\nidempotency-key: abc\r\n" in server.requests[0].lower()


@pytest.mark.parametrize("transport", [fast_async_transport, AsyncClientTransport])
def test_connections_that_must_not_be_used_again_are_asked_to_be_closed(transport, peer):
    server = peer(lambda connection: connection.sendall(OK))  # and closes it without a word
    dropping = evolve(manifest(), api=evolve(manifest().api, keep_alive=False))

    async def twice() -> None:
        wire = Wire(async_transport=transport)
        try:
            for _ in range(2):
                await wire.send_async(POST, dropping, account(server.url), Secret(CANARY))
                wire.send(POST, dropping, account(server.url), Secret(CANARY))
        finally:
            await wire.aclose()
            wire.close()

    asyncio.run(twice())

    assert len(server.requests) == 4
    assert all(b"\r\nconnection: close\r\n" in request.lower() for request in server.requests)


@ways
def test_a_query_token_goes_into_the_query_and_nowhere_else(send, peer):
    server = peer(lambda connection: connection.sendall(OK))

    send(server.url, Request("GET", "/things", query={"fields": "id"}), QueryToken("access_token"))

    (request,) = server.requests
    assert request.startswith(f"GET /things?fields=id&access_token={CANARY} HTTP/1.1\r\n".encode())
    assert b"authorization" not in request.lower()


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


def _alone() -> Manifest:
    """A platform that wants a connection for each request: none is left open when a loop ends."""
    whole = manifest()
    return evolve(whole, api=evolve(whole.api, keep_alive=False))


def test_a_wire_goes_on_in_another_event_loop_after_the_first_one_was_closed(peer):
    server = peer(lambda connection: connection.sendall(OK))
    wire = Wire(async_transport=fast_async_transport)

    async def sent(*, last: bool = False) -> Reply:
        try:
            return await wire.send_async(POST, _alone(), account(server.url), Secret(CANARY))
        finally:
            if last:
                await wire.aclose()

    replies = [asyncio.run(sent()), asyncio.run(sent()), asyncio.run(sent(last=True))]

    assert [reply.string("id") for reply in replies] == ["42", "42", "42"]


def test_two_event_loops_of_one_host_have_connections_of_their_own(peer):
    server = peer(lambda connection: connection.sendall(OK))
    wire = Wire(async_transport=fast_async_transport)

    async def sent() -> Reply:
        return await wire.send_async(POST, _alone(), account(server.url), Secret(CANARY))

    with asyncio.Runner() as first, asyncio.Runner() as second:
        replies = [loop.run(sent()) for loop in (first, second, first)]
        for loop in (first, second):
            loop.run(wire.aclose())

    assert [reply.string("id") for reply in replies] == ["42", "42", "42"]
