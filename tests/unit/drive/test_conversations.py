"""Holding conversations: what goes well, refusals, and publishing."""

import pytest
from attrs import evolve
from tests.unit.drive.holding import GET, NO, POST, STRANGE, YES, Hold, Script, asking, is_fault

from postwire.connector import Connector, ConnectorFault
from postwire.diagnosis import Action, Category, Diagnosis
from postwire.drive import Answered
from postwire.exchange import Exchange, Refused, Reply
from postwire.operation import Operation

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
