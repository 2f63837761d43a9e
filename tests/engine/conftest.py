"""An engine on a virtual clock, against the corkboard sandbox over loopback."""

import asyncio
import contextlib
import itertools
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from attrs import define, field

import postwire_corkboard
from postwire.account import Account
from postwire.credentials import Vault
from postwire.delivery import Delivery
from postwire.engine import Engine
from postwire.exchange import Reply, Request
from postwire.registry import Registry
from postwire.state import name_of
from postwire.store import Save
from postwire.store.memory import MemoryStore
from postwire.wire import Wire, fast_async_transport
from postwire_corkboard.sandbox import Board, SandboxServer

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TOKEN = "ada-write"
KEY = Vault.new_key()


class Crash(BaseException):
    """The process is gone."""


@define
class Clock:
    """A clock that only moves when told."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def timestamp(self) -> float:
        return self.at.timestamp()


@define
class Ways:
    """Connections that outlive an engine: making them costs more than everything that is tested here."""

    runner: asyncio.Runner
    transport: httpx.BaseTransport
    async_transport: httpx.AsyncBaseTransport


class CountingWire(Wire):
    """Counts requests; may crash before or after any of them."""

    def __init__(self, ways: "Ways", crash_at: int | None = None, *, after: bool = False) -> None:
        super().__init__(ways.transport, lambda: ways.async_transport)
        self.sent: list[str] = []
        self._crash_at = crash_at
        self._after = after

    def send(self, request: Request, *rest: Any) -> Reply:
        self._meet(request, after=False)
        reply = super().send(request, *rest)
        self._meet(request, after=True)
        return reply

    async def send_async(self, request: Request, *rest: Any) -> Reply:
        self._meet(request, after=False)
        reply = await super().send_async(request, *rest)
        self._meet(request, after=True)
        return reply

    def _meet(self, request: Request, *, after: bool) -> None:
        if not after:
            self.sent.append(f"{request.method} {request.path}")
        if self._crash_at == len(self.sent) and after == self._after:
            raise Crash


@define
class Host:
    """Everything that survives a crash, and engines made anew from it."""

    server: SandboxServer
    clock: Clock
    asynchronous: bool
    ways: Ways
    store: MemoryStore = field(factory=MemoryStore)
    registry: Registry = field(factory=lambda: Registry.of(postwire_corkboard))
    wires: list[CountingWire] = field(factory=list)

    @property
    def board(self) -> Board:
        return self.server.board

    @property
    def account(self) -> Account:
        return Account(platform="corkboard", user_id="ada", api_base=self.server.url)

    def engine(self, wire: CountingWire | None = None, key: str = KEY) -> Engine:
        self.wires.append(wire or CountingWire(self.ways))
        return Engine(
            self.store,
            self.registry,
            Vault(key),
            wire=self.wires[-1],
            now=self.clock,
            jitter=lambda: 0.0,
        )

    def step(self, engine: Engine, delivery: Delivery) -> Delivery | None:
        if not self.asynchronous:
            return engine.step(delivery)
        return self.ways.runner.run(engine.step_async(delivery))

    def begin_anew(self) -> None:
        """Another world, another database."""
        self.board.reset()
        self.store = MemoryStore()
        self.engine().add_account(self.account, TOKEN)

    def work_until(self, delivery_id: str, state: str) -> None:
        """Let time pass until the delivery is in a state."""
        engine = self.engine()
        for _ in range(100):
            delivery = self.store.delivery(delivery_id)
            assert delivery is not None
            if name_of(delivery.state) == state:
                return
            assert delivery.wake_at is not None
            self.clock.at = max(self.clock.at, delivery.wake_at)
            self.step(engine, delivery)
        pytest.fail(f"delivery {delivery_id} never becomes {state}: {delivery}")

    def settle(self, delivery_id: str, engine: Engine | None = None, limit: timedelta = timedelta(days=3)) -> Delivery:
        """Let time pass until the delivery rests."""
        engine = engine or self.engine()
        end = self.clock.at + limit
        for _ in range(2000):
            delivery = self.store.delivery(delivery_id)
            assert delivery is not None
            if delivery.wake_at is None or delivery.wake_at > end:
                return delivery
            self.clock.at = max(self.clock.at, delivery.wake_at)
            self.step(engine, delivery)
        pytest.fail(f"delivery {delivery_id} never rests: {delivery}")


@pytest.fixture(scope="module")
def _running() -> Iterator[tuple[SandboxServer, Clock, Ways]]:
    clock = Clock()
    with SandboxServer(now=clock.timestamp) as server, httpx.HTTPTransport() as transport, asyncio.Runner() as runner:
        ways = Ways(runner, transport, fast_async_transport())
        yield server, clock, ways
        runner.run(ways.async_transport.aclose())


@pytest.fixture(params=["blocking", "async"])
def host(_running: tuple[SandboxServer, Clock, Ways], request: pytest.FixtureRequest) -> Host:
    server, clock, ways = _running
    clock.at = NOON
    made = Host(server, clock, request.param == "async", ways)
    made.begin_anew()
    return made


class Mortal:
    """Ways to die."""

    death = Crash

    def engine(self, host: Host, crash_at: int, *, after: bool) -> Engine:
        """An engine that dies at one of its requests."""
        return host.engine(CountingWire(host.ways, crash_at, after=after))

    @contextlib.contextmanager
    def store(self, host: Host, crash_at: int, *, after: bool) -> Iterator[None]:
        """The host's store dies at one of its saves."""
        numbers = itertools.count(1)
        honest = host.store

        class Dying(MemoryStore):
            def __init__(self) -> None:
                vars(self).update(vars(honest))

            def save(self, saves: Sequence[Save]) -> tuple[bool, ...]:
                number = next(numbers)
                if number == crash_at and not after:
                    raise Crash
                took = super().save(saves)
                if number == crash_at:
                    raise Crash
                return took

        host.store = Dying()
        yield
        host.store = honest


@pytest.fixture
def mortal() -> Mortal:
    return Mortal()
