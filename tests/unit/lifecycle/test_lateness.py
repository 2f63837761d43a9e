"""When a delivery's hour has come, and what happens once it has passed."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from postwire.delivery import LateKind, LatePolicy
from postwire.lifecycle import Step, effects, events
from postwire.state import Creating, Held, Missed, Processing, Publishing, Queued, Ready, Stage, State

After = Callable[..., Step]
At = Callable[[float], datetime]
MakeStage = Callable[..., Stage]

HOUR = timedelta(hours=1)


def test_nothing_is_begun_before_its_time(after: After, at: At) -> None:
    assert after(Queued(), events.Due(at(-1))) == Step(Queued(), wake_at=at(0))
    assert after(Queued(), events.Due(at(-7200)), prepare_ahead=HOUR) == Step(Queued(), wake_at=at(-3600))
    assert after(Queued(), events.Due(at(-3600)), prepare_ahead=HOUR).effect == effects.Create()


def test_what_was_prepared_ahead_waits_for_its_hour(after: After, at: At, make_stage: MakeStage) -> None:
    ready = Ready(make_stage())
    assert after(ready, events.Due(at(-1))) == Step(ready, wake_at=at(0))
    assert isinstance(after(ready, events.Due(at(0))).effect, effects.Publish)


@pytest.mark.parametrize("kind", LateKind)
def test_within_its_bound_late_is_still_on_time(kind: LateKind, after: After, at: At, make_stage: MakeStage) -> None:
    policy = LatePolicy(kind, HOUR)
    assert isinstance(after(Queued(), events.Due(at(3600)), late=policy).state, Creating)
    assert isinstance(after(Ready(make_stage()), events.Due(at(3600)), late=policy).state, Publishing)


@pytest.mark.parametrize("kind", [LateKind.WITHIN, LateKind.SKIP])
def test_a_delivery_that_is_too_late_is_missed_and_keeps_its_container(
    kind: LateKind, after: After, at: At, make_stage: MakeStage
) -> None:
    stage = make_stage()
    for state, kept in ((Queued(), None), (Creating(), None), (Ready(stage), stage)):
        assert after(state, events.Due(at(3601)), late=LatePolicy(kind, HOUR)) == Step(Missed(kept))


def test_a_late_delivery_is_sent_where_the_policy_says_publish(after: After, at: At, make_stage: MakeStage) -> None:
    assert isinstance(after(Ready(make_stage()), events.Due(at(9e6))).effect, effects.Publish)


def test_a_late_delivery_waits_for_a_person_where_the_policy_says_hold(
    after: After, at: At, make_stage: MakeStage
) -> None:
    for state in (Queued(), Ready(make_stage())):
        step = after(state, events.Due(at(3601)), late=LatePolicy(LateKind.HOLD, HOUR))
        assert isinstance(step.state, Held)
        assert step.state.back_to == state
        assert step.wake_at is None
        assert "resume" in step.state.diagnosis.next_step


def test_a_person_who_lets_a_late_delivery_go_is_not_asked_again(after: After, at: At, make_stage: MakeStage) -> None:
    policy = LatePolicy(LateKind.HOLD, HOUR)
    asked = after(Ready(make_stage()), events.Due(at(3601)), late=policy).state
    let_go = at(9000)
    step = after(asked, events.Resume(let_go), events.Due(let_go), late=policy, due=let_go)
    assert isinstance(step.effect, effects.Publish)


def test_a_poll_is_never_too_late(after: After, at: At, make_stage: MakeStage) -> None:
    state: State = Processing(make_stage())
    assert isinstance(after(state, events.Due(at(9e6)), late=LatePolicy(LateKind.SKIP)).effect, effects.Poll)
