"""An engine in front of the little platform."""

import asyncio
from typing import Any

import httpx
import pytest
from tests.connecting.sessions.platform import MANIFEST, Server, connector

from postwire.credentials import Vault
from postwire.engine import Engine
from postwire.manifest import Manifest
from postwire.registry import Registry
from postwire.store.memory import MemoryStore
from postwire.wire import Wire


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def make_engine(server: Server) -> Any:
    store, key = MemoryStore(), Vault.new_key()

    def make(manifest: Manifest = MANIFEST) -> Engine:
        wire = Wire(httpx.MockTransport(server.answer), lambda: httpx.MockTransport(server.answer))
        registry = Registry.of(connector(manifest))
        return Engine(store, registry, Vault(key), wire=wire, now=lambda: server.now, jitter=lambda: 0.0)

    return make


@pytest.fixture
def engine(make_engine: Any) -> Engine:
    return make_engine()


@pytest.fixture(params=["blocking", "async"])
def step(request: pytest.FixtureRequest, engine: Engine) -> Any:
    if request.param == "blocking":
        return engine.step
    return lambda delivery: asyncio.run(engine.step_async(delivery))
