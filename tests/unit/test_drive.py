"""Holding conversations: both drivers, over scripted replies. Every test runs blocking and on an event loop."""

import asyncio
from collections.abc import Callable, Generator
from typing import Any

import pytest
from attrs import evolve

import postwire_corkboard
from postwire.connector import Connector, ConnectorFault
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.drive import MOST_REQUESTS, Answered, Conversation, drive, drive_async
from postwire.exchange import STATUS_UNKNOWN, Exchange, Refused, Reply, Request
from postwire.operation import Operation
from postwire.registry import Registry
from postwire.transport import MaybeArrived, NotSent

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


@pytest.fixture
def connector() -> Connector:
    return Registry.of(postwire_corkboard)["corkboard"]


@pytest.fixture(params=[True, False], ids=["blocking", "async"])
def hold(request: pytest.FixtureRequest, connector: Connector) -> Hold:
    return Hold(connector, blocking=request.param)


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


# What goes well


def test_requests_go_out_in_order_and_every_answer_comes_back_to_the_hook(hold: Hold) -> None:
    script = Script(YES, Reply(204))
    assert hold(asking(GET, POST), script=script) == Answered([YES, Reply(204)])
    assert script.sent == [GET, POST]


def test_a_conversation_may_end_without_a_request(hold: Hold) -> None:
    assert hold(asking()) == Answered([])


def test_a_hook_may_hand_its_conversation_on(hold: Hold) -> None:
    def begin() -> Exchange[str]:
        replies = yield from asking(GET)()
        return replies[0].string("note")

    assert hold(begin, YES) == Answered("n1")


# Refusals


def test_a_refusal_becomes_the_connectors_diagnosis_and_the_hook_never_sees_it(hold: Hold) -> None:
    seen = []

    def begin() -> Exchange[None]:
        try:
            seen.append((yield POST))
        finally:
            seen.append("closed")

    outcome = hold(begin, NO)
    assert (outcome.code, outcome.action) == ("corkboard.text_too_long", Action.FIX_INPUT)
    assert outcome.reply == NO
    assert seen == ["closed"]


def test_a_refusal_that_the_connector_does_not_know_is_read_by_its_status(hold: Hold) -> None:
    outcome = hold(asking(POST), STRANGE)
    assert (outcome.rule, outcome.reply) == ("http.418", STRANGE)


@pytest.mark.parametrize("status", [301, 304, 100, 0])
def test_whatever_is_not_2xx_is_a_refusal(hold: Hold, status: int) -> None:
    assert isinstance(hold(asking(GET), Reply(status)), Diagnosis)


def test_a_refusal_that_the_hook_hears_is_handed_to_it_and_the_conversation_goes_on(hold: Hold) -> None:
    looked = evolve(GET, hears={422})
    assert hold(asking(looked, POST), NO, YES) == Answered([NO, YES])


def test_a_refusal_that_the_hook_does_not_hear_ends_the_conversation(hold: Hold) -> None:
    assert hold(asking(evolve(GET, hears={404}), POST), NO).code == "corkboard.text_too_long"


