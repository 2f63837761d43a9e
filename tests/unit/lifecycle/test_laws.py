"""The seven laws of the lifecycle. A test's name begins with the number of its law.

The third, which is the longest, has `test_doubt.py` to itself.
"""

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from postwire import codec, progress
from postwire.container import Container
from postwire.diagnosis import Action, Category, Diagnosis
from postwire.lifecycle import Impossible, Step, Terms, advance, effects, events, reasons
from postwire.lifecycle.publishing import LOOK_FOR_ID
from postwire.lifecycle.refusal import RESTAGES
from postwire.manifest import Pace, Republish
from postwire.operation import Operation
from postwire.receipt import Receipt
from postwire.state import (
    Creating,
    Failed,
    Held,
    Processing,
    Published,
    Publishing,
    Queued,
    Ready,
    Stage,
    State,
    Trouble,
    Unconfirmed,
)

After = Callable[..., Step]
At = Callable[[float], datetime]
Make = Callable[..., Diagnosis]
MakeStage = Callable[..., Stage]

PACE = Pace()
SETTLE = PACE.settle.total_seconds()
DAY = 24 * 3600.0
MANY = 700
"""More moves than any of these stories takes."""
LIVE = Receipt("p1", "https://paper.example/p1")
LOST = reasons.lost("paper", "read timeout")
LOOKS = (progress.Live(), progress.Live(LIVE), progress.Gone(), progress.Ready(), progress.Processing(), None)


def sent(make_stage: MakeStage, at: At) -> Publishing:
    """A delivery whose publish call is under way."""
    return Publishing(make_stage(publishes=1), at(0))


def lost(moment: datetime) -> events.Lost:
    return events.Lost(moment, Operation.PUBLISH, "read timeout")


def not_sent(moment: datetime, operation: Operation = Operation.PUBLISH) -> events.NotSent:
    return events.NotSent(moment, operation, "connection refused")


def test_1_a_crash_after_any_save_is_just_another_wake(instances: dict[str, State], after: After, at: At) -> None:
    for state in instances.values():
        step = after(state, events.Due(at(0)))
        if step.effect is None:
            continue
        woken = after(step.state, events.Due(at(600)))
        assert not isinstance(woken.effect, effects.Publish)
        assert type(woken.effect) is type(step.effect) or isinstance(
            woken.state, Publishing | Queued | Creating | Failed
        )
        assert woken.effect is not None or woken.wake_at is not None or isinstance(woken.state, Failed)


def test_1_what_is_on_disk_names_the_effect_before_it_is_performed(after: After, at: At, make_stage: MakeStage) -> None:
    assert after(Queued(), events.Due(at(0))) == Step(Creating(), effects.Create())
    ready = Ready(make_stage())
    step = after(ready, events.Due(at(0)))
    assert step == Step(
        Publishing(make_stage(publishes=1, published_from=at(0)), at(0)), effects.Publish(ready.stage.container)
    )


def test_1_a_create_that_never_comes_to_an_end_is_given_up(after: After, at: At) -> None:
    step = after(Creating(), *[events.Due(at(0))] * 30)
    assert isinstance(step.state, Failed)
    assert "begun 10 times" in step.state.diagnosis.detail


@pytest.mark.parametrize("republish", Republish)
def test_2_waking_a_saved_publishing_looks_and_never_publishes(
    republish: Republish, after: After, at: At, make_stage: MakeStage
) -> None:
    state: State = sent(make_stage, at)
    for seconds in (0, 1, 60, DAY, 40 * DAY):
        step = after(state, events.Due(at(seconds)), republish=republish)
        assert step.effect == effects.Verify(Container("c1"), at(0))
        assert isinstance(step.state, Publishing)
        assert step.state.stage.doubted
        state = step.state


def test_2_a_platform_that_cannot_be_asked_is_left_to_a_person(after: After, at: At, make_stage: MakeStage) -> None:
    step = after(sent(make_stage, at), events.Due(at(90)), can_poll=False, can_find=False)
    assert isinstance(step.state, Unconfirmed)
    assert step.effect is None


def test_4_published_from_the_platform_ends_a_delivery_that_was_refused(
    after: After, at: At, make_stage: MakeStage, make_diagnosis: Make
) -> None:
    not_ready = events.Refusal(at(1), Operation.PUBLISH, make_diagnosis())
    lied = after(sent(make_stage, at), not_ready, events.Polled(at(5), progress.Live(LIVE)))
    assert lied == Step(Published(LIVE))


