"""An HTTP/1.1 connection that answers without delay, and that an application may cut."""

import asyncio
import socket
import struct
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

CUT = "postwire_threads.cut"
"""The ASGI extension's name. ``scope["extensions"][CUT](reset)`` ends the connection at once, without an answer."""

_NO_LINGER = struct.pack("ii", 1, 0)


class CuttableConnection(H11Protocol):
    """uvicorn's own HTTP/1.1 connection, which tells the application how to cut it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as the parent does
        """Put the extension into the scope of every request of this connection."""
        super().connection_made(transport)
        application: Any = self.app
        connected: socket.socket = transport.get_extra_info("socket")
        # asyncio leaves Nagle's algorithm on for sockets that were made without naming the protocol TCP, and head and
        # body go out in two writes: every answer would wait 40 ms for the client's delayed acknowledgement.
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def cut(reset: bool) -> None:  # noqa: FBT001  # an ASGI extension is called by position
            if reset:
                connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
            transport.abort()

        async def with_extension(scope: Any, receive: Any, send: Any) -> None:
            scope.setdefault("extensions", {})[CUT] = cut
            await application(scope, receive, send)

        self.app = with_extension