def test_the_reply_is_attached_where_the_connector_forgot_it(
    hold: Hold, connector: Connector, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = connector.classify_error(NO, Operation.CREATE)
    assert known is not None
    monkeypatch.setattr(connector, "classify_error", lambda _reply, _operation: evolve(known, reply=None))
    assert hold(asking(POST), NO).reply == NO


@pytest.mark.parametrize("error", [KeyError("code"), RecursionError("too deep")])
def test_a_classification_that_fails_is_told_and_the_status_decides(
    hold: Hold, connector: Connector, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def broken(_reply: Reply, _operation: Operation) -> Diagnosis:
        raise ConnectorFault("corkboard", connector.distribution, "classify_error", error)

    monkeypatch.setattr(connector, "classify_error", broken)
    outcome = hold(asking(POST), Reply(401))
    assert (outcome.rule, outcome.action) == ("http.401", Action.RECONNECT)
    assert type(error).__name__ in outcome.detail
    assert connector.distribution in outcome.detail


def test_a_no_inside_a_yes_is_a_refusal_with_its_reason(hold: Hold) -> None:
    def begin() -> Exchange[str]:
        reply = yield GET
        return reply.string("url")

    outcome = hold(begin, YES)
    assert outcome.reply == YES
    assert "no text under 'url'" in outcome.detail


def test_a_no_inside_a_yes_may_have_a_meaning_of_its_own(hold: Hold) -> None:
    def begin() -> Exchange[None]:
        reply = yield POST
        raise Refused(reply)

    body = Reply(200, NO.body)
    outcome = hold(begin, body)
    assert (outcome.code, outcome.reply) == ("corkboard.text_too_long", body)


def test_refused_without_a_reply_is_the_connectors_fault(hold: Hold) -> None:
    def begin() -> Exchange[None]:
        yield GET
        raise Refused("it said no")

    assert is_fault(hold(begin, YES), "Refused with str")


# Publishing: once something was accepted, nothing is certain any more


def test_a_clear_no_to_publish_is_the_connectors_word(hold: Hold) -> None:
    assert hold(asking(POST), NO, operation=Operation.PUBLISH).action is Action.FIX_INPUT


def test_a_refusal_after_an_accepted_publish_request_is_looked_into(hold: Hold) -> None:
    outcome = hold(asking(POST, GET), YES, Reply(401), operation=Operation.PUBLISH)
    assert (outcome.category, outcome.action) == (Category.AUTH, Action.VERIFY)


def test_a_refusal_after_a_mere_look_is_what_it_is(hold: Hold) -> None:
    assert hold(asking(GET, POST), YES, NO, operation=Operation.PUBLISH).action is Action.FIX_INPUT


def test_a_publish_answer_that_lacks_its_id_is_looked_into(hold: Hold) -> None:
    def begin() -> Exchange[str]:
        reply = yield POST
        return reply.string("url")

    assert hold(begin, YES, operation=Operation.PUBLISH).action is Action.VERIFY


def test_a_connector_that_fails_after_publishing_is_looked_into(hold: Hold) -> None:
    def begin() -> Exchange[None]:
        yield POST
        raise KeyError("note")

    outcome = hold(begin, YES, operation=Operation.PUBLISH)
    assert is_fault(outcome, "KeyError: 'note'")
    assert outcome.action is Action.VERIFY


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


# Connectors that break their promises


def raising(error: BaseException, after: int = 0) -> Callable[[], Exchange[None]]:
    def begin() -> Exchange[None]:
        for _ in range(after):
            yield GET
        raise error

    return begin


@pytest.mark.parametrize("after", [0, 1])
@pytest.mark.parametrize("operation", Operation)
def test_a_connector_that_raises_is_contained(hold: Hold, after: int, operation: Operation) -> None:
    outcome = hold(raising(ZeroDivisionError("oh"), after), YES, operation=operation)
    assert is_fault(outcome, "ZeroDivisionError: oh")
    assert outcome.action is (Action.VERIFY if operation is Operation.PUBLISH else Action.RETRY)


@pytest.mark.parametrize("error", [StopIteration(None), ValueError("no")])
def test_a_hook_that_raises_before_it_makes_a_generator_has_answered_nothing(hold: Hold, error: Exception) -> None:
    def begin() -> Exchange[None]:
        raise error

    assert is_fault(hold(begin, operation=Operation.DELETE), type(error).__name__)


@pytest.mark.parametrize("garbage", [None, "GET /", {"method": "GET"}, YES, Request])
def test_a_connector_that_yields_no_request_is_contained(hold: Hold, garbage: object) -> None:
    script = Script(YES)
    assert is_fault(hold(asking(GET, garbage), script=script), "where a Request was expected")
    assert script.sent == [GET]


@pytest.mark.parametrize("garbage", [None, 7, [GET], "text"])
def test_a_hook_that_makes_no_generator_is_contained(hold: Hold, garbage: Any) -> None:
    assert is_fault(hold(lambda: garbage), "")


def test_a_conversation_without_an_end_is_ended(hold: Hold) -> None:
    def begin() -> Exchange[None]:
        while True:
            yield GET

    script = Script(*[YES] * (MOST_REQUESTS + 1))
    assert is_fault(hold(begin, script=script), f"more than {MOST_REQUESTS}")
    assert len(script.sent) == MOST_REQUESTS


def test_the_longest_conversation_that_is_allowed_comes_to_its_end(hold: Hold) -> None:
    outcome = hold(asking(*[GET] * MOST_REQUESTS), *[YES] * MOST_REQUESTS)
    assert len(outcome.value) == MOST_REQUESTS


def untidy() -> Generator[Request, Reply, None]:
    try:
        yield GET
    finally:
        raise OSError("in its own clean-up")


def clinging() -> Generator[Request, Reply, None]:
    try:
        yield GET
    finally:
        yield GET


@pytest.mark.parametrize("begin", [untidy, clinging])
@pytest.mark.parametrize("answer", [NO, NotSent("no route"), MaybeArrived("lost"), TypeError("a set")])
def test_a_clean_up_that_fails_does_not_change_what_happened(
    hold: Hold, begin: Callable[[], Exchange[None]], answer: Reply | Exception
) -> None:
    outcome = hold(begin, answer)
    match answer:
        case Reply():
            assert outcome.code == "corkboard.text_too_long"
        case NotSent() | MaybeArrived():
            assert type(outcome) is type(answer)
        case _:
            assert is_fault(outcome, "could not be sent")


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
