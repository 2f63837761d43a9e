"""One delivery's whole way, on a clock that only moves when a delivery sleeps.

The same engine, drivers and lifecycle as in production; only the store is in memory, and the wire is the caller's.
"""

import asyncio
import ssl
from collections.abc import Callable, Collection, Generator, Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import httpx
from attrs import define, evolve, field

from postwire.account import Account
from postwire.connector import Connector
from postwire.container import Container
from postwire.credentials import Secret, Vault
from postwire.delivery import Delivery
from postwire.engine import Engine
from postwire.exchange import Exchange, Reply, Request
from postwire.history import Entry
from postwire.hookspecs import hookimpl
from postwire.lifecycle import events
from postwire.manifest import Manifest
from postwire.post import Post
from postwire.probe import FetchPolicy
from postwire.registry import Registry
from postwire.staging import Staging
from postwire.store.memory import MemoryStore
from postwire.wire import Wire

CANARY = "TH-canary-0d5a7c1b9e"
"""The token of every journey: it must not be seen anywhere but on the wire."""
USER_ID = "17800000000000001"
HANDLE = "someone"
STAGING = Staging("29a24c44786a542b5f9c3c2a2b301b14", datetime(2026, 1, 1, 12, tzinfo=UTC))
"""Of whatever is staged outside of a journey; the key is that of its delivery, so that it is what was recorded."""
PATIENCE = timedelta(days=4)
"""How far the clock of a journey may run."""
MOST_STEPS = 3000


@define
class Clock:
    """Moves when told."""

    at: datetime
    sleep: Callable[[float], None] | None = None
    """Really sleeps, too, where the platform needs real time."""

    def __call__(self) -> datetime:
        """The time."""
        return self.at

    def seconds(self) -> float:
        """The time since 1970."""
        return self.at.timestamp()

    def to(self, moment: datetime) -> None:
        """Move on, never back."""
        if moment > self.at:
            if self.sleep is not None:
                self.sleep((moment - self.at).total_seconds())
            self.at = moment


@define
class Spoken:
    """One request, and the hook that wanted it."""

    hook: str
    request: Request
    reply: Reply | None = None


@define
class Listener:
    """Hears what every hook asks for: an observer that only wraps."""

    heard: list[Spoken] = field(factory=list)

    @hookimpl(wrapper=True)
    def create(self) -> Generator[None, Any, Any]:
        """Listen in."""
        return self._listen("create", (yield))

    @hookimpl(wrapper=True)
    def poll(self) -> Generator[None, Any, Any]:
        """Listen in."""
        return self._listen("poll", (yield))

    @hookimpl(wrapper=True)
    def publish(self) -> Generator[None, Any, Any]:
        """Listen in."""
        return self._listen("publish", (yield))

    @hookimpl(wrapper=True)
    def delete(self) -> Generator[None, Any, Any]:
        """Listen in."""
        return self._listen("delete", (yield))

    @hookimpl(wrapper=True)
    def find(self) -> Generator[None, Any, Any]:
        """Listen in."""
        return self._listen("find", (yield))

    def _listen(self, hook: str, exchange: Any) -> Any:
        return self._repeat(hook, exchange) if hasattr(exchange, "send") else exchange

    def _repeat(self, hook: str, exchange: Exchange[Any]) -> Exchange[Any]:
        try:
            request = next(exchange)
            while True:
                spoken = Spoken(hook, request)
                self.heard.append(spoken)
                spoken.reply = yield request
                request = exchange.send(spoken.reply)
        except StopIteration as done:
            return done.value
        finally:
            exchange.close()


class Between:
    """Stands between a delivery and the platform. This one lets everything through."""

    def before(self, number: int, request: Request) -> Reply | None:
        """Called with every request (numbered from 1): an answer, None to send it, or an exception."""
        del number, request
        return None

    def after(self, number: int, request: Request, reply: Reply) -> Reply:
        """Called with every answer that came from the platform: what the delivery gets, or an exception."""
        del number, request
        return reply


@cache
def _tls() -> ssl.SSLContext:
    """Made once: it takes longer than everything else on a journey."""
    return httpx.create_ssl_context()


class JourneyWire(Wire):
    """A wire with something in between, in both colours."""

    def __init__(self, between: Between) -> None:
        super().__init__(async_transport=lambda: httpx.AsyncHTTPTransport(verify=_tls()))
        self._between = between
        self._number = 0

    def send(
        self, request: Request, manifest: Manifest, account: Account, secret: Secret, hidden: Collection[str] = ()
    ) -> Reply:
        """Send, blocking."""
        self._number += 1
        reply = self._between.before(self._number, request)
        if reply is None:
            self._transport = self._transport or httpx.HTTPTransport(verify=_tls())
            reply = super().send(request, manifest, account, secret, hidden)
            reply = self._between.after(self._number, request, reply)
        return reply

    async def send_async(
        self, request: Request, manifest: Manifest, account: Account, secret: Secret, hidden: Collection[str] = ()
    ) -> Reply:
        """Send on the event loop."""
        self._number += 1
        reply = self._between.before(self._number, request)
        if reply is None:
            reply = await super().send_async(request, manifest, account, secret, hidden)
            reply = self._between.after(self._number, request, reply)
        return reply


