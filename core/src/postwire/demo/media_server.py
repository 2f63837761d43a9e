"""Serves a folder on loopback, as a public media host would."""

import functools
import http.server
import sys
from pathlib import Path
from typing import Any

from postwire.serving import Serving


class _Quiet(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # without it every answer on a kept connection waits 40 ms for an acknowledgement
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the base class gives it
        """Say nothing."""


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader that hung up on a kept connection is nobody's trouble; anything else is told as ever."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class MediaServer(Serving):
    """A read-only web server for one folder, in a thread of its own. A context manager."""

    def __init__(self, folder: Path) -> None:
        handler = functools.partial(_Quiet, directory=str(folder))
        super().__init__(_Server(("127.0.0.1", 0), handler), "demo-media")
        self.host = f"127.0.0.1:{self.port}"
        """``127.0.0.1:PORT``."""

    def url(self, name: str) -> str:
        """Where a file of the folder is served."""
        return f"http://{self.host}/{name}"
