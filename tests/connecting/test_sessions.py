"""Names and passwords, tokens that something else renews, and apps that an instance registers: no secret is shown."""

import asyncio
import json
import types
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from attrs import define, evolve, field

from postwire.app import App, AppError
from postwire.container import Container
from postwire.credentials import CredentialError, Vault
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.engine import Engine
from postwire.engine.sign_in import NoSignIn, OtherAccount, Renewed, SignInError, SignInRefused, Unanswered
from postwire.exchange import Place, Reply, Request
from postwire.grant import AppGrant, Grant
from postwire.hookspecs import hookimpl
from postwire.manifest import Ability, Api, Manifest, SignIn, Support
from postwire.operation import Operation
from postwire.post import Post
from postwire.receipt import Receipt
from postwire.registry import Registry, RegistryError
from postwire.state import Held, Published, name_of
from postwire.store.memory import MemoryStore
from postwire.wire import Wire

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


def test_a_password_is_sent_to_the_instance_once_and_kept_nowhere(engine: Engine, server: Server):
    connected = engine.enter("sessions", "ada.example", PASSWORD, instance=HERE)

    assert (connected.account.id, connected.account.handle) == ("sessions:did:1", "ada.example")
    assert (connected.account.api_base, connected.account.token_expires_at) == (HERE, NOON + LIFE)
    assert str(server.heard[0].url) == f"{HERE}/session"
    assert "authorization" not in server.heard[0].headers
    assert_nothing_shown(engine, connected)
    assert PASSWORD.encode() not in (engine.store.ciphertext("sessions:did:1") or b"")


def test_an_async_host_enters_the_same_way(engine: Engine):
    connected = asyncio.run(engine.enter_async("sessions", "ada.example", PASSWORD, instance=HERE))
    assert connected.account.id == "sessions:did:1"


def test_a_wrong_password_is_told_without_it(engine: Engine):
    with pytest.raises(SignInRefused) as caught:
        engine.enter("sessions", "ada.example", "canary-wrong")
    assert caught.value.diagnosis.code == "sessions.token"
    assert "canary" not in repr(caught.value.diagnosis) + str(caught.value)
    assert not list(engine.store.accounts())


@pytest.mark.parametrize(
    ("name", "password", "instance", "error"),
    [
        ("ada", "two words", HERE, CredentialError),
        ("", PASSWORD, HERE, CredentialError),
        ("ada", PASSWORD, "pds.example.org", AppError),
        ("ada", PASSWORD, "https://user:canary@pds.example.org", AppError),
    ],
)
def test_what_cannot_be_sent_is_refused_before_anything_is(engine, server, name, password, instance, error):  # noqa: PLR0917
    with pytest.raises(error) as caught:
        engine.enter("sessions", name, password, instance=instance)
    assert server.heard == []
    assert "canary" not in str(caught.value)


def test_only_the_account_that_was_meant_may_come_in(engine: Engine):
    with pytest.raises(OtherAccount):
        engine.enter("sessions", "ada.example", PASSWORD, account_id="sessions:did:2")
    assert not list(engine.store.accounts())


def test_a_page_is_not_sent_to_where_there_is_none(engine: Engine):
    with pytest.raises(SignInError, match="--password-stdin"):
        engine.begin_connect("sessions", app=App(platform="sessions", client_id="1", redirect="https://x.example"))


def test_the_token_is_renewed_in_time_with_what_renews_it_and_both_are_replaced(engine: Engine, server: Server):
    enter(engine)
    assert engine.due_for_refresh() == ((), NOON + LIFE - timedelta(minutes=20))

    server.now = NOON + LIFE - timedelta(minutes=20)
    for number in (2, 3):
        renewal = engine.refresh_account("sessions:did:1")
        assert (renewal.result, server.made) == (Renewed.DONE, number)
        assert server.heard[-1].headers["authorization"] == f"Bearer canary-refresh-{number - 1}"
        assert_nothing_shown(engine, renewal)
        server.now += LIFE - timedelta(minutes=20)


def test_of_a_short_life_a_third_is_left_for_renewing(engine: Engine):
    account = enter(engine)
    engine.store.put_account(evolve(account, token_expires_at=NOON + timedelta(minutes=30)), None)
    assert engine.due_for_refresh() == ((), NOON + timedelta(minutes=20))


def test_a_token_that_ran_out_is_renewed_once_and_the_post_goes_out(engine: Engine, server: Server, step: Any):
    enter(engine)
    server.now += LIFE

    delivery = work(engine, server, step)

    assert isinstance(delivery.state, Published)
    assert server.made == 2
    assert len(server.posts) == 1
    assert_nothing_shown(engine)


def test_a_token_that_is_refused_right_after_it_was_renewed_is_not_renewed_for_ever(engine, server, step):
    enter(engine)
    server.now += timedelta(minutes=5)
    server.access.clear()
    server.life = timedelta(0)

    delivery = work(engine, server, step)

    assert isinstance(delivery.state, Held)
    assert len([asked for asked in server.heard if asked.url.path == "/refresh"]) == 1


def test_where_the_refresh_is_refused_the_account_has_to_be_connected_again(engine, server, step):
    enter(engine)
    server.now += LIFE
    server.refresh = "revoked"

    delivery = work(engine, server, step)

    assert name_of(delivery.state) == "held"
    assert engine.store.connection("sessions:did:1").broken.code == "sessions.token"
    assert_nothing_shown(engine)

    enter(engine)
    assert name_of(engine.store.delivery(delivery.id).state) != "held"


def test_where_the_refresh_cannot_be_had_for_now_the_post_waits(engine: Engine, server: Server, step: Any):
    enter(engine)
    server.now += LIFE
    server.down = True

    delivery = work(engine, server, step)
    assert delivery.wake_at is not None
    assert engine.store.connection("sessions:did:1").broken is None

    server.down = False
    server.now = delivery.wake_at
    while delivery.wake_at is not None:
        server.now = max(server.now, delivery.wake_at)
        delivery = step(delivery)
    assert isinstance(delivery.state, Published)


def test_another_key_seals_both(engine: Engine, server: Server):
    enter(engine)
    new = Vault(Vault.new_key())
    engine.rotate_key(new)
    server.now += LIFE
    assert engine.refresh_account("sessions:did:1").result is Renewed.DONE


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