class _Still(Connector):
    """Stages whatever it stages at one moment.

    A process that dies while it stages does so again later, and what is made of a later moment was never recorded.
    """

    moment = STAGING.at

    def create(self, post: Post, account: Account, staging: Staging) -> Exchange[Container]:
        """The conversation that stages a post."""
        return super().create(post, account, evolve(staging, at=self.moment))


class _StillOnes(Registry):
    """A registry of such connectors."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        for platform, connector in self._connectors.items():
            self._connectors[platform] = _Still(connector.manifest, connector._hooks, connector.distribution)  # noqa: SLF001 - the same one


class Overheard:
    """A connector, and the journey that is heard when its hooks speak. Built once: a registry takes its time."""

    def __init__(self, connector: object) -> None:
        self._listener = Listener()
        self.registry = _StillOnes.of(connector, observers=[self._listener])

    def told_to(self, heard: list[Spoken], moment: datetime) -> None:
        """Whatever is said from now on is added there, and whatever is staged is staged at that moment."""
        self._listener.heard = heard
        for connector in self.registry.values():
            if isinstance(connector, _Still):
                connector.moment = moment


class Journey:
    """A delivery, and everything that survives when the process that works on it dies."""

    def __init__(self, overheard: Overheard, account: Account, starts: datetime, *, asynchronous: bool) -> None:
        self.heard: list[Spoken] = []
        """What the hooks asked for, in order."""
        self._overheard = overheard
        self.account = account
        self.clock = Clock(starts)
        self._starts = starts
        self.store = MemoryStore()
        self._vault = Vault(_KEY)
        self._asynchronous = asynchronous
        self._delivery_id = ""

    @property
    def delivery(self) -> Delivery:
        """As it stands."""
        delivery = self.store.delivery(self._delivery_id)
        assert delivery is not None  # noqa: S101 - it was submitted
        return delivery

    @property
    def history(self) -> tuple[Entry, ...]:
        """What happened to it."""
        return self.store.history(self._delivery_id)

    def submit(self, post: Post, token: str = CANARY) -> None:
        """Hand the post in. Raises `postwire.engine.Invalid` where the connector refuses it."""
        engine = self._engine(Between())
        engine.add_account(self.account, token)
        (drafted,) = engine.draft(post, [self.account.id])
        (delivery,) = engine.accept([evolve(drafted, id=_DELIVERY)])  # what follows from it is the same in every replay
        self._delivery_id = delivery.id

    def take_down(self) -> None:
        """Ask for the post to be deleted."""
        self._engine(Between()).command(self._delivery_id, events.Delete)

    def travel(self, between: Between, *, patience: timedelta = PATIENCE) -> Delivery:
        """Work, as a new process, until it rests or its next wake is beyond patience."""
        engine = self._engine(between)
        self._overheard.told_to(self.heard, self._starts)
        if not self._asynchronous:
            try:
                return self._travel(engine.step, patience)
            finally:
                engine.close()
        with asyncio.Runner() as runner:
            wait = runner.get_loop().run_until_complete  # what `run` adds for the keyboard takes longer than a step
            try:
                return self._travel(lambda delivery: wait(engine.step_async(delivery)), patience)
            finally:
                wait(engine.aclose())

    def _travel(self, step: Callable[[Delivery], object], patience: timedelta) -> Delivery:
        end = self.clock.at + patience
        for _ in range(MOST_STEPS):
            delivery = self.delivery
            if delivery.wake_at is None or delivery.wake_at > end:
                return delivery
            self.clock.to(delivery.wake_at)
            step(delivery)
        raise AssertionError(
            f"the delivery never rests: after {MOST_STEPS} turns it is still {type(self.delivery.state).__name__}"
        )

    def _engine(self, between: Between) -> Engine:
        return Engine(
            self.store,
            self._overheard.registry,
            self._vault,
            wire=JourneyWire(between),
            now=self.clock,
            jitter=lambda: 0.0,
            fetch=_OFFLINE,
        )


def _nowhere(host: str, port: int) -> Iterable[str]:
    raise OSError(f"{host}:{port} is not looked at: a journey is offline")


_OFFLINE = FetchPolicy(resolver=_nowhere)
_KEY = Vault.new_key()
_DELIVERY = "c0117e57" * 4


def default_account(manifest: Manifest) -> Account:
    """The account that every cassette is about; personal ids are replaced by these."""
    return Account(platform=manifest.platform, user_id=USER_ID, handle=HANDLE)
