"""`accounts connect` where people sign in with a password, and where every instance registers an app."""

import json
import threading
import types
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from attrs import evolve

from postwire.cli.exit import Exit
from postwire.container import Container
from postwire.exchange import Place, Request
from postwire.grant import AppGrant, Grant
from postwire.hookspecs import hookimpl
from postwire.manifest import Ability, Api, Manifest, SignIn, Support
from postwire.receipt import Receipt
from postwire.registry import Registry

PASSWORD = "canary-password"
MANIFEST = Manifest(
    platform="sessions",
    title="Sessions",
    api=Api(base_url="https://sessions.example", version="1", documentation="https://sessions.example"),
    sign_in=SignIn(kind="password", base_url="https://sessions.example"),
    abilities={Ability.TEXT: Support.YES},
)
PAGE = SignIn(
    page="https://sessions.example/ask", base_url="https://sessions.example", https_only=False, registers=True
)


def connector(manifest: Manifest) -> types.ModuleType:
    def connect(client_id: str) -> Any:
        who = {"identifier": Place.IDENTIFIER, "password": Place.PASSWORD}
        what = {"client_id": client_id, "secret": Place.CLIENT_SECRET, "code": Place.CODE} if client_id else who
        reply = yield Request("POST", "/session", json=what, keeps="access", keeps_refresh="refresh")
        return Grant(user_id=reply.string("did"), handle="ada.example")

    def register_app() -> Any:
        reply = yield Request("POST", "/apps", keeps_client_secret="client_secret")
        return AppGrant(reply.string("client_id"))

    hooks: dict[str, Any] = {
        "manifest": lambda: manifest,
        "required_scopes": lambda operation: frozenset({f"do:{operation}"}),
        "validate_media": lambda: (),
        "classify_error": lambda: None,
        "create": lambda: (yield Container()),
        "publish": lambda: (yield Receipt("1")),
        "authorize": lambda client_id, state: f"https://sessions.example/ask?client_id={client_id}&state={state}",
        "connect": connect,
        "register_app": register_app,
    }
    module = types.ModuleType("postwire_sessions")
    for name, hook in hooks.items():
        setattr(module, name, hookimpl(hook))
    return module


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        self.server.heard.append((self.path, json.loads(body or "null")))
        wrong = (self.server.heard[-1][1] or {}).get("password") not in {None, PASSWORD}
        answer = {"did": "did:1", "access": "canary-token", "refresh": "canary-refresh", "client_id": "app-1"}
        told = json.dumps({"error": "wrong"} if wrong else {**answer, "client_secret": "canary-secret"}).encode()
        self.send_response(401 if wrong else 200)
        self.send_header("content-length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.heard = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def url(server):
    return f"http://127.0.0.1:{server.server_port}"


@pytest.fixture
def installed(monkeypatch):
    def install(manifest: Manifest = MANIFEST) -> None:
        monkeypatch.setattr(Registry, "installed", classmethod(lambda _: Registry.of(connector(manifest))))

    install()
    return install


def enter(cli, *more: str, password: str = PASSWORD):
    return cli("accounts", "connect", *more, "--password-stdin", given=f"{password}\n")


@pytest.mark.usefixtures("installed")
def test_an_operator_connects_with_a_password_and_connects_again_without_saying_who(cli, server, url):
    ran = enter(cli, "sessions", "--instance", url, "--identifier", "ada.example")
    assert ran.code is Exit.DONE, ran.err
    assert "@ada.example (sessions:did:1) is connected" in ran.out
    assert server.heard == [("/session", {"identifier": "ada.example", "password": PASSWORD})]

    again = enter(cli, "sessions:did:1")
    assert again.code is Exit.DONE, again.err
    assert server.heard[1] == server.heard[0]
    assert "canary" not in ran.out + ran.err + again.out + again.err
    (account,) = json.loads(cli("accounts", "list", "--json").out)["accounts"]
    assert account["api_base"] == url


@pytest.mark.usefixtures("installed")
def test_a_wrong_password_is_told_and_keeps_nothing(cli, url):
    ran = enter(cli, "sessions", "--instance", url, "--identifier", "ada", password="canary-wrong")
    assert ran.code is not Exit.DONE
    assert "canary" not in ran.out + ran.err
    assert json.loads(cli("accounts", "list", "--json").out)["accounts"] == []


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("said", "field"),
    [
        (("--password-stdin",), "--identifier"),
        (("--identifier", "ada"), "--password-stdin"),
        (("--identifier", "ada", "--password-stdin", "--instance", "pds"), "--api-base"),
    ],
)
def test_what_is_missing_is_named(cli, server, said, field):
    ran = cli("accounts", "connect", "sessions", *said, given="one")
    assert ran.code is Exit.USAGE
    assert field in ran.err
    assert server.heard == []


def test_a_password_is_not_taken_where_nobody_needs_one(cli, installed, server, url):
    installed(evolve(MANIFEST, sign_in=PAGE))
    ran = enter(cli, "sessions", "--instance", url)
    assert ran.code is Exit.USAGE
    assert "--password-stdin" in ran.err
    assert server.heard == []


def test_an_instance_without_an_app_of_ours_registers_one(cli, installed, server, url, monkeypatch):
    installed(evolve(MANIFEST, sign_in=PAGE))

    def browse(page: str) -> bool:
        asked = dict(parse_qsl(urlsplit(page).query))
        assert page.startswith(f"{url}/ask?client_id=app-1&")
        back = f"http://127.0.0.1:8912/connected?code=canary-code&state={asked['state']}"
        monkeypatch.setattr("sys.stdin", types.SimpleNamespace(isatty=lambda: False, read=lambda _: back))
        return True

    monkeypatch.setattr("postwire.cli.connect.note", lambda words, **_: "/ask?" in words and browse(words.split()[-1]))
    ran = cli("accounts", "connect", "sessions", "--instance", url, "--no-browser")

    assert ran.code is Exit.DONE, ran.err
    assert [path for path, _ in server.heard] == ["/apps", "/session"]
    assert server.heard[1][1] == {"client_id": "app-1", "secret": "canary-secret", "code": "canary-code"}
    assert "canary" not in ran.out + ran.err
