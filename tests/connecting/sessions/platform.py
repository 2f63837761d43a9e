"""A little platform with sessions: its connector, its server, and an account that enters there."""

import json
import types
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import httpx
from attrs import define, field

from postwire.container import Container
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.engine import Engine
from postwire.exchange import Place, Reply, Request
from postwire.grant import AppGrant, Grant
from postwire.hookspecs import hookimpl
from postwire.manifest import Ability, Api, Manifest, SignIn, Support
from postwire.operation import Operation
from postwire.post import Post
from postwire.receipt import Receipt

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HERE = "https://pds.example.org"
PASSWORD = "canary-app-password"
LIFE = timedelta(hours=2)

SESSIONS = SignIn(
    kind="password",
    base_url="https://sessions.example",
    refresh_after=timedelta(0),
    refresh_before=timedelta(minutes=20),
)
MANIFEST = Manifest(
    platform="sessions",
    title="Sessions",
    api=Api(base_url="https://sessions.example", version="1", documentation="https://sessions.example"),
    sign_in=SESSIONS,
    abilities={Ability.TEXT: Support.YES},
)


def connector(manifest: Manifest = MANIFEST) -> types.ModuleType:
    """A platform with sessions: an access token that ends soon, and a refresh token."""

    def classify_error(reply: Reply, operation: Operation) -> Diagnosis | None:
        if "Token" not in reply.body and "Password" not in reply.body:
            return None
        return Diagnosis(
            code="sessions.token",
            category=Category.AUTH,
            action=Action.RECONNECT,
            caused_by=Culprit.USER,
            message=f"The token or password was refused during {operation}.",
            detail=reply.body,
            next_step="Connect again.",
            rule="sessions.token",
        )

    def connect() -> Iterator[Any]:
        who = {"identifier": Place.IDENTIFIER, "password": Place.PASSWORD}
        reply = yield Request("POST", "/session", json=who, keeps="access", keeps_refresh="refresh")
        return Grant(user_id=reply.string("did"), handle=reply.string("handle"), expires_in=LIFE)

    def refresh() -> Iterator[Any]:
        yield Request("POST", "/refresh", bearer=Place.REFRESH, keeps="access", keeps_refresh="refresh")
        return Grant(expires_in=LIFE)

    def create(staging: Any) -> Iterator[Any]:
        yield Request("GET", "/quota")
        return Container(data={"key": staging.key})

    def publish(post: Post, container: Container) -> Iterator[Any]:
        reply = yield Request("PUT", f"/posts/{container.data['key']}", json={"text": post.text})
        return Receipt(reply.string("id"))

    def register_app(redirect: str, scopes: frozenset[str]) -> Iterator[Any]:
        form = {"redirect_uris": redirect, "scopes": " ".join(sorted(scopes))}
        reply = yield Request("POST", "/apps", form=form, keeps_client_secret="client_secret")
        return AppGrant(reply.string("client_id"))

    def connect_by_code(client_id: str, redirect: str) -> Iterator[Any]:
        form = {"client_id": client_id, "secret": Place.CLIENT_SECRET, "code": Place.CODE, "redirect": redirect}
        reply = yield Request("POST", "/token", form=form, keeps="access")
        return Grant(user_id=reply.string("did"), handle="ada")

    hooks: dict[str, Any] = {
        "manifest": lambda: manifest,
        "required_scopes": lambda operation: frozenset({f"do:{operation}"}),
        "validate_media": lambda post: (),  # noqa: ARG005 - as the hook has it
        "classify_error": classify_error,
        "connect": connect if manifest.sign_in and manifest.sign_in.kind == "password" else connect_by_code,
        "refresh": refresh,
        "create": create,
        "publish": publish,
        "authorize": lambda client_id, state: f"https://sessions.example/ask?client_id={client_id}&state={state}",
        "register_app": register_app,
    }
    module = types.ModuleType("postwire_sessions")
    for name, hook in hooks.items():
        setattr(module, name, hookimpl(hook))
    return module


@define
class Server:
    """What the platform knows."""

    now: datetime = NOON
    life: timedelta = LIFE
    made: int = 0
    access: dict[str, datetime] = field(factory=dict)
    """Tokens, and when they end."""
    refresh: str = ""
    posts: dict[str, str] = field(factory=dict)
    heard: list[httpx.Request] = field(factory=list)
    down: bool = False

    def answer(self, asked: httpx.Request) -> httpx.Response:  # noqa: PLR0911 - one address, one answer
        self.heard.append(asked)
        if self.down and asked.url.path == "/refresh":
            raise httpx.ConnectError("refused")
        bearer = asked.headers.get("authorization", "").removeprefix("Bearer ")
        match asked.method, asked.url.path:
            case "POST", "/session":
                told = json.loads(asked.content)
                if told != {"identifier": "ada.example", "password": PASSWORD}:
                    return httpx.Response(401, json={"error": "BadPassword", "echo": told})
                return self._session()
            case "POST", "/refresh":
                good = bearer == self.refresh
                return self._session() if good else httpx.Response(400, json={"error": "ExpiredToken", "echo": bearer})
            case "POST", "/apps":
                told = dict(parse_qsl(asked.content.decode()))
                return httpx.Response(200, json={"client_id": "app-1", "client_secret": "canary-app-secret", **told})
            case "POST", "/token":
                return httpx.Response(200, json={"access": "canary-by-code", "did": "did:1"})
        if self.access.get(bearer, self.now) <= self.now:
            return httpx.Response(400, json={"error": "ExpiredToken", "echo": bearer})
        if asked.method == "PUT":
            self.posts[asked.url.path] = asked.content.decode()
        return httpx.Response(200, json={"id": "p1"})

    def _session(self) -> httpx.Response:
        self.made += 1
        access, self.refresh = f"canary-access-{self.made}", f"canary-refresh-{self.made}"
        self.access[access] = self.now + self.life
        session = {"did": "did:1", "handle": "ada.example", "access": access, "refresh": self.refresh}
        return httpx.Response(200, json=session)


def enter(engine: Engine) -> Any:
    return engine.enter("sessions", "ada.example", PASSWORD, instance=HERE).account


def work(engine: Engine, server: Server, step: Any) -> Any:
    """One post, from its submission to wherever it rests."""
    (delivery,) = engine.submit(Post("Milk!"), ["sessions:did:1"])
    for _ in range(10):
        if delivery.wake_at is None:
            break
        server.now = max(server.now, delivery.wake_at)
        delivery = step(delivery)
    return delivery


def assert_nothing_shown(engine: Engine, *more: object) -> None:
    told = [str(each) for each in engine.store.accounts()]
    for delivery in engine.store.deliveries(limit=100):
        told += [str(delivery), *(str(entry) for entry in engine.store.history(delivery.id))]
    assert "canary" not in " ".join([*told, *map(repr, more)])
