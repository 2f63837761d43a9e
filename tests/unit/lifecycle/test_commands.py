"""What people may ask of a delivery, and what rests until they do."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from postwire import progress
from postwire.diagnosis import Action, Category, Diagnosis
from postwire.lifecycle import Impossible, Step, effects, events
from postwire.operation import Operation
from postwire.receipt import Receipt
from postwire.state import (
    Cancelled,
    Creating,
    Deleted,
    Deleting,
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
    Unconfirmed,
)

After = Callable[..., Step]
At = Callable[[float], datetime]
Make = Callable[..., Diagnosis]
MakeStage = Callable[..., Stage]

LIVE = Receipt("p1")


@pytest.fixture
def doubted(make_stage: MakeStage) -> Stage:
    return make_stage(publishes=1, doubted=True)


@pytest.fixture
def revoked(make_diagnosis: Make) -> Diagnosis:
    return make_diagnosis(Action.RECONNECT, Category.AUTH)


def test_whatever_is_certainly_not_live_can_be_called_off(
    after: After, at: At, make_stage: MakeStage, revoked: Diagnosis
) -> None:
    open_ = (Queued(), Creating(), Processing(make_stage()), Ready(make_stage(publishes=3)))
    for state in (*open_, *(Held(revoked, state) for state in open_)):
        assert after(state, events.Cancel(at(0))) == Step(Cancelled())


def test_a_refusal_of_publish_is_not_believed_before_the_container_was_asked(
    after: After, at: At, make_stage: MakeStage, revoked: Diagnosis
) -> None:
    refused = Processing(make_stage(publishes=1))
    with pytest.raises(Impossible, match="is not asked yet; try again"):
        after(refused, events.Cancel(at(0)))
    with pytest.raises(Impossible, match="`resume` asks, and `resolve` is for who has looked"):
        after(Held(revoked, refused), events.Cancel(at(0)))
    assert isinstance(after(Held(revoked, refused), events.Resolve(at(1), None)).state, Failed)
    assert after(Held(revoked, refused), events.Resolve(at(1), LIVE)).state == Published(LIVE)
    asked = after(refused, events.Due(at(1)), events.Polled(at(2), progress.Ready()))
    assert after(asked.state, events.Cancel(at(3))) == Step(Cancelled())


def test_what_may_be_live_cannot_be_called_off(after: After, at: At, doubted: Stage, revoked: Diagnosis) -> None:
    open_ = (Processing(doubted), Ready(doubted), Publishing(doubted, at(0)))
    for state in (*open_, *(Held(revoked, state) for state in open_), Unconfirmed(doubted, at(0), revoked)):
        with pytest.raises(Impossible):
            after(state, events.Cancel(at(0)))


def test_a_person_who_looked_settles_what_nobody_else_can(
    after: After, at: At, doubted: Stage, revoked: Diagnosis
) -> None:
    stuck = (
        Unconfirmed(doubted, at(0), revoked),
        Unconfirmed(doubted, at(0), revoked, live=True),
        *(Held(revoked, back_to) for back_to in (Processing(doubted), Ready(doubted), Publishing(doubted, at(0)))),
    )
    for state in stuck:
        assert after(state, events.Resolve(at(1), LIVE)) == Step(Published(LIVE))
        settled = after(state, events.Resolve(at(1), None))
        assert isinstance(settled.state, Failed)
        assert after(settled.state, events.Retry(at(2))) == Step(Queued(), wake_at=at(2))


def test_an_unconfirmed_delivery_can_be_looked_up_once_more(
    after: After, at: At, doubted: Stage, revoked: Diagnosis
) -> None:
    unconfirmed = Unconfirmed(doubted, at(0), revoked)
    looking = after(unconfirmed, events.Resume(at(9000)), events.Due(at(9000)))
    assert isinstance(looking.effect, effects.Verify)
    found = events.Verified(at(9000), None, (LIVE,))
    assert after(looking.state, found) == Step(Published(LIVE))


def test_looking_again_and_again_tells_the_same_story_at_the_same_length(after: After, at: At, doubted: Stage) -> None:
    lost = events.Lost(at(0), Operation.PUBLISH, "read timeout")
    state: State = Publishing(doubted, at(0))
    story = set()
    for round_ in range(1, 5):
        nothing = events.Verified(at(round_ * 1000), None, ())
        first = [lost] if round_ == 1 else [events.Resume(nothing.at)]
        state = after(state, *first, events.Due(nothing.at), nothing).state
        assert isinstance(state, Unconfirmed)
        story.add(state.diagnosis.detail)
    assert len(story) == 1
    assert story.pop().endswith("the publish call ended with: read timeout")


def test_retry_starts_anew_and_resume_goes_on_with_the_container(
    after: After, at: At, make_stage: MakeStage, revoked: Diagnosis
) -> None:
    stage = make_stage(publishes=1)
    for state in (Failed(revoked, stage), Missed(stage)):
        assert after(state, events.Retry(at(5))) == Step(Queued(), wake_at=at(5))
        resumed = after(state, events.Resume(at(5)))
        assert isinstance(resumed.state, Processing)
        assert resumed.state.stage == stage
        assert resumed.wake_at == at(5)
    assert after(Cancelled(), events.Retry(at(5))) == Step(Queued(), wake_at=at(5))


def test_resume_asks_no_platform_that_cannot_be_asked(
    after: After, at: At, make_stage: MakeStage, revoked: Diagnosis
) -> None:
    step = after(Failed(revoked, make_stage()), events.Resume(at(5)), can_poll=False)
    assert isinstance(step.state, Ready)
    step = after(Creating(), events.Created(at(5), make_stage().container), can_poll=False)
    assert isinstance(step.state, Ready)


def test_what_ended_in_doubt_is_never_started_anew(after: After, at: At, doubted: Stage, revoked: Diagnosis) -> None:
    for state in (Failed(revoked, doubted), Missed(doubted)):
        with pytest.raises(Impossible, match="resume"):
            after(state, events.Retry(at(5)))


@pytest.mark.parametrize("ended", [Failed, Missed])
def test_resume_without_a_container_says_what_to_do_instead(
    ended: type[State], after: After, at: At, revoked: Diagnosis
) -> None:
    state = Failed(revoked) if ended is Failed else Missed()
    with pytest.raises(Impossible, match="`retry` starts anew"):
        after(state, events.Resume(at(5)))


def test_a_window_opens_by_itself(after: After, at: At, make_diagnosis: Make) -> None:
    for category, retry_after, opens in (
        (Category.QUOTA, 7.0, at(7)),
        (Category.QUOTA, None, at(3600)),
        (Category.RATE_LIMIT, None, at(900)),
        (Category.RATE_LIMIT, -7.0, at(0)),
        (Category.RATE_LIMIT, float("nan"), at(900)),
    ):
        full = make_diagnosis(Action.WAIT, category, 429, retry_after)
        step = after(Creating(), events.Refusal(at(0), Operation.CREATE, full))
        assert isinstance(step.state, Held)
        assert step.wake_at == opens
        assert isinstance(after(step.state, events.Due(opens), events.Due(opens)).effect, effects.Create)


def test_what_waited_for_somebody_goes_on_where_it_was_with_patience_anew(
    after: After, at: At, make_stage: MakeStage, revoked: Diagnosis
) -> None:
    tired = Trouble(tries=4, since=at(-900), restaged=1)
    for back_to in (Queued(tired), Processing(make_stage(), tired), Deleting(LIVE, tired)):
        step = after(Held(revoked, back_to), events.Resume(at(5)))
        assert type(step.state) is type(back_to)
        assert step.state.trouble == Trouble(last=revoked, restaged=1)
        assert step.wake_at == at(5)


def test_a_post_is_taken_down_only_once_it_is_gone(
    after: After, at: At, make_diagnosis: Make, revoked: Diagnosis
) -> None:
    deleting = after(Published(LIVE), events.Delete(at(0)), events.Due(at(0)))
    assert deleting == Step(Deleting(LIVE), effects.Remove(LIVE))
    assert after(deleting.state, events.Due(at(9))).effect == effects.Remove(LIVE)
    hiccup = after(deleting.state, events.Lost(at(1), Operation.DELETE, "read timeout"))
    assert isinstance(hiccup.state, Deleting)
    assert hiccup.wake_at is not None
    assert hiccup.wake_at > at(1)
    for no in (revoked, make_diagnosis(Action.GIVE_UP)):
        refused = after(deleting.state, events.Refusal(at(1), Operation.DELETE, no))
        assert refused == Step(Held(no, Deleting(LIVE)))
        assert after(refused.state, events.Cancel(at(2))) == Step(Published(LIVE))
    assert after(deleting.state, events.Removed(at(1))) == Step(Deleted(LIVE))


def test_an_outage_does_not_end_a_deletion(after: After, at: At) -> None:
    state: State = Deleting(LIVE)
    moment = at(0)
    while moment < at(0) + timedelta(hours=25):
        step = after(state, events.NotSent(moment, Operation.DELETE, "connection refused"))
        if isinstance(step.state, Held):
            break
        assert step.wake_at is not None
        state, moment = step.state, step.wake_at
    assert isinstance(step.state, Held)
    assert step.state.back_to == Deleting(LIVE)
    assert isinstance(after(step.state, events.Resume(moment), events.Due(moment)).effect, effects.Remove)
