"""Runs a conversation: two short loops, one for each colour of host.

A refusal ends the conversation and becomes a diagnosis. A connection that fails ends it too; it is told to the caller,
never to the connector. A connector that breaks its promises is contained the same way.
"""

from collections.abc import Awaitable, Callable, Generator
from typing import Generic, TypeVar, cast

from attrs import evolve, frozen

from postwire.bounds import (
    LONGEST_WORDS,
    shortened,
    trimmed,
    unfit_diagnosis,
    unfit_reply,
    unfit_request,
    unfit_result,
    words_of,
)
from postwire.connector import Connector, ConnectorFault, is_persons
from postwire.defaults import diagnose_by_status
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.exchange import STATUS_UNKNOWN, Exchange, Refused, Reply, Request
from postwire.operation import Operation
from postwire.progress import Rejected
from postwire.transport import MaybeArrived, NotSent, TransportTrouble, Withheld

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
        self.connector = connector
        self._operation = operation
        self.acted = False
        """Whether the platform accepted, or may have accepted, a request that changes something."""

    def requests(self) -> Generator[Request, Reply, Outcome[T]]:
        """The requests in order; each is sent its reply, or thrown what went wrong instead.

        Returns what the conversation came to, and raises nothing.
        """
        try:
            exchange = self._begin()
        except ConnectorFault as error:
            return self._fault(str(error))
        except Exception as error:  # noqa: BLE001 - a stranger's code may raise anything; the delivery must go on
            return self._fault(words_of(error))
        try:
            return (yield from self._turns(exchange))
        except Refused as refused:
            return self._meaning(refused.reply, refused.reason)
        finally:
            self._end(exchange)

    def _turns(self, exchange: Exchange[T]) -> Generator[Request, Reply, Outcome[T]]:
        reply: Reply | None = None
        for _ in range(MOST_REQUESTS):
            request = self._next(exchange, reply)
            if not isinstance(request, Request):
                return request
            answer = yield from self._asked(request)
            if not isinstance(answer, Reply):
                return answer
            reply = answer
        outcome = self._next(exchange, reply)
        if isinstance(outcome, Request):
            return self._fault(f"it asked for more than {MOST_REQUESTS} requests in one conversation")
        return outcome

    def _next(self, exchange: Exchange[T], reply: Reply | None) -> Request | Answered[T] | Diagnosis:
        """What the connector wants to send next, or what it ended with. Raises `Refused`."""
        try:
            request: object = next(exchange) if reply is None else exchange.send(reply)
        except StopIteration as done:
            return self._answered(done.value)
        except Refused:
            raise
        except BaseException as error:  # nothing is sent in here: all of it is the stranger's own
            if is_persons(error):
                raise
            return self._fault(words_of(error))
        if not isinstance(request, Request):
            return self._fault(f"it yielded {type(request).__name__} where a Request was expected")
        wrong = unfit_request(request)
        return self._fault(f"{request.method} {shortened(request.path, 200)}: {wrong}") if wrong else request

    def _asked(self, request: Request) -> Generator[Request, Reply, Reply | Diagnosis | NotSent | MaybeArrived]:
        """The reply that the connector is shown, or what ends the conversation instead."""
        try:
            reply = yield request
        except Exception as error:  # noqa: BLE001 - what cannot be sent, or was not answered
            if not request.optional:
                return self._unanswered(request, error)
            reply = _NOTHING
        if request.method != "GET" and (reply.ok or request.optional):
            self.acted = True
        if reply.ok or reply.status in request.hears:
            return reply
        return _NOTHING if request.optional else self._meaning(reply)

    def _answered(self, value: T) -> Answered[T] | Diagnosis:
        match value:
            case Rejected(Diagnosis() as diagnosis) if unfit_diagnosis(diagnosis) is None:
                return Answered(cast("T", Rejected(trimmed(diagnosis))))
            case _ if wrong := unfit_result(value):
                return self._fault(f"what it ended with cannot be kept: {wrong}")
            case _:
                return Answered(value)

    def _end(self, exchange: Exchange[T]) -> None:
        """Let it clean up, which is a stranger's code, too."""
        try:
            exchange.close()
        except BaseException as error:
            if is_persons(error):
                raise

    def _unanswered(self, request: Request, error: Exception) -> Diagnosis | NotSent | MaybeArrived:
        """What a request without an answer means, given what was accepted before."""
        if isinstance(error, Withheld):
            return self._in_doubt(error.diagnosis)
        if not isinstance(error, TransportTrouble):
            return self._fault(f"{request.method} {request.path} could not be sent: {words_of(error)}")
        if isinstance(error, NotSent) and not (self.acted and self._operation is Operation.PUBLISH):
            return NotSent(str(error))
        return MaybeArrived(str(error))

    def _meaning(self, reply: object, reason: str = "") -> Diagnosis:
        if not isinstance(reply, Reply):
            return self._fault(f"it raised Refused with {type(reply).__name__} where a Reply was expected")
        if wrong := unfit_reply(reply):
            return self._fault(f"it raised Refused with a reply that is none: {wrong}")
        diagnosis = diagnose(self.connector, reply, self._operation)
        if reason:
            told = shortened(str(reason), LONGEST_WORDS)
            diagnosis = evolve(diagnosis, detail=f"{told}; {diagnosis.detail}" if diagnosis.detail else told)
        return self._in_doubt(diagnosis)

    def _in_doubt(self, diagnosis: Diagnosis) -> Diagnosis:
        """The diagnosis; after something was accepted that readers may see, one has to look first."""
        if self.acted and self._operation is Operation.PUBLISH:
            return evolve(diagnosis, action=Action.VERIFY)
        return diagnosis

    def _fault(self, words: str) -> Diagnosis:
        return Diagnosis(
            code=f"{self.connector.platform}.connector_fault",
            category=Category.UNKNOWN,
            action=Action.VERIFY if self._operation is Operation.PUBLISH else Action.RETRY,
            caused_by=Culprit.US,
            message=f"The {self.connector.manifest.title} connector failed while it was at work.",
            detail=shortened(f"{self.connector.distribution}, {self._operation}: {words}", LONGEST_WORDS),
            next_step="Report this to the author of the connector; its contract suite should have caught it.",
            rule="drive.connector_fault",
        )


def diagnose(connector: Connector, reply: Reply, operation: Operation) -> Diagnosis:
    """What a refusal means: the connector's word, else the table by HTTP status. The reply is attached to it."""
    try:
        diagnosis = connector.classify_error(reply, operation)
    except ConnectorFault as error:  # the table still has an answer
        diagnosis = diagnose_by_status(connector.platform, reply, operation)
        return trimmed(evolve(diagnosis, detail=f"{diagnosis.detail}; {error}"))
    if diagnosis is None:
        diagnosis = diagnose_by_status(connector.platform, reply, operation)
    return trimmed(evolve(diagnosis, reply=reply) if diagnosis.reply is None else diagnosis)


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
