"""Sends the requests of one delivery and writes down every exchange."""

from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import Any

from attrs import define, field

from postwire.account import Account
from postwire.credentials import Secret
from postwire.exchange import Reply, Request
from postwire.history import Entry, EntryKind
from postwire.manifest import Manifest
from postwire.redaction import MASK
from postwire.transport import TransportTrouble
from postwire.wire import Wire

LONGEST_KEPT = 16_384
"""Characters of an answer that the history keeps; the length is kept beside it."""
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
    entries: list[Entry] = field(factory=list)

    def send(self, request: Request) -> Reply:
        """Send, blocking. Raises `TransportTrouble`."""
        started = monotonic()
        try:
            reply = self.wire.send(request, self.manifest, self.account, self.secret)
        except TransportTrouble as trouble:
            self._note(request, started, {"trouble": type(trouble).__name__, "detail": str(trouble)})
            raise
        self._note(request, started, _told(reply))
        return reply

    async def send_async(self, request: Request) -> Reply:
        """Send on the running event loop. Raises `TransportTrouble`."""
        started = monotonic()
        try:
            reply = await self.wire.send_async(request, self.manifest, self.account, self.secret)
        except TransportTrouble as trouble:
            self._note(request, started, {"trouble": type(trouble).__name__, "detail": str(trouble)})
            raise
        self._note(request, started, _told(reply))
        return reply

    def _note(self, request: Request, started: float, outcome: dict[str, Any]) -> None:
        data: dict[str, Any] = {"milliseconds": round((monotonic() - started) * 1000, 1), **outcome}
        for name in ("query", "form", "json"):
            if value := getattr(request, name):
                data[name] = _clean(value, self.secret)
        self.entries.append(
            Entry(
                at=self.now(),
                kind=EntryKind.EXCHANGE,
                name=f"{request.method} {request.path}",
                state=self.state,
                data=data,
            )
        )


def _told(reply: Reply) -> dict[str, Any]:
    told: dict[str, Any] = {"status": reply.status, "body": reply.body[:LONGEST_KEPT]}
    if len(reply.body) > LONGEST_KEPT:
        told["body_length"] = len(reply.body)
    trace = next((reply.headers[name] for name in _TRACE if name in reply.headers), None)
    return {**told, "trace_id": trace} if trace else told


def _clean(value: Any, secret: Secret) -> Any:
    """JSON without the token, should a connector have got hold of it."""
    match value:
        case str():
            return value.replace(secret.reveal(), MASK)
        case dict():
            return {name: _clean(item, secret) for name, item in value.items()}
        case list() | tuple():
            return [_clean(item, secret) for item in value]
        case _:
            return value