@pytest.mark.parametrize("republish", Republish)
@pytest.mark.parametrize("learnt", LOOKS)
def test_4_published_from_the_platform_never_leads_to_another_publish(
    learnt: progress.Progress | None, republish: Republish, after: After, at: At, make_stage: MakeStage
) -> None:
    first_words = [
        after(Processing(make_stage(publishes=1)), events.Polled(at(5), progress.Live())),
        after(sent(make_stage, at), lost(at(0)), events.Verified(at(5), progress.Live(), ())),
    ]
    asked_a_person = Unconfirmed(make_stage(publishes=1, doubted=True), at(0), LOST, live=True)
    first_words.append(after(asked_a_person, events.Resume(at(5))))
    for said_live, seconds in itertools.product(first_words, (5, 5 + SETTLE, 5 + SETTLE * LOOK_FOR_ID, DAY)):
        assert isinstance(said_live.state, Publishing)
        step = after(said_live.state, events.Verified(at(seconds), learnt, ()), republish=republish)
        assert isinstance(step.state, Publishing | Published | Unconfirmed)
        assert not isinstance(step.state, Unconfirmed) or step.state.live


def test_5_a_slow_container_is_asked_for_as_long_as_the_platform_may_hold_it(
    after: After, at: At, make_stage: MakeStage
) -> None:
    state: State = Processing(make_stage())
    asked, asks = at(0), 0
    while asked < at(0) + PACE.container_life * 2:
        step = after(state, events.Due(asked), events.Polled(asked, progress.Processing()))
        assert isinstance(step.state, Processing)
        assert step.wake_at is not None
        assert timedelta(0) < step.wake_at - asked <= PACE.slow_interval
        state, asked, asks = step.state, step.wake_at, asks + 1
    assert asks < MANY
    assert isinstance(after(state, events.Polled(asked, progress.Ready())).state, Ready)


def test_5_a_container_that_outlives_its_life_twice_is_staged_anew(after: After, at: At, make_stage: MakeStage) -> None:
    still = events.Polled(at(2 * DAY + 1), progress.Processing())
    assert isinstance(after(Processing(make_stage()), still).state, Queued)


def test_5_polls_that_fail_now_and_then_do_not_end_a_slow_container(
    after: After, at: At, make_stage: MakeStage, make_diagnosis: Make
) -> None:
    state: State = Processing(make_stage())
    for round_ in range(PACE.tries * 4):
        hiccup = events.Refusal(at(round_ * 10), Operation.POLL, make_diagnosis(Action.RETRY, Category.UNKNOWN))
        state = after(state, hiccup, events.Polled(at(round_ * 10 + 5), progress.Processing())).state
        assert isinstance(state, Processing)


def test_5_what_was_given_up_while_processing_goes_on_with_the_same_container(
    after: After, at: At, make_stage: MakeStage, make_diagnosis: Make
) -> None:
    hiccup = events.Refusal(at(1), Operation.POLL, make_diagnosis(Action.RETRY, Category.UNKNOWN))
    failed = after(Processing(make_stage()), *[hiccup] * PACE.tries).state
    assert isinstance(failed, Failed)
    resumed = after(failed, events.Resume(at(DAY)))
    assert isinstance(resumed.state, Processing)
    assert resumed.state.stage == make_stage()


def test_6_unknown_on_create_is_tried_a_few_times_and_then_failed(after: After, at: At, make_diagnosis: Make) -> None:
    unknown = make_diagnosis(Action.RETRY, Category.UNKNOWN)
    state: State = Queued()
    for count in range(1, PACE.tries + 1):
        step = after(state, events.Due(at(count)), events.Refusal(at(count), Operation.CREATE, unknown))
        state = step.state
        assert isinstance(state, Queued) == (count < PACE.tries)
    assert state == Failed(unknown)


@pytest.mark.parametrize("action", Action)
def test_6_unknown_on_publish_means_look_whatever_else_is_said(
    action: Action, after: After, at: At, make_stage: MakeStage, make_diagnosis: Make
) -> None:
    unknown = make_diagnosis(action, Category.UNKNOWN)
    step = after(sent(make_stage, at), events.Refusal(at(1), Operation.PUBLISH, unknown))
    assert isinstance(step.state, Publishing)
    assert isinstance(after(step.state, events.Due(at(3))).effect, effects.Verify)


