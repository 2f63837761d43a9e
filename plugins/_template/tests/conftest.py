"""A sandbox, a clock that stands still, and the two ways to hold a conversation with it."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attrs import define, field

import postwire_corkboard
from postwire.account import Account
from postwire.connector import Connector
from postwire.credentials import Secret
from postwire.drive import Conversation, Outcome, drive, drive_async
from postwire.exchange import Exchange, Reply, Request
from postwire.operation import Operation
from postwire.registry import Registry
from postwire.wire import Wire
from postwire_corkboard.sandbox import Board, SandboxServer

NOON = 1_800_000_000.0


@define
class Talk:
    """Holds conversations with a sandbox, over loopback."""

    connector: Connector
    account: Account
    board: Board
    wire: Wire
    runner: asyncio.Runner | None
    """None: blocking."""
    token: str = "ada-write"
    sent: list[str] = field(factory=list)

    def __call__(self, operation: Operation, begin: Callable[[], Exchange[Any]]) -> Outcome[Any]:
        conversation = Conversation(begin, self.connector, operation)
        if self.runner is None:
            return drive(conversation, self._send)
        return self.runner.run(drive_async(conversation, self._send_async))

    def _send(self, request: Request) -> Reply:
        self.sent.append(f"{request.method} {request.path}")
        return self.wire.send(request, self.connector.manifest, self.account, Secret(self.token))

    async def _send_async(self, request: Request) -> Reply:
        self.sent.append(f"{request.method} {request.path}")
        return await self.wire.send_async(request, self.connector.manifest, self.account, Secret(self.token))


@pytest.fixture(scope="session")
def server() -> Iterator[SandboxServer]:
    with SandboxServer(now=lambda: NOON) as running:
        yield running


@pytest.fixture(scope="session", params=["blocking", "async"])
def way(request: pytest.FixtureRequest) -> Iterator[tuple[Wire, asyncio.Runner | None]]:
    wire = Wire()
    if request.param == "blocking":
        yield wire, None
        wire.close()
        return
    with asyncio.Runner() as runner:
        yield wire, runner
        runner.run(wire.aclose())


@pytest.fixture
def talk(server: SandboxServer, way: tuple[Wire, asyncio.Runner | None]) -> Talk:
    server.board.reset()
    connector = Registry.of(postwire_corkboard)["corkboard"]
    account = Account(platform="corkboard", user_id="ada", api_base=server.url)
    return Talk(connector, account, server.board, *way)
