"""Apps that an instance registers, and what a sign-in has to have: no secret is shown."""

import asyncio
from urllib.parse import parse_qsl

import httpx
import pytest
from attrs import evolve
from tests.connecting.sessions.platform import (
    HERE,
    MANIFEST,
    SESSIONS,
    Server,
    assert_nothing_shown,
    connector,
)

from postwire.credentials import Vault
from postwire.engine import Engine
from postwire.engine.sign_in import NoSignIn, SignInError, Unanswered
from postwire.manifest import SignIn
from postwire.operation import Operation
from postwire.registry import Registry, RegistryError
from postwire.store.memory import MemoryStore

PAGES = evolve(MANIFEST, sign_in=SignIn(page="https://sessions.example/ask", base_url="https://sessions.example",
                                        https_only=False, registers=True))  # fmt: skip
BACK = "http://127.0.0.1:8912/connected"


@pytest.mark.parametrize("asynchronous", [False, True], ids=["blocking", "async"])
def test_an_instance_registers_an_app_with_which_people_sign_in_there(make_engine, server, asynchronous):
    engine = make_engine(PAGES)
    if asynchronous:
        app = asyncio.run(engine.register_app_async("sessions", BACK, instance=HERE, operations=[Operation.PUBLISH]))
    else:
        app = engine.register_app("sessions", BACK, instance=HERE, operations=[Operation.PUBLISH])
    assert (app.client_id, app.redirect, app.api_base) == ("app-1", BACK, HERE)
    assert "canary" not in repr(app)
    assert dict(parse_qsl(server.heard[0].content.decode()))["scopes"] == "do:publish"

    invitation = engine.begin_connect("sessions", app=app)
    assert invitation.url.startswith(f"{HERE}/ask?client_id=app-1")
    connected = engine.finish_connect(invitation, f"{BACK}?code=canary-code&state={invitation.state}", app)

    assert connected.account.api_base == HERE
    assert b"secret=canary-app-secret" in server.heard[-1].content
    assert_nothing_shown(engine, connected, invitation)


def test_nobody_registers_apps_where_that_is_not_done(engine: Engine, server: Server):
    with pytest.raises(NoSignIn):
        engine.register_app("sessions", BACK)
    closed = connector(evolve(MANIFEST, platform="closed", sign_in=None))
    other = Engine(MemoryStore(), Registry.of(closed), Vault(Vault.new_key()))
    with pytest.raises(NoSignIn):
        other.enter("closed", "a", "b")
    assert server.heard == []


def test_an_app_without_a_secret_is_of_no_use(make_engine, monkeypatch):
    bare = httpx.Response(200, json={"client_id": "app-1"})
    monkeypatch.setattr(Server, "answer", lambda _, asked: bare)  # noqa: ARG005 - as the method has it
    with pytest.raises(SignInError, match="gave no secret"):
        make_engine(PAGES).register_app("sessions", BACK)


def test_an_instance_that_cannot_be_reached_is_told(make_engine, monkeypatch):
    def refuse(*_: object) -> httpx.Response:
        raise httpx.ConnectError("refused")

    monkeypatch.setattr(Server, "answer", refuse)
    with pytest.raises(Unanswered, match="not reached"):
        make_engine(PAGES).register_app("sessions", BACK, instance=HERE)


@pytest.mark.parametrize(
    ("sign_in", "hook"),
    [
        (evolve(PAGES.sign_in, registers=True), "register_app"),
        (SESSIONS, "refresh"),
        (SESSIONS, "connect"),
        (PAGES.sign_in, "authorize"),
    ],
)
def test_a_sign_in_that_is_claimed_has_its_hooks(sign_in: SignIn, hook: str):
    module = connector(evolve(MANIFEST, sign_in=sign_in))
    delattr(module, hook)
    with pytest.raises(RegistryError, match=hook):
        Registry.of(module)


def test_a_password_needs_no_page_and_a_page_needs_its_address():
    with pytest.raises(ValueError, match=r"sign_in\.page"):
        SignIn(kind="password", page="https://x.example", base_url="https://x.example")
    with pytest.raises(ValueError, match=r"sign_in\.page"):
        SignIn(base_url="https://x.example")
