"""A proxy on loopback, between a process under test and the sandbox, which does what a script says."""

import asyncio
import contextlib
import socket
import struct
from collections import Counter
from collections.abc import Callable
from types import TracebackType
from typing import Self, cast

from tests.crash.faults import Asked, Fault, Script, quiet
from tests.crash.mortal import READ_TIMEOUT

LATE = 0.3
"""Seconds after which a late request is carried out."""
SLOW = 0.2
_KILLS = {Fault.KILLED, Fault.KILLED_AFTER}
_DELAYED = {Fault.LATE, Fault.KILLED}
_UNDONE = {Fault.DROPPED, Fault.RESET}
_RESETS = {Fault.RESET, Fault.RESET_AFTER}


class Proxy:
    """Passes requests on, one by one, to a port. ``kill`` kills the process whose requests pass here.

    ``operation`` says what a request asks for; else they are a sandbox's.
    """

    def __init__(
        self,
        port: int,
        script: Script = quiet,
        kill: Callable[[], None] | None = None,
        operation: Callable[[bytes], str] | None = None,
    ) -> None:
        self._port = port
        self._operation = operation or operation_of
        self.script = script
        self.kill = kill
        self.seen: Counter[str] = Counter()
        self._under_way: set[asyncio.Task[None]] = set()
        self._serving: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self.url = ""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        await self.settled()
        for writer in self._serving.values():
            writer.close()
        if self._serving:
            await asyncio.wait(list(self._serving))

    async def settled(self) -> None:
        """Wait until every request that arrived has been carried out or dropped, the late ones too."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served = cast("asyncio.Task[None]", asyncio.current_task())
        self._serving[served] = writer
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                while True:
                    request = await _message(reader)
                    # whatever becomes of the sender, a request that has arrived runs its course
                    task = asyncio.create_task(self._pass(request, writer))
                    self._under_way.add(task)
                    task.add_done_callback(self._under_way.discard)
                    await asyncio.shield(task)
        finally:
            del self._serving[served]
            writer.close()

    async def _pass(self, request: bytes, writer: asyncio.StreamWriter) -> None:
        fault = self.script(self._asked(request))
        if fault is Fault.KILLED and self.kill is not None:
            self.kill()
        if fault is Fault.LATE:
            _cut(writer, reset=False)
        if fault in _DELAYED:
            await asyncio.sleep(LATE)
        answer = b"" if fault in _UNDONE else await self._forward(request)
        match fault:
            case Fault.NONE:
                writer.write(answer)
            case Fault.SLOW | Fault.TOO_SLOW:
                await asyncio.sleep(SLOW if fault is Fault.SLOW else READ_TIMEOUT + SLOW)
                writer.write(answer)
            case Fault.TORN:
                writer.write(answer[: len(answer) // 2])
                with contextlib.suppress(ConnectionError):
                    await writer.drain()
                writer.close()
            case Fault.KILLED_AFTER if self.kill is not None:
                self.kill()
            case _:
                _cut(writer, reset=fault in _RESETS)

    def _asked(self, request: bytes) -> Asked:
        operation = self._operation(request)
        self.seen[operation] += 1
        return Asked(operation, self.seen[operation], self.seen.total())

    async def _forward(self, request: bytes) -> bytes:
        head, _, body = request.partition(b"\r\n")
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(head + b"\r\nConnection: close\r\n" + body)
        answer = await reader.read()
        writer.close()
        return answer.replace(b"connection: close\r\n", b"", 1)


def operation_of(request: bytes) -> str:
    """What a request asks for, by its first line."""
    method, target, _ = request.split(b"\r\n", 1)[0].split(b" ")
    path, _, query = target.partition(b"?")
    if method == b"POST":
        return "publish" if path.endswith(b"/threads_publish") else "create"
    if path.endswith(b"/threads"):
        return "list"
    return "status" if b"status" in query else "read"


async def _message(reader: asyncio.StreamReader) -> bytes:
    """One request, as it came but for its connection header."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    length = next((int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")), 0)
    kept = [line for line in lines if not line.lower().startswith(b"connection:")]
    return b"\r\n".join(kept) + await reader.readexactly(length)


def _cut(writer: asyncio.StreamWriter, *, reset: bool) -> None:
    """End a connection, politely or with a reset."""
    if reset:
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
    writer.close()
