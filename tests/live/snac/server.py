"""A running snac: its accounts, how one of them signs in, and what it shows."""

import contextlib
import json
import re
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from attrs import define, field, frozen
from tests.live.snac.install import installed

PATIENCE = 30.0
"""Seconds that it may take to start, or to stop."""
BACK = "http://127.0.0.1:1/back"
"""Where people are sent back to; nothing listens there, the address is what counts."""
SCOPES = "read:accounts read:statuses write:media write:statuses"


@frozen
class Member:
    """One account, signed in."""

    user_id: str
    username: str
    app: dict[str, str] = field(repr=False)
    """What the sign-in was registered with: its ``client_id`` and ``client_secret``."""
    password: str = field(repr=False)
    token: str = field(repr=False)
    handle: str
    """With the server, as everybody else knows it."""


@define
class Snac:
    """A server on loopback. It answers nobody who calls it by another name than `host`."""

    program: Path
    data: Path
    port: int
    host: str
    version: str = ""

    @property
    def url(self) -> str:
        """Where it really listens."""
        return f"http://127.0.0.1:{self.port}"

    def member(self, name: str) -> Member:
        """A new account, signed in with an app of its own."""
        told = subprocess.run(
            (str(self.program), "adduser", str(self.data), name), capture_output=True, text=True, check=True
        )
        password = re.search(r"password is (\S+)", told.stdout)
        assert password is not None, told.stdout
        app, token = self._signed_in(name, password[1])
        whose = self.ask("GET", "/api/v1/accounts/verify_credentials", token=token).json()
        return Member(whose["id"], name, app, password[1], token, f"{name}@{self.host}")

    def revoke(self, member: Member) -> None:
        """End an account's token."""
        self.ask("POST", "/oauth/revoke", form={**member.app, "token": member.token})

    def post(self, member: Member, text: str) -> str:
        """Have an account say something; the id of its post."""
        told: str = self.ask("POST", "/api/v1/statuses", form={"status": text}, token=member.token).json()["id"]
        return told

    def _signed_in(self, name: str, password: str) -> tuple[dict[str, str], str]:
        """An app and a token, by the whole way of OAuth: an app, the page, its form, the code."""
        told = self.ask(
            "POST", "/api/v1/apps", form={"client_name": "postwire", "redirect_uris": BACK, "scopes": SCOPES}
        ).json()
        app = {key: told[key] for key in ("client_id", "client_secret")}
        came_back = self.allowed(self.authorize(app["client_id"], "any"), name, password)
        form = {
            **app,
            "grant_type": "authorization_code",
            "code": parse_qs(urlsplit(came_back).query)["code"][0],
            "redirect_uri": BACK,
            "scope": SCOPES,
        }
        return app, self.ask("POST", "/oauth/token", form=form).json()["access_token"]

    def authorize(self, client_id: str, state: str) -> str:
        """The address of the page that asks a person."""
        query = httpx.QueryParams(
            client_id=client_id, redirect_uri=BACK, response_type="code", scope=SCOPES, state=state
        )
        return f"http://{self.host}/oauth/authorize?{query}"

    def allowed(self, page: str, name: str, password: str) -> str:
        """Fill in the page's form, as a person does; the address that the browser is sent back to."""
        parts = urlsplit(page)
        shown = self.ask("GET", f"{parts.path}?{parts.query}").text
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', shown))
        answer = self.ask("POST", "/oauth/x-snac-login", form={**hidden, "login": name, "passwd": password})
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def statuses(self, member: Member) -> list[dict[str, Any]]:
        """What readers see of an account, newest first."""
        listed: list[dict[str, Any]] = self.ask(
            "GET", f"/api/v1/accounts/{member.user_id}/statuses", token=member.token
        ).json()
        return listed

    def ask(
        self, method: str, path: str, *, form: dict[str, str] | None = None, token: str | None = None
    ) -> httpx.Response:
        """One request, on a connection of its own: it closes each after its answer."""
        headers = {"host": self.host, "connection": "close"}
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        answer = httpx.request(method, f"{self.url}{path}", data=form, headers=headers, timeout=PATIENCE)
        assert answer.status_code < 400, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer


@contextlib.contextmanager
def running(folder: Path, port: int | None = None, host: str | None = None) -> Iterator[Snac]:
    """Start one in a folder that does not exist yet, and stop it. ``host``: what callers take it for, a proxy's."""
    program, port = installed(), port or free_port()
    server = Snac(program, folder, port, host or f"localhost:{port}")
    answers = f"127.0.0.1\n{port}\n{server.host}\n\n\n"
    subprocess.run((str(program), "init", str(folder)), input=answers, capture_output=True, text=True, check=True)
    settings = folder / "server.json"
    settings.write_text(json.dumps(json.loads(settings.read_text()) | {"protocol": "http"}))
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen((str(program), "httpd", str(folder)), stdout=log, stderr=log)
        try:
            server.version = _started(server, process)
            yield server
        finally:
            process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE)
            process.kill()
            process.wait()


def _started(server: Snac, process: subprocess.Popen[bytes]) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            return server.ask("GET", "/api/v1/instance").headers["x-creator"]
        time.sleep(0.05)
    raise RuntimeError(f"snac did not start: {(server.data / 'log.txt').read_text()[-600:]}")


def free_port() -> int:
    """A port on loopback that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def name() -> str:
    """A name that no account has."""
    return f"u{secrets.token_hex(6)}"
