"""The network between one process and the platform: it delays, loses, doubles, and outlives whoever sent something."""

import asyncio
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from attrs import define
from tests.simulation.loop import Gone
from tests.simulation.renewals import Renewals

from postwire.account import Account
from postwire.credentials import Secret
from postwire.exchange import Reply, Request
from postwire.manifest import Manifest
from postwire.transport import MaybeArrived, NotSent
from postwire.wire import TIMEOUT, Wire
from postwire_threads.sandbox.call import Answer, Call, Ending
from postwire_threads.sandbox.endpoint import _encoded


@define(eq=False)
class Work:
    """What one worker does for one delivery, from claim to rest."""

    delivery_id: str
    version: int
    """The stored version that the worker holds for its own."""
    lease_until: datetime | None = None
    attempt: Any = None
    """Its publish call that is under way."""


WORK: ContextVar[Work] = ContextVar("work")
"""Whose request is being sent."""

LATE = (61.0, 1700.0)
"""Seconds that a request may be under way after its sender has given up. Persons wait longer than that."""


class SimulatedWire(Wire):
    """The connections of one process."""

    def __init__(self, process: Any) -> None:
        super().__init__(async_transport=lambda: Renewals(process.world))
        self._process = process
        self._world = process.world

    async def send_async(
        self, request: Request, manifest: Manifest, account: Account, secret: Secret, *more: object
    ) -> Reply:
        """Send one request; what happens to it on the way is up to the weather."""
        del manifest, account, more
        self._process.require_alive()
        weather, loop, work = self._world.weather, self._world.loop, WORK.get()
        self._world.witness.sending(self._process, work, request)
        if weather.happens("unsent", work.delivery_id):
            await asyncio.sleep(weather.random.choice((0.0, 10.0)))
            self._world.witness.not_sent(work, request)
            raise NotSent("ConnectError: connection refused")
        crash = weather.happens("crash_at_request", work.delivery_id)
        moment = weather.random.choice(("before", "under way", "after")) if crash else ""
        if moment == "before":
            self._process.kill()
            raise Gone
        reply: asyncio.Future[Reply] = loop.create_future()
        self._despatch(request, secret, work.delivery_id, reply)
        if moment == "under way":
            loop.call_later(weather.random.uniform(*self._world.habits.latency), self._process.kill)
        try:
            async with asyncio.timeout(TIMEOUT.read):
                answer = await reply
        except TimeoutError:
            self._world.witness.gave_up(work, request)
            raise MaybeArrived("ReadTimeout: no answer came") from None
        except MaybeArrived:
            self._world.witness.gave_up(work, request)
            raise
        if moment == "after":
            self._process.kill()
            raise Gone
        self._world.witness.answered(work, request, answer)
        return answer

    def _despatch(self, request: Request, secret: Secret, delivery_id: str, reply: asyncio.Future[Reply]) -> None:
        """Send it on its way; from here on it no longer depends on the process."""
        weather, later = self._world.weather, self._world.loop.call_later
        if weather.happens("request_lost", delivery_id):
            return
        call = Call(
            method=request.method,
            path=request.path,
            parameters={**request.query, **(request.form or {})},
            token=secret.reveal(),
        )
        way = LATE if weather.happens("late_arrival", delivery_id) else self._world.habits.latency
        delays = [weather.random.uniform(*way)]
        # where a container goes live as often as it is sent, nobody can help against a network that sends twice
        if self._world.habits.once and self._world.habits.is_legible and weather.happens("doubled", delivery_id):
            delays.append(delays[0] + weather.random.uniform(0.0, 40.0))
            weather.random.shuffle(delays)
        is_lost = weather.happens("answer_lost", delivery_id)
        for number, delay in enumerate(delays):
            is_heard = number == 0 and not is_lost
            later(delay, self._arrive, call, delivery_id, reply if is_heard else None)

    def _arrive(self, call: Call, delivery_id: str, reply: asyncio.Future[Reply] | None) -> None:
        weather = self._world.weather

        def answered(answer: Answer) -> None:
            if reply is not None:
                way = LATE if weather.happens("late_answer", delivery_id) else self._world.habits.latency
                self._world.loop.call_later(weather.random.uniform(*way), _tell, reply, answer)

        self._world.graph.carry_out(call, delivery_id, answered)


def _tell(reply: asyncio.Future[Reply], answer: Answer) -> None:
    if reply.done():
        return
    if answer.ending is not Ending.ANSWERED:
        reply.set_exception(MaybeArrived(f"RemoteProtocolError: the connection was {answer.ending.value}"))
        return
    body = _encoded(answer.body).decode("utf-8", "replace")
    reply.set_result(Reply(answer.status, body, answer.headers))
