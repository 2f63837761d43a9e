"""A Threads-shaped answering machine for the benchmark: raw asyncio, so that the server is never the limit.

``python bench/server.py [DELAY_SECONDS]`` prints its port and answers every request after the delay. It parses no
more of HTTP than it must, remembers nothing, and is no sandbox: `postwire sandbox threads` is.
"""

import asyncio
import itertools
import sys

_ids = itertools.count(17_900_000_000_000_000)


class _Answering(asyncio.Protocol):
    delay = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._buffer = b""

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end].lower()
            at = head.find(b"content-length:")
            length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self._buffer) < end + 4 + length:
                return
            line = self._buffer[: self._buffer.find(b"\r\n")]
            self._buffer = self._buffer[end + 4 + length :]
            answer = _answer(line)
            if self.delay:
                asyncio.get_running_loop().call_later(self.delay, self._write, answer)
            else:
                self._write(answer)

    def _write(self, answer: bytes) -> None:
        self._transport.write(answer)  # type: ignore[attr-defined]  # a stream's transport writes


def _answer(line: bytes) -> bytes:
    if line.startswith(b"GET") and b"permalink" in line:
        body = b'{"id":"1","permalink":"https://www.threads.net/@a/post/B","timestamp":"2026-11-21T09:00:00+0000"}'
    elif line.startswith(b"GET"):
        body = b'{"id":"1","status":"FINISHED"}'
    else:
        body = b'{"id":"%d"}' % next(_ids)
    return b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Answering, "127.0.0.1", 0, backlog=4096)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    _Answering.delay = float(sys.argv[1]) if len(sys.argv) > 1 else 0.0
    asyncio.run(_serve())
