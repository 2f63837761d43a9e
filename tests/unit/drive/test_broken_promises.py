"""Connectors that break their promises are contained."""

from collections.abc import Callable, Generator
from typing import Any

import pytest
from tests.unit.drive.holding import GET, NO, YES, Hold, Script, asking, is_fault

from postwire.diagnosis import Action
from postwire.drive import MOST_REQUESTS
from postwire.exchange import Exchange, Reply, Request
from postwire.operation import Operation
from postwire.transport import MaybeArrived, NotSent

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
