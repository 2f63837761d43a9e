"""The HTTP skin: reads a request, grants the wishes of its conversation, writes the answer."""

import asyncio
import json
from typing import Any

from anyio import to_thread
from starlette.types import Receive, Scope, Send

from postwire_threads.sandbox.call import Answer, Await, Call, Ending, Look, LookLater, Pause, Sight, Wish
from postwire_threads.sandbox.connection import CUT
from postwire_threads.sandbox.fault import Cut
from postwire_threads.sandbox.fetcher import Fetcher
from postwire_threads.sandbox.graph import Graph
from postwire_threads.sandbox.intake import read_call
from postwire_threads.sandbox.refusal import GraphRefusal

_PATIENCE = 2.0
"""Seconds that an answer waits for a look in the background whose processing time is over."""


class Closing(Exception):
    """The server stops while a call is paused."""


class Endpoint:
    """An ASGI application for every path of the Graph API."""

    def __init__(self, graph: Graph, fetcher: Fetcher) -> None:
        self.graph = graph
        self._fetcher = fetcher
        self._looks: dict[str, asyncio.Task[None]] = {}
        self._closing = asyncio.Event()

    def close(self) -> None:
        """End every pause; the calls in them are dropped without an answer."""
        self._closing.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            call = await read_call(scope, receive)
        except GraphRefusal as refusal:
            await _write(self.graph.refuse(refusal), scope, receive, send)
            return
        try:
            answer = await self._converse(call)
        except Closing:
            answer = Answer(ending=Ending.CLOSED)
        await _write(answer, scope, receive, send)

    async def _converse(self, call: Call) -> Answer:
        conversation = self.graph.converse(call)
        try:
            wish = next(conversation)
            while True:
                wish = conversation.send(await self._grant(wish))
        except StopIteration as end:
            answer: Answer = end.value
            return answer

    async def _grant(self, wish: Wish) -> Sight | None:
        match wish:
            case Pause(seconds):
                await self._pause(seconds)
            case Look():
                return await self._look(wish)
            case LookLater():
                self._looks[wish.container_id] = asyncio.create_task(self._look_later(wish))
            case Await(container_id):
                if container_id in self._looks:
                    await asyncio.wait([self._looks[container_id]], timeout=_PATIENCE)
        return None

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._closing.wait(), seconds)
        except TimeoutError:
            return
        raise Closing

    async def _look(self, wish: Look | LookLater) -> Sight:
        settings = self.graph.platform.settings
        return await to_thread.run_sync(self._fetcher.look, wish.url, wish.kind, settings, abandon_on_cancel=True)

    async def _look_later(self, wish: LookLater) -> None:
        try:
            self.graph.platform.looked(wish.container_id, await self._look(wish))
        finally:
            del self._looks[wish.container_id]


async def _write(answer: Answer, scope: Scope, receive: Receive, send: Send) -> None:
    if answer.ending in (Ending.CLOSED, Ending.RESET):
        await _cut(scope, receive, reset=answer.ending is Ending.RESET)
        return
    body = _encoded(answer.body)
    headers = {"content-type": "application/json; charset=UTF-8", **answer.headers, "content-length": str(len(body))}
    await send(
        {
            "type": "http.response.start",
            "status": answer.status,
            "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()],
        }
    )
    if answer.ending is Ending.TORN:
        await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
        await _cut(scope, receive, reset=False)
        return
    await send({"type": "http.response.body", "body": body})


def _encoded(body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    if isinstance(body, Cut):
        whole = _encoded(body.whole)
        return whole[: len(whole) // 2]
    return json.dumps(body, separators=(",", ":")).encode()


async def _cut(scope: Scope, receive: Receive, *, reset: bool) -> None:
    """End the connection and wait until the server has noticed, so that it has nothing to complain about."""
    cut = scope.get("extensions", {}).get(CUT)
    if cut is None:
        raise RuntimeError("this server cannot cut connections; serve the sandbox with SandboxServer or run()")
    cut(reset)
    while (await receive())["type"] != "http.disconnect":
        pass
