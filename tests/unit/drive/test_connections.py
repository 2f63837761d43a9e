"""Holding conversations: connections that fail, and ends from outside."""

import asyncio
from typing import Any

import pytest
from attrs import evolve
from tests.unit.drive.holding import GET, INVISIBLE, LOOK, NO, POST, STRANGE, YES, Hold, Script, asking, is_fault

from postwire.connector import Connector
from postwire.drive import Answered, Conversation, drive_async
from postwire.exchange import STATUS_UNKNOWN, Exchange, Reply, Request
from postwire.operation import Operation
from postwire.transport import MaybeArrived, NotSent

# Connections


@pytest.mark.parametrize("kind", [NotSent, MaybeArrived])
@pytest.mark.parametrize("operation", Operation)
def test_a_failed_connection_ends_the_conversation_and_the_hook_never_sees_it(
    hold: Hold, kind: type[Exception], operation: Operation
) -> None:
    seen = []

    def begin() -> Exchange[None]:
        try:
            yield POST
        except BaseException as error:
            seen.append(type(error))
            raise

    outcome = hold(begin, kind("the cable"), operation=operation)
    assert (type(outcome), str(outcome)) == (kind, "the cable")
    assert seen == [GeneratorExit]


@pytest.mark.parametrize(
    ("requests", "operation", "becomes"),
    [
        ((POST, GET), Operation.PUBLISH, MaybeArrived),
        ((GET, POST), Operation.PUBLISH, NotSent),
        ((LOOK, POST), Operation.PUBLISH, NotSent),
        *(((POST, POST), operation, NotSent) for operation in INVISIBLE),
    ],
)
def test_what_was_not_sent_after_an_accepted_publish_request_does_not_mean_that_nothing_happened(
    hold: Hold, requests: tuple[Request, ...], operation: Operation, becomes: type
) -> None:
    assert type(hold(asking(*requests), YES, NotSent("no route"), operation=operation)) is becomes


@pytest.mark.parametrize("answer", [MaybeArrived("lost"), Reply(500), YES])
def test_an_optional_request_that_changes_something_may_have_been_accepted(
    hold: Hold, answer: Reply | MaybeArrived
) -> None:
    change = evolve(POST, optional=True)
    outcome = hold(asking(change, GET), answer, NotSent("no route"), operation=Operation.PUBLISH)
    assert type(outcome) is MaybeArrived


@pytest.mark.parametrize("answer", [NotSent("no route"), MaybeArrived("lost"), Reply(404, "{}"), TypeError("a set")])
def test_an_optional_request_that_goes_wrong_comes_back_as_nothing(hold: Hold, answer: Reply | Exception) -> None:
    outcome = hold(asking(POST, LOOK), YES, answer, operation=Operation.PUBLISH)
    assert outcome == Answered([YES, Reply(STATUS_UNKNOWN)])


def test_an_optional_request_that_goes_well_comes_back_as_it_is(hold: Hold) -> None:
    assert hold(asking(LOOK), YES) == Answered([YES])


@pytest.mark.parametrize("error", [TypeError("a set is not JSON"), StopIteration("odd"), UnicodeError("half an emoji")])
def test_a_request_that_cannot_be_sent_at_all_is_the_connectors_fault(hold: Hold, error: Exception) -> None:
    assert is_fault(hold(asking(POST), error), "POST /drafts/d1/pin could not be sent")


# Ends from outside


def test_a_cancelled_task_is_cancelled_and_the_hook_is_closed(connector: Connector) -> None:
    closed = []

    def begin() -> Exchange[None]:
        try:
            yield GET
        finally:
            closed.append(True)

    async def never(_request: Request) -> Reply:
        await asyncio.Event().wait()
        raise AssertionError

    async def main() -> None:
        task = asyncio.create_task(drive_async(Conversation(begin, connector, Operation.POLL), never))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert closed == [True]


def test_an_interrupt_from_the_keyboard_is_not_taken_for_trouble(hold: Hold) -> None:
    with pytest.raises(KeyboardInterrupt):
        hold(asking(GET), KeyboardInterrupt())


def test_one_conversation_comes_to_the_same_in_both_colours(connector: Connector) -> None:
    def told(outcome: Any) -> Any:
        return (type(outcome), str(outcome)) if isinstance(outcome, Exception) else outcome

    endings = [YES, NO, STRANGE, Reply(503), NotSent("a"), MaybeArrived("b"), TypeError("c")]
    for operation in Operation:
        for first in endings:
            for second in endings:
                blocking, on_loop = (Script(first, second, YES) for _ in range(2))
                begin = asking(POST, LOOK, GET)
                assert told(Hold(connector, blocking=True)(begin, script=blocking, operation=operation)) == told(
                    Hold(connector, blocking=False)(begin, script=on_loop, operation=operation)
                )
                assert blocking.sent == on_loop.sent
