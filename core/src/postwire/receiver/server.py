"""An HTTP server in front of a `Receiver`: for a proxy that speaks TLS, on the same machine."""

import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

from postwire.bounded_server import BoundedServer
from postwire.receiver.receiver import LONGEST, Answer, Receiver
from postwire.serving import Serving

_IDLE = 10
"""Seconds without a byte after which a connection is let go."""


class Server(Serving):
    """Serves until it is closed. A context manager. Raises OSError where the address is taken."""

    def __init__(self, receiver: Receiver, listen: tuple[str, int], complain: Callable[[str], None]) -> None:
        """``complain`` hears in words of every call that was refused, and of whatever went wrong."""
        super().__init__(_Server(listen, receiver, complain), "postwire-receiver")


class _Server(BoundedServer):
    daemon_threads = False
    """What was begun is told and answered before the process ends."""

    def __init__(self, listen: tuple[str, int], receiver: Receiver, complain: Callable[[str], None]) -> None:
        super().__init__(listen, _Handler)
        self.receiver = receiver
        self.complain = complain
        self.one_by_one = threading.Lock()


class _Handler(BaseHTTPRequestHandler):
    server_version, sys_version, timeout = "postwire", "", _IDLE
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._write(self._answer(b""))

    def do_POST(self) -> None:
        length = self.headers.get("content-length", "")
        if not (length.isascii() and length.isdigit() and len(length) <= 12) or "transfer-encoding" in self.headers:
            self._write(Answer(HTTPStatus.LENGTH_REQUIRED, why="it does not say how long it is"))
            return
        if int(length) > LONGEST:
            self._write(Answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, why=f"it is longer than {LONGEST} bytes"))
            return
        body = self.rfile.read(int(length))
        if len(body) == int(length):
            self._write(self._answer(body))

    def _answer(self, body: bytes) -> Answer:
        server, asked = cast("_Server", self.server), urlsplit(self.path)
        query = dict(parse_qsl(asked.query, keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            with server.one_by_one:
                return server.receiver.answer(self.command, asked.path, query, headers, body)
        except Exception as error:  # noqa: BLE001 - the last door of a call: it is sent again
            return Answer(HTTPStatus.INTERNAL_SERVER_ERROR, why=f"{type(error).__name__}: {error}")

    def _write(self, answer: Answer) -> None:
        if answer.why:
            cast("_Server", self.server).complain(f"{answer.status.value} for {self.command}: {answer.why}")
        self.send_response(answer.status)
        for name, value in (
            ("content-type", answer.content_type),
            ("content-length", str(len(answer.body))),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("connection", "close"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's signature
        """An address may hold the verify token."""
