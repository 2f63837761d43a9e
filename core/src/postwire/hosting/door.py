"""The runner's own door: serves the local files of deliveries that are on their way, and nothing else.

A request names a delivery, an item and a seal that only the store's secret makes. Whether it is answered follows from
the delivery's state at that moment, so nothing has to be registered before, restored after a crash, or taken back.
"""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

from postwire.bounded_server import BoundedServer
from postwire.delivery import Delivery
from postwire.hosting.host import Lent, content_type_of, is_wanted, local_file, store_secret, suffix_of
from postwire.hosting.names import meant, named
from postwire.media import Media
from postwire.store import Store

_CHUNK = 256 * 1024
_IDLE = 30
"""Seconds without a byte after which a connection is let go."""
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class Door:
    """A read-only web server behind a public address."""

    def __init__(self, store: Store, public: str, listen: tuple[str, int]) -> None:
        """``public`` is what the platform sees; ``listen`` is where its requests arrive on this machine."""
        self.public = public.rstrip("/")
        self._store = store
        self._listen = listen
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    def lend(self, delivery: Delivery, item: int, path: Path, life: timedelta) -> Lent:  # noqa: ARG002 - a host's signature
        """The address of a file: it is open as long as the delivery is on its way, whatever ``life`` is."""
        suffix = suffix_of(delivery.post.media[item].facts, path)
        name = named(store_secret(self._store), delivery.id, item, suffix)
        return Lent(f"{self.public}/{name}", name)

    def take_back(self, delivery: Delivery) -> None:
        """Nothing to do: the delivery's state closed it."""

    def sweep(self) -> int:
        """Nothing is kept."""
        return 0

    def open(self) -> None:
        """Begin to serve. Raises OSError where the address is taken."""
        if self._server is None:
            self._server = _Server(self._listen, self._file)
            self._thread = threading.Thread(
                target=self._server.serve_forever, args=(0.05,), name="postwire-media", daemon=True
            )
            self._thread.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1]) if self._server else self._listen[1]

    def close(self) -> None:
        """Serve no longer."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
            self._server = None

    def _file(self, name: str) -> tuple[Media, Path] | None:
        """The file that a name opens right now."""
        found = meant(store_secret(self._store), name)
        delivery = self._store.delivery(found[0]) if found else None
        if found is None or delivery is None or not is_wanted(delivery.state) or found[1] >= len(delivery.post.media):
            return None
        media = delivery.post.media[found[1]]
        path = local_file(media)
        return None if path is None else (media, path)


class _Server(BoundedServer):
    daemon_threads = True

    def __init__(self, listen: tuple[str, int], find: Callable[[str], tuple[Media, Path] | None]) -> None:
        super().__init__(listen, _Handler)
        self.find = find


class _Handler(BaseHTTPRequestHandler):
    server_version, sys_version, timeout = "postwire", "", _IDLE
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def _answer(self, *, with_body: bool) -> None:
        found = cast("_Server", self.server).find(urlsplit(self.path).path.rpartition("/")[2])
        if found is None:
            self._head(HTTPStatus.NOT_FOUND, 0)
            return
        media, path = found
        try:
            with path.open("rb") as file:
                size = file.seek(0, 2)
                if media.facts is not None and media.facts.bytes not in {None, size}:
                    self._head(HTTPStatus.NOT_FOUND, 0)  # it is not the file that was accepted
                    return
                self._send(file, size, media, with_body=with_body)
        except OSError:
            self.close_connection = True

    def _send(self, file: BinaryIO, size: int, media: Media, *, with_body: bool) -> None:
        kind = {"Content-Type": content_type_of(media.facts), "Accept-Ranges": "bytes"}
        if media.facts is not None and media.facts.sha256:
            kind["ETag"] = f'"{media.facts.sha256}"'
        span = self._span(size, kind.get("ETag"))
        if span is None:
            self._head(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, 0, {"Content-Range": f"bytes */{size}"})
            return
        start, end = span
        if (start, end) != (0, size):
            kind["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        self._head(HTTPStatus.PARTIAL_CONTENT if "Content-Range" in kind else HTTPStatus.OK, end - start, kind)
        file.seek(start)
        while with_body and start < end and (chunk := file.read(min(_CHUNK, end - start))):
            self.wfile.write(chunk)
            start += len(chunk)
        if with_body and start < end:  # it was cut off meanwhile
            self.close_connection = True

    def _span(self, size: int, etag: str | None) -> tuple[int, int] | None:
        """First byte and the one behind the last; None: there is no such part."""
        wanted = _RANGE.fullmatch(self.headers.get("Range", ""))
        if wanted is None or wanted[0] == "bytes=-" or self.headers.get("If-Range", etag) != etag:
            return 0, size
        first, last = wanted.groups()
        if not first:
            return (max(size - int(last), 0), size) if int(last) and size else None
        start, end = int(first), min(int(last) + 1 if last else size, size)
        return (start, end) if start < end else None

    def _head(self, status: HTTPStatus, length: int, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's signature
        """The address is a secret."""
