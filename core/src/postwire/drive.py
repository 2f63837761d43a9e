"""Runs a conversation: two short loops, one for each colour of host.

A refusal ends the conversation and becomes a diagnosis. A connection that fails ends it too; it is told to the caller,
never to the connector. A connector that breaks its promises is contained the same way.
"""

import contextlib
from collections.abc import Awaitable, Callable, Generator
from typing import Generic, TypeVar

from attrs import evolve, frozen

from postwire.connector import Connector
from postwire.defaults import diagnose_by_status
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.exchange import STATUS_UNKNOWN, Exchange, Refused, Reply, Request
from postwire.operation import Operation
from postwire.transport import MaybeArrived, NotSent, TransportTrouble

T = TypeVar("T")

MOST_REQUESTS = 200
"""No conversation is longer; one that is has lost its way."""

_NOTHING = Reply(STATUS_UNKNOWN)


@frozen
class Answered(Generic[T]):
    """The conversation came to its end."""

    value: T


Outcome = Answered[T] | Diagnosis | NotSent | MaybeArrived


class Conversation(Generic[T]):
    """One exchange with one platform, sans I/O: `requests` yields what to send and is sent what came back."""

    def __init__(self, begin: Callable[[], Exchange[T]], connector: Connector, operation: Operation) -> None:
        self._begin = begin
        self._connector = connector
        self._operation = operation
        self.acted = False
        """Whether the platform accepted, or may have accepted, a request that changes something."""

    def requests(self) -> Generator[Request, Reply, Outcome[T]]:
        """The requests in order; each is sent its reply, or thrown what went wrong instead.

        Returns what the conversation came to, and raises nothing.
        """
        try:
            exchange = self._begin()
        except Exception as error:  # noqa: BLE001 - a stranger's code may raise anything; the delivery must go on
            return self._fault(_words(error))
        try:
            return (yield from self._turns(exchange))
        except Refused as refused:
            return self._meaning(refused.reply, refused.reason)
        except Exception as error:  # noqa: BLE001 - as above
            return self._fault(_words(error))
        finally:
            with contextlib.suppress(Exception):  # its clean-up is a stranger's code, too
                exchange.close()

    def _turns(self, exchange: Exchange[T]) -> Generator[Request, Reply, Outcome[T]]:
        try:
            request = next(exchange)
            for _ in range(MOST_REQUESTS):
                if not isinstance(request, Request):
                    return self._fault(f"it yielded {type(request).__name__} where a Request was expected")
                try:
                    reply = yield request
                except Exception as error:  # noqa: BLE001 - what cannot be sent, or was not answered
                    if not request.optional:
                        return self._unanswered(request, error)
                    reply = _NOTHING
                if request.method != "GET" and (reply.ok or request.optional):
                    self.acted = True
                if not reply.ok:
                    if not request.optional:
                        return self._meaning(reply)
                    reply = _NOTHING
                request = exchange.send(reply)
        except StopIteration as done:
            return Answered(done.value)
        return self._fault(f"it asked for more than {MOST_REQUESTS} requests in one conversation")

    def _unanswered(self, request: Request, error: Exception) -> Diagnosis | NotSent | MaybeArrived:
        """What a request without an answer means, given what was accepted before."""
        if not isinstance(error, TransportTrouble):
            return self._fault(f"{request.method} {request.path} could not be sent: {_words(error)}")
        if isinstance(error, NotSent) and not (self.acted and self._operation is Operation.PUBLISH):
            return NotSent(str(error))
        return MaybeArrived(str(error))

    def _meaning(self, reply: object, reason: str = "") -> Diagnosis:
        if not isinstance(reply, Reply):
            return self._fault(f"it raised Refused with {type(reply).__name__} where a Reply was expected")
        diagnosis = diagnose(self._connector, reply, self._operation)
        if reason:
            diagnosis = evolve(diagnosis, detail=f"{reason}; {diagnosis.detail}" if diagnosis.detail else reason)
        if self.acted and self._operation is Operation.PUBLISH:
            return evolve(diagnosis, action=Action.VERIFY)
        return diagnosis

    def _fault(self, words: str) -> Diagnosis:
        return Diagnosis(
            code=f"{self._connector.platform}.connector_fault",
            category=Category.UNKNOWN,
            action=Action.VERIFY if self._operation is Operation.PUBLISH else Action.RETRY,
            caused_by=Culprit.US,
            message=f"The {self._connector.manifest.title} connector failed while it was at work.",
            detail=f"{self._connector.distribution}, {self._operation}: {words}",
            next_step="Report this to the author of the connector; its contract suite should have caught it.",
            rule="drive.connector_fault",
        )


def diagnose(connector: Connector, reply: Reply, operation: Operation) -> Diagnosis:
    """What a refusal means: the connector's word, else the table by HTTP status. The reply is attached to it."""
    try:
        diagnosis = connector.classify_error(reply, operation)
    except Exception as error:  # noqa: BLE001 - as above; the table still has an answer
        diagnosis = diagnose_by_status(connector.platform, reply, operation)
        told = f"{diagnosis.detail}; {connector.distribution}, classify_error failed: {_words(error)}"
        return evolve(diagnosis, detail=told)
    if diagnosis is None:
        return diagnose_by_status(connector.platform, reply, operation)
    return evolve(diagnosis, reply=reply) if diagnosis.reply is None else diagnosis


def drive(conversation: Conversation[T], send: Callable[[Request], Reply]) -> Outcome[T]:
    """Hold a conversation, blocking. Raises nothing that is an `Exception`."""
    requests = conversation.requests()
    try:
        request = next(requests)
        while True:
            try:
                reply = send(request)
            except Exception as error:  # noqa: BLE001 - the conversation decides what it means
                request = requests.throw(error)
            else:
                request = requests.send(reply)
    except StopIteration as done:
        outcome: Outcome[T] = done.value
        return outcome


async def drive_async(conversation: Conversation[T], send: Callable[[Request], Awaitable[Reply]]) -> Outcome[T]:
    """Hold a conversation on the running event loop. Raises nothing that is an `Exception`."""
    requests = conversation.requests()
    try:
        request = next(requests)
        while True:
            try:
                reply = await send(request)
            except Exception as error:  # noqa: BLE001 - the conversation decides what it means
                request = requests.throw(error)
            else:
                request = requests.send(reply)
    except StopIteration as done:
        outcome: Outcome[T] = done.value
        return outcome


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