def test_6_a_container_that_is_refused_again_and_again_is_replaced_and_not_for_ever(
    after: After, at: At, make_diagnosis: Make
) -> None:
    state, moment, created, published = Queued(), 0.0, 0, 0
    step = after(state, events.Due(at(0)))
    for _ in range(MANY):
        if isinstance(step.state, Failed):
            break
        match step.effect:
            case effects.Create():
                created += 1
                event: events.Event = events.Created(at(moment), Container(f"c{created}"))
            case effects.Poll():
                event = events.Polled(at(moment), progress.Ready())
            case effects.Publish():
                published += 1
                event = events.Refusal(at(moment), Operation.PUBLISH, make_diagnosis())
            case _:
                assert step.wake_at is not None
                moment = max(moment, (step.wake_at - at(0)).total_seconds())
                event = events.Due(at(moment))
        step = after(step.state, event)
    assert isinstance(step.state, Failed)
    assert created == 1 + RESTAGES
    assert published == created * PACE.tries
    assert moment > (1 + RESTAGES) * PACE.retry.total_seconds() * (2 ** (PACE.tries - 1) - 1) - 1


def test_6_a_container_that_the_platform_gave_up_is_replaced_and_not_for_ever(
    after: After, at: At, make_stage: MakeStage, make_diagnosis: Make
) -> None:
    hiccup, unfit, revoked = make_diagnosis(), make_diagnosis(Action.FIX_INPUT), make_diagnosis(Action.RECONNECT)
    step = after(Processing(make_stage()), events.Polled(at(5), progress.Rejected(hiccup)))
    assert isinstance(step.state, Queued)
    assert step.state.trouble.restaged == 1
    assert step.wake_at == at(5) + PACE.retry
    worn = Processing(make_stage(), Trouble(restaged=RESTAGES))
    assert after(worn, events.Polled(at(5), progress.Rejected(hiccup))) == Step(Failed(hiccup))
    assert after(Processing(make_stage()), events.Polled(at(5), progress.Rejected(unfit))) == Step(Failed(unfit))
    held = after(Processing(make_stage()), events.Polled(at(5), progress.Rejected(revoked))).state
    assert isinstance(held, Held)
    assert isinstance(held.back_to, Queued)


@pytest.mark.parametrize("operation", [Operation.CREATE, Operation.POLL, Operation.PUBLISH])
def test_6_an_outage_is_sat_out_and_then_given_up(
    operation: Operation, after: After, at: At, make_stage: MakeStage
) -> None:
    begin = {
        Operation.CREATE: Queued(),
        Operation.POLL: Processing(make_stage()),
        Operation.PUBLISH: Ready(make_stage()),
    }
    state, moment = begin[operation], at(0)
    for _ in range(MANY):
        step = after(state, events.Due(moment), not_sent(moment, operation))
        if step.wake_at is None:
            break
        assert step.wake_at > moment
        state, moment = step.state, step.wake_at
    assert isinstance(step.state, Failed)
    assert at(0) + PACE.give_up <= moment < at(0) + PACE.give_up + timedelta(minutes=10)


def test_6_an_outage_after_a_doubtful_publish_ends_with_a_person(after: After, at: At, make_stage: MakeStage) -> None:
    tired = Trouble(tries=300, since=at(-DAY - 1))
    again = Publishing(make_stage(publishes=2, doubted=True), at(0), tired)
    assert isinstance(after(again, not_sent(at(1))).state, Unconfirmed)
    doubted = Processing(make_stage(publishes=1, doubted=True), tired)
    step = after(doubted, not_sent(at(1), Operation.POLL))
    assert isinstance(step.state, Publishing)


def test_6_a_container_that_was_never_published_cannot_be_in_doubt(
    after: After, at: At, make_stage: MakeStage, make_diagnosis: Make
) -> None:
    odd = events.Refusal(at(1), Operation.POLL, make_diagnosis(Action.VERIFY, Category.UNKNOWN))
    assert isinstance(after(Processing(make_stage()), odd).state, Processing)
    assert isinstance(after(Processing(make_stage(publishes=1)), odd).state, Publishing)


def test_7_an_impossible_pair_names_the_event_the_state_and_the_reason(
    at: At, make_stage: MakeStage, make_terms: Callable[..., Terms]
) -> None:
    doubted = Ready(make_stage(publishes=1, doubted=True))
    with pytest.raises(Impossible, match=r"^cancel is not possible while ready: .*may be live$"):
        advance(doubted, events.Cancel(at(0)), make_terms())
    with pytest.raises(Impossible, match=r"^posted is not possible while queued$"):
        advance(Queued(), events.Posted(at(0), LIVE), make_terms())


def test_7_every_state_comes_back_from_the_store_as_it_was(instances: dict[str, State]) -> None:
    for name, state in instances.items():
        assert codec.load_state(codec.dump_state(state)) == state, name
