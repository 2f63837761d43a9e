"""Tokens are renewed in a world of virtual time too: by the sandbox's own rules, through an unreliable network."""

import asyncio
from typing import Any

import httpx

from postwire_threads.sandbox.refusal import GraphRefusal

ABOUT = "a token"


class Renewals(httpx.AsyncBaseTransport):
    """What carries the requests of a process that are about no delivery: those of its tokens."""

    def __init__(self, world: Any) -> None:
        self._world = world

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        weather, latency = self._world.weather, self._world.habits.latency
        sign_ins = self._world.platform.sign_ins
        deeds = {"refresh_access_token": sign_ins.refresh, "debug_token": sign_ins.inspect}
        deed = deeds[request.url.path.rpartition("/")[2]]
        if weather.happens("unsent", ABOUT):
            raise httpx.ConnectError("connection refused")
        await asyncio.sleep(weather.random.uniform(*latency))
        if weather.happens("request_lost", ABOUT):
            raise httpx.ReadError("the connection was reset")
        try:
            answer = httpx.Response(200, json=deed(dict(request.url.params)))
        except GraphRefusal as refusal:
            answer = httpx.Response(refusal.body.status, json={"error": refusal.body.error})
        await asyncio.sleep(weather.random.uniform(*latency))
        if weather.happens("answer_lost", ABOUT):
            raise httpx.ReadError("the connection was reset")
        return answer
