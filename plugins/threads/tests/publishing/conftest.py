"""A sandbox of Threads, a file, and processes that die at any request or save. The clock moves when it is told."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

import postwire_threads
from postwire.account import Account
from postwire.credentials import Vault
from postwire.engine import Engine
from postwire.lifecycle import events
from postwire.registry import Registry
from postwire.store.sqlite import SqliteStore
from postwire.wire import Wire
from postwire_threads.sandbox import SandboxServer, Settings

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
KEY = Vault.new_key()


class Crash(BaseException):
    """The process is gone."""


class Clock:
    at = NOON

    def __call__(self):
        return self.at

    def timestamp(self):
        return self.at.timestamp()


class Knife:
    """Kills at the nth of some moments, before or after it."""

    def __init__(self, at=None, *, after=False):
        self.at, self.after, self.met = at, after, 0

    def cut(self, act, *arguments):
        self.met += 1
        mine = self.met == self.at
        if mine and not self.after:
            raise Crash
        done = act(*arguments)
        if mine:
            raise Crash
        return done


class MortalWire(Wire):
    def __init__(self, transport, knife):
        super().__init__(transport)
        self.knife = knife

    def send(self, *request):
        return self.knife.cut(super().send, *request)


class MortalStore(SqliteStore):
    knife = Knife()

    def save(self, saves):
        return self.knife.cut(super().save, saves)


class World:
    """Everything that outlives a process; the clock moves to whatever wakes next."""

    def __init__(self, server, transport, path, clock):
        self.server, self.transport, self.path, self.clock = server, transport, path, clock
        self.account = Account(platform="threads", user_id="17841400000000001", api_base=f"{server.url}/v1.0")
        self.store = MortalStore(path)
        self.engine().add_account(self.account, "THsandbox")

    def engine(self, knife=None, now=None):
        wire = MortalWire(self.transport, knife or Knife())
        registry = Registry.of(postwire_threads)
        return Engine(self.store, registry, Vault(KEY), wire=wire, now=now or self.clock, jitter=lambda: 0.0)

    def submit(self, post, chain=None, **more):
        return self.engine().submit(post, [self.account.id], chain=chain, **more)

    def settle(self, engine=None):
        """Claim and work as a runner does, until nothing wakes within a day."""
        engine = engine or self.engine()
        end = self.clock.at + timedelta(days=1)
        while (wake := self.store.next_wake()) is not None and wake <= end:
            self.clock.at = max(self.clock.at, wake)
            for delivery in self.store.claim(self.clock.at, "runner", timedelta(minutes=3), 10):
                engine.step(delivery)

    def survive(self, knife, what):
        """Settle under a knife that cuts requests or saves, then in a new process; says whether it cut."""
        engine = self.engine(knife if what == "request" else None)
        self.store.knife = knife if what == "save" else Knife()
        try:
            self.settle(engine)
        except Crash:
            self.store.close()
            self.store = MortalStore(self.path)
            self.settle()
            return True
        return False

    def delete(self, delivery):
        self.engine().command(delivery.id, events.Delete)
        self.settle()

    def now(self, delivery):
        return self.store.delivery(delivery.id)

    def seen(self):
        """What readers see: text, and what it answers, oldest first."""
        posts = [post for post in self.server.platform.timeline.get("17841400000000001", ()) if post.alive]
        return [(post.draft.text, post.draft.reply_to, post.id) for post in posts]


@pytest.fixture(scope="module")
def served():
    clock = Clock()
    settings = Settings(fetch_media=False, reply_propagation_seconds=2.0)
    with SandboxServer(settings, now=clock.timestamp) as server, httpx.HTTPTransport() as transport:
        yield server, transport, clock


@pytest.fixture
def new_world(served, tmp_path):
    server, transport, clock = served
    worlds = []

    def begin():
        server.platform.reset()
        worlds.append(World(server, transport, tmp_path / f"{len(worlds)}.db", clock))
        return worlds[-1]

    yield begin
    for world in worlds:
        world.store.close()


@pytest.fixture
def knife():
    return Knife
