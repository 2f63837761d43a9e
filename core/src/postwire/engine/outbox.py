"""Sends the requests of one delivery and writes down every exchange."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import Any

from attrs import define, evolve, field

from postwire.account import Account
from postwire.bounds import LONGEST_KEPT, LONGEST_NAME, shortened
from postwire.credentials import Secret
from postwire.engine.freight import Freight
from postwire.engine.lease import LONGEST_EFFECT
from postwire.exchange import Reply, Request
from postwire.history import Entry, EntryKind
from postwire.manifest import Manifest
from postwire.parcel import Parcel
from postwire.redaction import MASK
from postwire.transport import NotSent, TransportTrouble
from postwire.wire import Wire

_MOST_KEPT = 256 * 1024
"""Characters of answers that one effect leaves in the history; of those that follow, only beginnings."""
_SHORT = 200
_TRACE = ("x-fb-trace-id", "x-fb-request-id", "x-request-id")


@define
class Outbox:
    """The way of one delivery's requests to the platform."""

    wire: Wire
    manifest: Manifest
    account: Account
    secret: Secret
    now: Callable[[], datetime]
    state: str
    """The delivery's state meanwhile."""
    freight: Freight = field(factory=Freight)
    """Where the bytes of uploads come from; the default has none."""
    hidden: tuple[str, ...] = field(default=(), repr=False)
    """What else must not be written down: the parts of addresses that open files."""
    heed: Callable[[Reply], None] = field(default=lambda _: None)
    """Is shown every answer."""
    entries: list[Entry] = field(factory=list)
    _began: float = field(factory=monotonic, init=False)
    _room: int = field(default=_MOST_KEPT, init=False)

    def send(self, request: Request) -> Reply:
        """Send, blocking. Raises `TransportTrouble` and `Withheld`."""
        started = self._begun()
        if request.upload is not None:
            request = evolve(request, upload=self.freight.load(request.upload))
        try:
            reply = self.wire.send(request, self.manifest, self.account, self.secret, self.hidden)
        except TransportTrouble as trouble:
            self._note(request, started, {"trouble": type(trouble).__name__, "detail": str(trouble)})
            raise
        self._note(request, started, self._told(reply))
        self.heed(reply)
        return reply

    async def send_async(self, request: Request) -> Reply:
        """Send on the running event loop. Raises `TransportTrouble` and `Withheld`."""
        started = self._begun()
        if request.upload is not None:
            request = evolve(request, upload=await asyncio.to_thread(self.freight.load, request.upload))
        try:
            reply = await self.wire.send_async(request, self.manifest, self.account, self.secret, self.hidden)
        except TransportTrouble as trouble:
            self._note(request, started, {"trouble": type(trouble).__name__, "detail": str(trouble)})
            raise
        self._note(request, started, self._told(reply))
        self.heed(reply)
        return reply

    def _begun(self) -> float:
        """When a request begins. Raises `NotSent` where the conversation has gone on for too long."""
        now = monotonic()
        if now - self._began > LONGEST_EFFECT:
            raise NotSent(f"the conversation had taken more than {LONGEST_EFFECT:g} seconds before this request")
        return now

    def _told(self, reply: Reply) -> dict[str, Any]:
        most = LONGEST_KEPT if self._room > 0 else _SHORT
        self._room -= min(len(reply.body), most)
        told: dict[str, Any] = {"status": reply.status, "body": reply.body[:most]}
        if len(reply.body) > most:
            told["body_length"] = len(reply.body)
        trace = next((reply.headers[name] for name in _TRACE if name in reply.headers), None)
        return {**told, "trace_id": shortened(trace, LONGEST_NAME)} if trace else told

    def _note(self, request: Request, started: float, outcome: dict[str, Any]) -> None:
        data: dict[str, Any] = {"milliseconds": round((monotonic() - started) * 1000, 1), **outcome}
        if isinstance(request.upload, Parcel):
            data["upload"] = request.upload.told
        for name in ("query", "form", "json", "headers"):
            if value := getattr(request, name):
                data[name] = _clean(value, (self.secret.reveal(), *self.hidden))
        self.entries.append(
            Entry(
                at=self.now(),
                kind=EntryKind.EXCHANGE,
                name=shortened(f"{request.method} {request.path}", LONGEST_NAME),
                state=self.state,
                data=data,
            )
        )


def _clean(value: Any, secrets: tuple[str, ...]) -> Any:
    """JSON without the token, should a connector have got hold of it, without secrets, and without overlong texts."""
    match value:
        case str():
            for secret in secrets:
                value = value.replace(secret, MASK)
            return shortened(value, LONGEST_KEPT)
        case dict():
            return {name: _clean(item, secrets) for name, item in value.items()}
        case list() | tuple():
            return [_clean(item, secrets) for item in value]
        case _:
            return value
