"""A small HTTP server for strangers' calls: it has so many places, and a caller that goes away is nobody's trouble."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

AT_ONCE = 32
"""Connections; further ones are closed, and come again."""


class BoundedServer(ThreadingHTTPServer):
    """Each call in a thread of its own; as many as there are places."""

    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, listen: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(listen, handler)
        self._places = threading.Semaphore(AT_ONCE)

    def process_request(self, request: Any, client_address: Any) -> None:
        """In a thread, if there is a place."""
        if not self._places.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Give the place back in the end."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever went away comes again, or does not."""
