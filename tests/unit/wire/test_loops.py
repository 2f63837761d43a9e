"""One wire and several event loops."""

import asyncio

from attrs import evolve
from tests.unit.wire.peer import CANARY, OK, POST, account, manifest

from postwire.credentials import Secret
from postwire.exchange import Reply
from postwire.manifest import Manifest
from postwire.wire import Wire, fast_async_transport


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
