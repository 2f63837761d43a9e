"""Waits at the address on this machine that a person is sent back to."""

import html
import queue
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import SplitResult, urlsplit

from attrs import define, field

from postwire.bounded_server import BoundedServer
from postwire.serving import Serving

LOCAL = {"localhost", "127.0.0.1", "::1"}
_PATIENCE = 120.0
"""Seconds that a browser waits to be told what became of it."""
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>postwire</title></head>
<body style="font: 1.2rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 4rem auto; padding: 0 1rem">
<h1>{title}</h1><p>{words}</p></body></html>
"""


@define(eq=False)
class Visitor:
    """Somebody who came back, and whose browser waits to be told what became of it."""

    address: str = field(repr=False)
    """The whole address; it holds the code."""
    _told: threading.Event = field(factory=threading.Event, init=False)
    _answer: tuple[HTTPStatus, str, str] = field(default=(HTTPStatus.ACCEPTED, "Still at work", ""), init=False)

    def tell(self, title: str, words: str, *, good: bool) -> None:
        """Say it."""
        self._answer = (HTTPStatus.OK if good else HTTPStatus.BAD_REQUEST, title, words)
        self._told.set()

    def answer(self) -> tuple[HTTPStatus, str, str]:
        """Wait for it."""
        self._told.wait(_PATIENCE)
        return self._answer


class Doorman(Serving):
    """A server on this machine for one path. A context manager; nothing of what comes is logged."""

    def __init__(self, redirect: str, listen: tuple[str, int]) -> None:
        """``redirect`` is where people are sent back to; ``listen`` is where that arrives. Raises OSError."""
        self._redirect = urlsplit(redirect)
        self._visitors: queue.SimpleQueue[Visitor] = queue.SimpleQueue()
        super().__init__(_Server(listen, self._handler()), "postwire-doorman")

    def next(self, seconds: float) -> Visitor | None:
        """The next one who comes back; None: nobody came in time."""
        try:
            return self._visitors.get(timeout=max(seconds, 0.001))
        except queue.Empty:
            return None

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        redirect, visitors = self._redirect, self._visitors

        class Handler(BaseHTTPRequestHandler):
            server_version, sys_version, timeout = "postwire", "", 10

            def do_GET(self) -> None:
                asked = urlsplit(self.path)
                if (asked.path or "/") != (redirect.path or "/") or not asked.query:
                    self._write(HTTPStatus.NOT_FOUND, "Nothing here", "This is where a sign-in comes back to.")
                    return
                visitor = Visitor(_address(redirect, asked.query))
                visitors.put(visitor)
                self._write(*visitor.answer())

            def _write(self, status: HTTPStatus, title: str, words: str) -> None:
                body = _PAGE.format(title=html.escape(title), words=html.escape(words)).encode()
                self.send_response(status)
                self.send_header("content-type", "text/html; charset=utf-8")
                self.send_header("content-length", str(len(body)))
                self.send_header("cache-control", "no-store")
                self.send_header("referrer-policy", "no-referrer")
                self.send_header("connection", "close")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's signature
                """The address holds a code."""

        return Handler


class _Server(BoundedServer):
    # threads are waited for at the end: the browser is told before the command ends
    daemon_threads = False


def _address(redirect: SplitResult, query: str) -> str:
    return redirect._replace(query=query, fragment="").geturl()
