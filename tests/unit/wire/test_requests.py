"""What arrives at a server: over real loopback sockets."""

import asyncio
from importlib.metadata import version

import pytest
from attrs import evolve
from tests.unit.wire.peer import CANARY, OK, PHOTO, POST, account, manifest, send_sync, ways

from postwire.credentials import Secret
from postwire.exchange import Request, Upload
from postwire.manifest import QueryToken
from postwire.parcel import Parcel
from postwire.wire import AsyncClientTransport, Wire, fast_async_transport


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
