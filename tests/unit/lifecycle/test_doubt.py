"""The third law of the lifecycle: what happens after a publish call that ended without a clear answer."""

from collections.abc import Callable
from datetime import datetime

import pytest

from postwire import progress
from postwire.container import Container
from postwire.diagnosis import Action, Category, Diagnosis
from postwire.lifecycle import Step, effects, events
from postwire.lifecycle.publishing import LOOK_FOR_ID
from postwire.lifecycle.refusal import RESTAGES
from postwire.manifest import Pace, Republish
from postwire.operation import Operation
from postwire.receipt import Receipt
from postwire.state import (
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
OTHER = Receipt("p2")
NOT_LIVE = (progress.Ready(), progress.Processing())


def sent(make_stage: MakeStage, at: At) -> Publishing:
    """A delivery whose publish call is under way."""
    return Publishing(make_stage(publishes=1), at(0))


def lost(moment: datetime) -> events.Lost:
    return events.Lost(moment, Operation.PUBLISH, "read timeout")


def not_sent(moment: datetime, operation: Operation = Operation.PUBLISH) -> events.NotSent:
    return events.NotSent(moment, operation, "connection refused")


def test_3_a_lost_answer_is_looked_up_first(after: After, at: At, make_stage: MakeStage) -> None:
    step = after(sent(make_stage, at), lost(at(30)))
    assert isinstance(step.state, Publishing)
    assert step.state.stage.doubted
    assert step.effect is None
    assert step.wake_at == at(30) + PACE.first_look
    assert isinstance(after(step.state, events.Due(at(32))).effect, effects.Verify)


@pytest.mark.parametrize(
    "answer",
    [
        (Action.RETRY, Category.TRANSIENT, 500),
        (Action.GIVE_UP, Category.CONTENT_INVALID, 503),
        (Action.RECONNECT, Category.AUTH, 500),
        (Action.RETRY, Category.MEDIA_PROCESSING, 200),
        (Action.FIX_SETUP, Category.CONFIGURATION, 302),
        (Action.FIX_INPUT, Category.CONTENT_INVALID, 0),
        (Action.FIX_INPUT, Category.CONTENT_INVALID, None),
        (Action.VERIFY, Category.ACCOUNT_RESTRICTED, 400),
    ],
    ids=str,
)
def test_3_an_answer_that_may_lie_is_looked_up_like_a_lost_one(
    answer: tuple[object, ...], after: After, at: At, make_stage: MakeStage, make_diagnosis: Make
) -> None:
    refusal = events.Refusal(at(1), Operation.PUBLISH, make_diagnosis(*answer))
    step = after(sent(make_stage, at), refusal)
    assert isinstance(step.state, Publishing)
    assert step.state.stage.doubted
    assert step.state.doubt == refusal.diagnosis


def test_3_live_is_published_with_the_real_post_id_and_permalink(after: After, at: At, make_stage: MakeStage) -> None:
    doubtful = sent(make_stage, at), lost(at(30)), events.Due(at(32))
    named = events.Verified(at(32), progress.Live(LIVE), None)
    found = events.Verified(at(32), progress.Live(), (LIVE,))
    gone_but_found = events.Verified(at(32), progress.Gone(), (LIVE,))
    for verified in (named, found, gone_but_found):
        assert after(*doubtful, verified) == Step(Published(LIVE))


def test_3_live_without_an_id_is_looked_for_and_then_left_to_a_person(
    after: After, at: At, make_stage: MakeStage
) -> None:
    state: State = after(sent(make_stage, at), lost(at(30)), events.Due(at(32))).state
    asked = at(32)
    for _ in range(MANY):
        step = after(state, events.Verified(asked, progress.Live(), ()))
        if step.wake_at is None:
            break
        assert step.wake_at > asked
        state, asked = step.state, step.wake_at
    assert isinstance(step.state, Unconfirmed)
    assert step.state.live
    assert asked >= at(30) + PACE.settle * LOOK_FOR_ID


def test_3_live_is_not_left_to_a_person_by_a_search_that_failed_once(
    after: After, at: At, make_stage: MakeStage
) -> None:
    failed = events.Verified(at(DAY), progress.Live(), None)
    step = after(sent(make_stage, at), lost(at(30)), events.Due(at(DAY)), failed)
    assert isinstance(step.state, Publishing)
    assert step.state.live
    assert step.wake_at is not None
    found = events.Verified(step.wake_at, progress.Live(), (LIVE,))
    assert after(step.state, events.Due(step.wake_at), found) == Step(Published(LIVE))


def test_3_live_is_left_to_a_person_where_it_cannot_be_searched_at_all(
    after: After, at: At, make_stage: MakeStage
) -> None:
    state: State = after(sent(make_stage, at), lost(at(30)), events.Due(at(DAY))).state
    for tries in range(1, PACE.tries + 1):
        state = after(state, events.Verified(at(DAY + 60 * tries), progress.Live(), None)).state
    assert isinstance(state, Unconfirmed)
    assert state.live


@pytest.mark.parametrize("learnt", [*NOT_LIVE, progress.Gone(), None])
def test_3_not_live_is_believed_a_settle_time_after_the_answer_was_given_up(
    learnt: progress.Progress | None, after: After, at: At, make_stage: MakeStage
) -> None:
    slow = sent(make_stage, at), lost(at(300)), events.Due(at(302))
    early = after(*slow, events.Verified(at(302), learnt, ()))
    assert isinstance(early.state, Publishing)
    assert early.wake_at is not None
    assert at(302) < early.wake_at <= at(300 + SETTLE)
    late = after(*slow, events.Verified(at(300 + SETTLE), learnt, ()))
    assert not isinstance(late.state, Publishing)


def test_3_after_a_crash_one_look_is_not_enough(after: After, at: At, make_stage: MakeStage) -> None:
    step = after(sent(make_stage, at), events.Due(at(DAY)), events.Verified(at(DAY), progress.Ready(), ()))
    assert isinstance(step.state, Publishing)
    assert step.wake_at is not None


@pytest.mark.parametrize(("learnt", "back"), [(progress.Ready(), Ready), (progress.Processing(), Processing)])
def test_3_where_one_container_goes_live_once_the_same_container_is_sent_again(
    learnt: progress.Progress, back: type[State], after: After, at: At, make_stage: MakeStage
) -> None:
    verified = events.Verified(at(SETTLE), learnt, ())
    step = after(sent(make_stage, at), lost(at(0)), verified)
    assert isinstance(step.state, back)
    assert getattr(step.state, "stage", None) == make_stage(publishes=1, doubted=True)
    assert step.wake_at == at(SETTLE)


def test_3_where_a_second_call_is_known_to_change_nothing_nobody_waits_to_make_it(
    after: After, at: At, make_stage: MakeStage
) -> None:
    verified = events.Verified(at(1), progress.Ready(), None)
    step = after(sent(make_stage, at), lost(at(0)), verified, republish=Republish.IDEMPOTENT)
    assert step == Step(Ready(make_stage(publishes=1, doubted=True), step.state.trouble), wake_at=at(1))


def test_3_what_was_live_once_is_not_sent_again_even_then(after: After, at: At, make_stage: MakeStage) -> None:
    seen = (
        events.Verified(at(1), progress.Live(), None),
        events.Due(at(2)),
        events.Verified(at(2), progress.Ready(), ()),
    )
    step = after(sent(make_stage, at), lost(at(0)), *seen, republish=Republish.IDEMPOTENT)
    assert isinstance(step.state, Publishing)


@pytest.mark.parametrize("learnt", NOT_LIVE)
def test_3_without_that_promise_a_person_decides(
    learnt: progress.Progress, after: After, at: At, make_stage: MakeStage
) -> None:
    verified = events.Verified(at(SETTLE), learnt, ())
    step = after(sent(make_stage, at), lost(at(0)), verified, republish=Republish.NEVER)
    assert isinstance(step.state, Unconfirmed)
    assert step.wake_at is None


def test_3_a_doubted_container_is_not_sent_again_once_an_operator_has_chosen_never(
    after: After, at: At, make_stage: MakeStage
) -> None:
    doubted = Ready(make_stage(publishes=1, doubted=True))
    assert isinstance(after(doubted, events.Due(at(0))).effect, effects.Publish)
    step = after(doubted, events.Due(at(0)), republish=Republish.NEVER)
    assert isinstance(step.state, Unconfirmed)
    assert step.effect is None


def test_3_another_container_is_never_sent_in_place_of_a_doubted_one(
    after: After, at: At, make_stage: MakeStage
) -> None:
    other = progress.Ready(Container("c2"))
    doubted = make_stage(publishes=1, doubted=True)
    polled = after(Processing(doubted), events.Polled(at(0), other))
    verified = after(Publishing(doubted, at(0)), events.Due(at(0)), events.Verified(at(SETTLE), other, ()))
    for step in (polled, verified):
        assert isinstance(step.state, Ready)
        assert step.state.stage == doubted


def test_3_a_container_that_moved_on_is_taken_over(after: After, at: At, make_stage: MakeStage) -> None:
    finished = Container("c2", data={"children": "finished"})
    step = after(Processing(make_stage()), events.Polled(at(0), progress.Ready(finished)))
    assert step.state == Ready(make_stage(container=finished))
    grown = Container("c1", data={"step": 2})
    step = after(Processing(make_stage(doubted=True)), events.Polled(at(0), progress.Processing(grown)))
    assert step.state == Processing(make_stage(container=grown, doubted=True))


@pytest.mark.parametrize("republish", Republish)
def test_3_a_container_gone_after_a_doubtful_publish_is_never_staged_anew(
    republish: Republish, after: After, at: At, make_stage: MakeStage
) -> None:
    doubtful = after(sent(make_stage, at), lost(at(0))).state
    step = after(doubtful, events.Verified(at(SETTLE), progress.Gone(), ()), republish=republish)
    assert isinstance(step.state, Unconfirmed)
    assert step.wake_at is None


def test_3_find_has_its_say_wherever_a_doubted_container_comes_to_its_end(
    after: After, at: At, make_stage: MakeStage, make_diagnosis: Make
) -> None:
    for end in (progress.Gone(), progress.Rejected(make_diagnosis())):
        waiting = Processing(make_stage(publishes=1, doubted=True))
        gone = waiting, events.Polled(at(5), end), events.Due(at(5))
        assert isinstance(after(*gone).effect, effects.Verify)
        assert after(*gone, events.Verified(at(5), progress.Gone(), (LIVE,))).state == Published(LIVE)
        assert isinstance(after(*gone, events.Verified(at(5 + SETTLE), progress.Gone(), ())).state, Unconfirmed)


def test_3_a_container_gone_after_a_clear_no_is_staged_anew_and_not_for_ever(
    after: After, at: At, make_stage: MakeStage
) -> None:
    gone = events.Polled(at(5), progress.Gone())
    step = after(Processing(make_stage(publishes=1)), gone)
    assert step == Step(Queued(Trouble(restaged=1)), wake_at=at(5))
    assert isinstance(after(Processing(make_stage(), Trouble(restaged=RESTAGES)), gone).state, Failed)


def test_3_several_posts_that_say_the_same_are_left_to_a_person_by_name(
    after: After, at: At, make_stage: MakeStage
) -> None:
    verified = events.Verified(at(SETTLE), progress.Live(), (LIVE, OTHER))
    waiting = after(sent(make_stage, at), lost(at(0)), verified)
    assert isinstance(waiting.state, Publishing)
    verified = events.Verified(at(SETTLE * LOOK_FOR_ID), progress.Live(), (LIVE, OTHER))
    step = after(waiting.state, verified)
    assert isinstance(step.state, Unconfirmed)
    assert "p1, p2" in step.state.diagnosis.detail


def test_3_a_post_that_may_be_that_of_another_delivery_in_doubt_is_not_taken_for_ours(
    after: After, at: At, make_stage: MakeStage
) -> None:
    shared = events.Verified(at(5), progress.Gone(), (LIVE,), ("another",))
    waiting = after(sent(make_stage, at), lost(at(0)), shared)
    assert isinstance(waiting.state, Publishing)
    assert waiting.wake_at is not None
    step = after(waiting.state, events.Verified(at(SETTLE), progress.Gone(), (LIVE,), ("another",)))
    assert isinstance(step.state, Unconfirmed)
    assert "p1 says the same, and may as well be the post of another" in step.state.diagnosis.detail
    settled = after(waiting.state, events.Verified(at(SETTLE), progress.Gone(), (LIVE,)))
    assert settled.state == Published(LIVE)


def test_3_what_went_live_before_the_first_publish_call_is_not_looked_at(
    after: After, at: At, make_stage: MakeStage
) -> None:
    begun = after(Ready(make_stage()), events.Due(at(600)))
    looking = after(begun.state, lost(at(630)), events.Due(at(632)))
    assert looking.effect == effects.Verify(make_stage().container, at(600))
    again = after(looking.state, events.Verified(at(630 + SETTLE), progress.Ready(), ()), events.Due(at(800)))
    assert isinstance(again.effect, effects.Publish)
    assert after(again.state, lost(at(830)), events.Due(at(832))).effect == effects.Verify(
        make_stage().container, at(600)
    )


def test_3_what_never_left_raises_no_doubt(after: After, at: At, make_stage: MakeStage, make_diagnosis: Make) -> None:
    step = after(sent(make_stage, at), not_sent(at(1)))
    assert isinstance(step.state, Ready)
    assert step.state.stage == make_stage()
    token_missing = make_diagnosis(Action.RECONNECT, Category.AUTH, None)
    step = after(sent(make_stage, at), events.Refusal(at(1), Operation.PUBLISH, token_missing, sent=False))
    assert isinstance(step.state, Held)
    assert isinstance(step.state.back_to, Ready)
    assert step.state.back_to.stage == make_stage()


def test_3_a_doubt_outlives_a_later_call_that_never_left(after: After, at: At, make_stage: MakeStage) -> None:
    again = Publishing(make_stage(publishes=2, doubted=True), at(0))
    step = after(again, not_sent(at(1)))
    assert isinstance(step.state, Processing), "time has passed since the last look"
    assert step.state.stage == make_stage(publishes=1, doubted=True)
    assert after(step.state, events.Due(at(5))).effect == effects.Poll(make_stage().container)
    assert isinstance(after(again, not_sent(at(1)), can_poll=False).state, Ready)


def test_3_nothing_that_was_sent_is_counted_back_while_looking(after: After, at: At, make_stage: MakeStage) -> None:
    looking = after(sent(make_stage, at), events.Due(at(90))).state
    step = after(looking, not_sent(at(91)))
    assert isinstance(step.state, Publishing)
    assert step.state.stage.publishes == 1


def test_3_a_clear_no_to_a_doubted_container_settles_nothing(
    after: After, at: At, make_stage: MakeStage, make_diagnosis: Make
) -> None:
    again = Publishing(make_stage(publishes=2, doubted=True), at(0))
    step = after(again, events.Refusal(at(1), Operation.PUBLISH, make_diagnosis(Action.FIX_INPUT)))
    assert isinstance(step.state, Publishing)


def test_3_looking_that_fails_is_tried_for_as_long_as_an_outage_may_last(
    after: After, at: At, make_stage: MakeStage
) -> None:
    blind = events.Lost(at(3 * DAY + 1), Operation.POLL, "reset")
    rebooted = after(sent(make_stage, at), events.Due(at(3 * DAY)), blind)
    assert isinstance(rebooted.state, Publishing)
    assert rebooted.wake_at is not None
    later = not_sent(blind.at + PACE.give_up, Operation.READ)
    step = after(rebooted.state, events.Due(later.at), later)
    assert isinstance(step.state, Unconfirmed)
    assert "looking failed" in step.state.diagnosis.detail


def test_3_a_look_that_needs_somebody_waits_for_them_and_looks_again(
    after: After, at: At, make_stage: MakeStage, make_diagnosis: Make
) -> None:
    revoked = events.Refusal(at(5), Operation.POLL, make_diagnosis(Action.RECONNECT, Category.AUTH))
    step = after(sent(make_stage, at), events.Due(at(4)), revoked)
    assert isinstance(step.state, Held)
    assert step.wake_at is None
    assert isinstance(after(step.state, events.Resume(at(9)), events.Due(at(9))).effect, effects.Verify)


def test_a_refused_call_is_searched_for_before_another_where_nothing_is_promised(
    after: After, at: At, make_stage: MakeStage
) -> None:
    refused = Ready(make_stage(publishes=1, published_from=at(0)))
    publish = effects.Publish(Container("c1"))
    assert after(Ready(make_stage()), events.Due(at(0)), republish=Republish.NEVER).effect == publish
    again = after(refused, events.Due(at(600)), republish=Republish.NEVER)
    assert again.effect == effects.Publish(Container("c1"), refused_since=at(0))
    assert after(refused, events.Due(at(600)), republish=Republish.NEVER, can_find=False).effect == publish
    for promised in (Republish.SAME_CONTAINER, Republish.IDEMPOTENT):
        assert after(refused, events.Due(at(600)), republish=promised).effect == publish
