"""Serving a sandbox: in a thread for tests and demos, in the foreground for a person."""

import socket
import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette

from postwire_threads.sandbox.app import build_app
from postwire_threads.sandbox.connection import CuttableConnection
from postwire_threads.sandbox.endpoint import Endpoint
from postwire_threads.sandbox.fetcher import Probe
from postwire_threads.sandbox.platform import Platform
from postwire_threads.sandbox.settings import DEFAULT_TOKEN, Settings

_STOP_WITHIN = 10.0
_KEEP_ALIVE = 75
"""Seconds that an idle connection stays open: long enough for a client's pool."""


class SandboxServer:
    """A sandbox on a loopback socket, in a thread of its own. A context manager; `url` is its real address."""

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        now: Callable[[], float] = time.time,
        probe: Probe | None = None,
    ) -> None:
        self.app = build_app(settings, now=now, probe=probe)
        self._address = (host, port)
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self.url = ""
        """``http://127.0.0.1:PORT`` once started."""

    @property
    def platform(self) -> Platform:
        """The world behind it. Touch it only while no request is under way."""
        platform: Platform = self.app.state.platform
        return platform

    def start(self) -> Self:
        """Listen and answer. Raises OSError if the address cannot be had."""
        listener = _listen(*self._address)
        self.url = _url(listener)
        self._server = _Server(self.app)
        self._thread = threading.Thread(
            target=self._server.run, args=([listener],), name="threads-sandbox", daemon=True
        )
        self._thread.start()
        self._server.listening.wait(_STOP_WITHIN)
        return self

    def stop(self) -> None:
        """Stop listening, drop what is paused, and wait for the thread."""
        if self._server is None or self._thread is None:
            return
        self._server.should_exit = True
        self._thread.join(_STOP_WITHIN)
        self._server = self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def serve(
    settings: Settings | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    now: Callable[[], float] = time.time,
    probe: Probe | None = None,
) -> SandboxServer:
    """Start a `SandboxServer`; as a context manager it stops in the end."""
    return SandboxServer(settings, host=host, port=port, now=now, probe=probe).start()


def run(
    host: str = "127.0.0.1",
    port: int = 0,
    settings: Settings | None = None,
    announce: Callable[[str], object] = lambda line: sys.stdout.write(f"{line}\n"),
) -> None:
    """Serve in the foreground until interrupted. Raises OSError if the address cannot be had."""
    settings = settings or Settings()
    listener = _listen(host, port)
    announce(f"Threads sandbox (a local stand-in, not Meta) on {_url(listener)}")
    token = f"token {DEFAULT_TOKEN}" if settings.token == DEFAULT_TOKEN else "the token that it was given"
    announce(f"account @{settings.username} ({settings.user_id}), {token}; control surface under /_sandbox/")
    sys.stdout.flush()
    try:
        _Server(build_app(settings)).run([listener])
    except KeyboardInterrupt:
        announce("stopped")


class _Server(uvicorn.Server):
    def __init__(self, app: Starlette) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                loop="asyncio",
                http=CuttableConnection,
                ws="none",
                log_config=None,
                log_level="warning",
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_keep_alive=_KEEP_ALIVE,
            )
        )
        self.listening = threading.Event()
        self._endpoint: Endpoint = app.state.endpoint

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._endpoint.close()
        await super().shutdown(sockets)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=2048)


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
