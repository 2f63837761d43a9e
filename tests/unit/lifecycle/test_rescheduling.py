"""Another hour for what has not begun to go out."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from postwire.delivery import LateKind, LatePolicy
from postwire.diagnosis import Action, Category, Diagnosis
from postwire.lifecycle import Impossible, Step, effects, events
from postwire.manifest import Pace
from postwire.receipt import Receipt
from postwire.state import (
    Cancelled,
    Creating,
    Failed,
    Held,
    Missed,
    Processing,
    Published,
    Publishing,
    Queued,
    Ready,
    Stage,
    State,
    Trouble,
)

After = Callable[..., Step]
At = Callable[[float], datetime]
MakeStage = Callable[..., Stage]

HOUR = timedelta(hours=1)


def test_what_is_queued_wakes_at_its_new_hour_less_its_preparation(after: After, at: At) -> None:
    assert after(Queued(), events.Reschedule(at(0)), due=at(7200)) == Step(Queued(), wake_at=at(7200))
    ahead = after(Queued(), events.Reschedule(at(0)), due=at(7200), prepare_ahead=HOUR)
    assert ahead.wake_at == at(3600)
    assert after(Queued(), events.Reschedule(at(9)), due=at(1)).wake_at == at(9)


def test_what_is_prepared_waits_for_its_new_hour_and_then_goes_out(after: After, at: At, make_stage: MakeStage) -> None:
    step = after(Ready(make_stage()), events.Reschedule(at(5)), due=at(7200))
    assert step == Step(Ready(make_stage()), wake_at=at(7200))
    assert isinstance(after(step.state, events.Due(at(7200)), due=at(7200)).effect, effects.Publish)


def test_a_container_that_would_not_live_so_long_is_left_for_a_new_one(
    after: After, at: At, make_stage: MakeStage
) -> None:
    for staged in (Processing(make_stage()), Ready(make_stage())):
        kept = after(staged, events.Reschedule(at(5)), due=at(3599), pace=Pace(container_life=HOUR))
        assert kept.state == staged
        dropped = after(staged, events.Reschedule(at(5)), due=at(3600), pace=Pace(container_life=HOUR))
        assert dropped == Step(Queued(), wake_at=at(3600))


def test_a_create_that_was_begun_is_begun_again_for_the_new_hour(after: After, at: At) -> None:
    assert after(Creating(), events.Reschedule(at(5)), due=at(60)) == Step(Queued(), wake_at=at(60))


def test_patience_begins_anew(after: After, at: At) -> None:
    tired = Trouble(tries=4, since=at(-900))
    assert after(Queued(tired), events.Reschedule(at(5)), due=at(60)).state == Queued()


def test_a_new_hour_answers_the_question_of_a_late_delivery(after: After, at: At, make_stage: MakeStage) -> None:
    policy = LatePolicy(LateKind.HOLD, HOUR)
    asked = after(Ready(make_stage()), events.Due(at(3601)), late=policy).state
    assert isinstance(asked, Held)
    step = after(asked, events.Reschedule(at(4000)), late=policy, due=at(9000))
    assert step == Step(Ready(make_stage()), wake_at=at(9000))


def test_what_missed_its_hour_gets_another(after: After, at: At, make_stage: MakeStage) -> None:
    for missed in (Missed(), Missed(make_stage())):
        assert after(missed, events.Reschedule(at(4000)), due=at(9000)) == Step(Queued(), wake_at=at(9000))


def test_nothing_that_has_begun_to_go_out_gets_another_hour(
    after: After, at: At, make_stage: MakeStage, make_diagnosis: Callable[..., Diagnosis]
) -> None:
    doubted = make_stage(publishes=1, doubted=True)
    no = make_diagnosis(Action.RECONNECT, Category.AUTH)
    begun: tuple[State, ...] = (
        Publishing(make_stage(), at(0)),
        Ready(doubted),
        Processing(doubted),
        Held(no, Publishing(doubted, at(0))),
        Held(no, Ready(doubted)),
        Missed(doubted),
        Published(Receipt("p1")),
        Failed(no),
        Cancelled(),
    )
    for state in begun:
        with pytest.raises(Impossible, match=r"may be live|begun to go out") as refused:
            after(state, events.Reschedule(at(5)), due=at(9000))
        assert refused.value.state is state
