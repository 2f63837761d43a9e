"""Both drivers over scripted replies, and hooks to hold conversations with."""

import asyncio
from collections.abc import Callable
from typing import Any

from postwire.connector import Connector
from postwire.diagnosis import Category, Culprit, Diagnosis
from postwire.drive import Conversation, drive, drive_async
from postwire.exchange import Exchange, Reply, Request
from postwire.operation import Operation

GET = Request("GET", "/drafts/d1")
POST = Request("POST", "/drafts/d1/pin")
LOOK = Request("GET", "/notes/n1", optional=True)
YES = Reply(200, '{"note": "n1"}')
NO = Reply(422, '{"problem": {"name": "text_too_long", "message": "300 characters; 280 fit"}}')
STRANGE = Reply(418, "I am a teapot")
INVISIBLE = [operation for operation in Operation if operation is not Operation.PUBLISH]


class Script:
    """Answers with replies, or raises errors, in order. Writes down what it was sent."""

    def __init__(self, *answers: Reply | BaseException) -> None:
        self._answers = iter(answers)
        self.sent: list[Request] = []

    def send(self, request: Request) -> Reply:
        self.sent.append(request)
        answer = next(self._answers)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    async def send_async(self, request: Request) -> Reply:
        await asyncio.sleep(0)
        return self.send(request)


class Hold:
    """One of the two drivers."""

    def __init__(self, connector: Connector, *, blocking: bool) -> None:
        self.connector = connector
        self._blocking = blocking

    def __call__(
        self,
        begin: Callable[[], Exchange[Any]],
        *answers: Reply | BaseException,
        operation: Operation = Operation.CREATE,
        script: Script | None = None,
    ) -> Any:
        script = script or Script(*answers)
        conversation = Conversation(begin, self.connector, operation)
        if self._blocking:
            return drive(conversation, script.send)
        return asyncio.run(drive_async(conversation, script.send_async))


def asking(*requests: Any) -> Callable[[], Exchange[list[Reply]]]:
    """A hook that asks these in a row and returns what it was told."""

    def begin() -> Exchange[list[Reply]]:
        replies: list[Reply] = []
        for request in requests:
            replies += [(yield request)]
        return replies

    return begin


def is_fault(outcome: Any, words: str) -> bool:
    return (
        isinstance(outcome, Diagnosis)
        and outcome.code == "corkboard.connector_fault"
        and outcome.caused_by is Culprit.US
        and outcome.category is Category.UNKNOWN
        and words in outcome.detail
    )
