"""Serves a folder on loopback, as a public media host would."""

import functools
import http.server
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self


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


class MediaServer:
    """A read-only web server for one folder, in a thread of its own. A context manager."""

    def __init__(self, folder: Path) -> None:
        handler = functools.partial(_Quiet, directory=str(folder))
        self._server = _Server(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, name="demo-media", daemon=True)
        self.host = f"127.0.0.1:{self._server.server_address[1]}"
        """``127.0.0.1:PORT``."""

    def url(self, name: str) -> str:
        """Where a file of the folder is served."""
        return f"http://{self.host}/{name}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
