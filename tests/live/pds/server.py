"""A running server: accounts on it, what it holds, and what its tokens look like."""

import base64
import contextlib
import hmac
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
from attrs import define, field, frozen
from tests.live.pds.install import HERE, Installed, installed

PATIENCE = 240.0
"""Seconds that a server may take to start."""
_SECRET = "live-jwt"


@frozen
class Member:
    """One account of the server."""

    did: str
    handle: str
    password: str = field(repr=False)
    access: str = field(repr=False)
    refresh: str = field(repr=False)


@define
class Server:
    """A personal data server, with limits on rates only where it was told so."""

    url: str
    version: str

    def member(self, name: str) -> Member:
        """A new account, ``NAME.test``."""
        told = self.ask(
            "com.atproto.server.createAccount",
            {"handle": f"{name}.test", "email": f"{name}@example.com", "password": f"password-of-{name}"},
        )
        return Member(told["did"], told["handle"], f"password-of-{name}", told["accessJwt"], told["refreshJwt"])

    def app_password(self, member: Member) -> str:
        """A password that is made for an app."""
        told = self.ask("com.atproto.server.createAppPassword", {"name": "postwire"}, token=member.access)
        return str(told["password"])

    def posts(self, member: Member) -> list[dict[str, Any]]:
        """Every post of an account, newest first, as ``uri``, ``cid`` and ``value``."""
        found: list[dict[str, Any]] = []
        query = {"repo": member.did, "collection": "app.bsky.feed.post", "limit": "100"}
        while True:
            page = self.ask("com.atproto.repo.listRecords", query=query)
            found += page["records"]
            if "cursor" not in page:
                return found
            query["cursor"] = page["cursor"]

    def delete(self, member: Member, post_id: str) -> None:
        """Take a post away as its author would by other means."""
        self.ask("com.atproto.repo.deleteRecord", _place(post_id), token=member.access)

    def edit(self, member: Member, post_id: str, **changes: Any) -> None:
        """Change a post as its author would by other means."""
        (value,) = (post["value"] for post in self.posts(member) if post["uri"] == post_id)
        body = {**_place(post_id), "record": {**value, **changes}}
        self.ask("com.atproto.repo.putRecord", body, token=member.access)

    def ask(
        self,
        method: str,
        body: Mapping[str, Any] | None = None,
        *,
        query: Mapping[str, str] | None = None,
        token: str = "",
    ) -> Any:
        """One call that has to succeed. With a body it is a procedure, else a query."""
        answer = httpx.request(
            "GET" if body is None else "POST",
            f"{self.url}/xrpc/{method}",
            params=query,
            json=body,
            headers={"authorization": f"Bearer {token}"} if token else {},
            timeout=60,
        )
        if answer.is_error:
            raise AssertionError(f"{method}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None

    def expired(self, member: Member) -> str:
        """An access token that was good until a minute ago, signed by the server itself."""
        now = int(time.time())
        claims = {
            "scope": "com.atproto.access",
            "aud": "did:web:localhost",
            "sub": member.did,
            "iat": now - 7260,
            "exp": now - 60,
        }
        told = f"{_part({'typ': 'at+jwt', 'alg': 'HS256'})}.{_part(claims)}"
        signature = hmac.digest(_SECRET.encode(), told.encode(), "sha256")
        return f"{told}.{_plain(signature)}"


@contextlib.contextmanager
def running(folder: Path, **settings: str) -> Iterator[Server]:
    """Start a directory and a server on loopback, with an empty ``folder`` for their data; both end with the block.

    ``settings`` are environment variables of the server: ``PDS_RATE_LIMITS_ENABLED="true"``. Raises `NotInstallable`.
    """
    tools = installed()
    plc, pds = _free_ports(2)
    (folder / "blobs").mkdir(parents=True)
    environment = {
        "PDS_PORT": str(pds),
        "PDS_HOSTNAME": "localhost",
        "PDS_DEV_MODE": "true",
        "PDS_DATA_DIRECTORY": str(folder),
        "PDS_BLOBSTORE_DISK_LOCATION": str(folder / "blobs"),
        "PDS_BLOBSTORE_DISK_TMP_LOCATION": str(folder / "unfinished"),
        "PDS_REPO_SIGNING_KEY_K256_PRIVATE_KEY_HEX": f"{12345:064x}",
        "PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX": f"{67890:064x}",
        "PDS_DPOP_SECRET": f"{5:064x}",
        "PDS_JWT_SECRET": _SECRET,
        "PDS_ADMIN_PASSWORD": "live-admin",
        "PDS_DID_PLC_URL": f"http://127.0.0.1:{plc}",
        "PDS_INVITE_REQUIRED": "false",
        "LOG_ENABLED": "0",
        **settings,
    }
    with (
        _process(tools, folder / "plc.log", "node_modules/@did-plc/server/dist/bin.js", {"PORT": str(plc)}),
        _process(tools, folder / "pds.log", str(HERE / "pds.mjs"), environment) as process,
    ):
        yield Server(f"http://127.0.0.1:{pds}", _version(f"http://127.0.0.1:{pds}", process, folder))


@contextlib.contextmanager
def _process(
    tools: Installed, log: Path, script: str, environment: Mapping[str, str]
) -> Iterator["subprocess.Popen[bytes]"]:
    with log.open("wb") as said:
        process = subprocess.Popen(
            [tools.node, "--require", HERE / "loopback.cjs", script],
            cwd=tools.folder,
            env={**os.environ, **environment},
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _version(url: str, process: "subprocess.Popen[bytes]", folder: Path) -> str:
    """What the server says once it is there."""
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(httpx.TransportError):
            return f"@atproto/pds {httpx.get(f'{url}/xrpc/_health').raise_for_status().json()['version']}"
        time.sleep(0.1)
    said = (folder / "pds.log").read_text(errors="replace")
    ended = process.poll()
    end_of_it = f"within {PATIENCE:g} seconds" if ended is None else f"but ended with {ended}"
    raise AssertionError(f"the server did not start {end_of_it}: {said[-2000:]}")


def _place(post_id: str) -> dict[str, str]:
    return dict(zip(("repo", "collection", "rkey"), post_id.removeprefix("at://").split("/"), strict=True))


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        taken = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in taken]


def _part(told: Mapping[str, Any]) -> str:
    return _plain(json.dumps(told).encode())


def _plain(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
