"""Random walks: whatever happens to a delivery, in whatever order, these things stay true."""

import contextlib
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from attrs import evolve
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from postwire import progress
from postwire.container import Container
from postwire.delivery import LateKind, LatePolicy
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.exchange import Reply
from postwire.lifecycle import Impossible, Step, Terms, advance, effects, events
from postwire.manifest import Pace, Republish
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
    Published,
    Publishing,
    Queued,
    Ready,
    Stage,
    State,
    Unconfirmed,
)

DUE = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
AT_REST = (Published, Deleted, Failed, Cancelled, Missed, Unconfirmed, Held)
OPERATION = {
    effects.Create: Operation.CREATE,
    effects.Poll: Operation.POLL,
    effects.Publish: Operation.PUBLISH,
    effects.Remove: Operation.DELETE,
}
RECEIPT = Receipt("p1")

spans = st.sampled_from([timedelta(seconds=1), timedelta(minutes=2), timedelta(hours=1), timedelta(hours=30)])
beginnings = st.tuples(
    st.integers(0, 16), st.booleans(), st.sampled_from([progress.Ready(), progress.Ready(), progress.Processing()])
)
diagnoses = st.builds(
    Diagnosis,
    code=st.just("paper.no"),
    category=st.sampled_from(Category),
    action=st.sampled_from(Action),
    caused_by=st.just(Culprit.PLATFORM),
    message=st.just("no"),
    retry_after=st.sampled_from([None, None, 5.0, -1.0]),
    reply=st.sampled_from([None, Reply(200), Reply(400), Reply(500)]),
)


def stage_of(state: State) -> Stage | None:
    """The stage of a state, or of what a held one goes back to."""
    return getattr(state.back_to if isinstance(state, Held) else state, "stage", None)


def in_doubt(state: State) -> bool:
    stage = stage_of(state)
    return stage is not None and stage.doubted


class Walk(RuleBasedStateMachine):
    """One delivery with a clock of its own, and a platform and people that do as they please."""

    def __init__(self) -> None:
        super().__init__()
        self.now = DUE
        self.step = Step(Queued())
        self.sent: Counter[str | None] = Counter()
        """How many publish calls may have left, by container."""
        self.said_live: set[str | None] = set()
        """Containers that the platform called published."""
        self.containers = 0
        self.looked: progress.Progress = progress.Ready()

    @initialize(
        asked=st.sampled_from([(True, True), (True, True), (True, False), (False, True), (False, False)]),
        republish=st.sampled_from([Republish.SAME_CONTAINER, *Republish]),
        late=st.sampled_from([LateKind.PUBLISH, *LateKind]),
        early=st.sampled_from([timedelta(0), timedelta(hours=1)]),
        beginning=beginnings,
    )
    def agree(
        self,
        asked: tuple[bool, bool],
        republish: Republish,
        late: LateKind,
        early: timedelta,
        beginning: tuple[int, bool, progress.Progress],
    ) -> None:
        self.terms = Terms(
            platform="paper",
            due=DUE,
            late=LatePolicy(late, timedelta(hours=6)),
            prepare_ahead=early,
            pace=Pace(tries=2, settle=timedelta(seconds=3)),
            republish=republish,
            can_poll=asked[0],
            can_find=asked[1],
        )
        self.now -= early * 2
        self.begins(*beginning)

    def begins(self, moves: int, loses: bool, looked: progress.Progress) -> None:  # noqa: FBT001 - drawn together
        """A new delivery, for which all goes well for some moves, but for a first answer to publish that is lost.

        Then a look says ``looked``.
        """
        self.step, self.looked = Step(Queued(), wake_at=self.now), looked
        for _ in range(moves):
            if self.rests:
                return
            if loses and isinstance(self.performing, effects.Publish):
                self.happens(events.Lost(self.now, Operation.PUBLISH, "read timeout"))
                loses = False
            else:
                self.goes_on()

    @property
    def performing(self) -> effects.Effect | None:
        return self.step.effect

    @property
    def rests(self) -> bool:
        return self.performing is None and self.step.wake_at is None and isinstance(self.step.state, AT_REST)

    @rule(span=spans)
    def time_passes(self, span: timedelta) -> None:
        self.now += span

    @precondition(lambda self: self.terms.republish is not Republish.NEVER)
    @rule(sure=st.sampled_from([False, False, True]))
    def an_operator_forbids_to_send_again(self, sure: bool) -> None:  # noqa: FBT001 - hypothesis names it
        if sure:
            self.terms = evolve(self.terms, republish=Republish.NEVER)

    @precondition(lambda self: self.performing is None and not self.rests)
    @rule()
    def somebody_wakes_it_early(self) -> None:
        self.happens(events.Due(self.now))

    @precondition(lambda self: self.performing is not None)
    @rule()
    def the_process_dies(self) -> None:
        self.step = Step(self.step.state, wake_at=self.now)

    @precondition(lambda self: not self.rests)
    @rule(moves=st.integers(1, 6))
    def it_goes_well(self, moves: int) -> None:
        for _ in range(moves):
            if not self.rests:
                self.goes_on()

    @precondition(lambda self: self.rests)
    @rule(beginning=beginnings)
    def another_one_begins(self, beginning: tuple[int, bool, progress.Progress]) -> None:
        self.begins(*beginning)

    @precondition(lambda self: self.performing is not None)
    @rule(detail=st.just("connection"), arrived=st.booleans())
    def the_connection_fails(self, detail: str, arrived: bool) -> None:  # noqa: FBT001 - hypothesis names it
        kind = events.Lost if arrived else events.NotSent
        self.happens(kind(self.now, self.operation, detail))

    @precondition(lambda self: self.performing is not None)
    @rule(diagnosis=diagnoses, sent=st.sampled_from([True, True, False]))
    def it_is_refused(self, diagnosis: Diagnosis, sent: bool) -> None:  # noqa: FBT001 - as above
        self.happens(events.Refusal(self.now, self.operation, diagnosis, sent))

    @precondition(lambda self: isinstance(self.performing, effects.Poll | effects.Verify))
    @rule(
        learnt=st.one_of(
            st.builds(progress.Processing),
            st.builds(progress.Ready, st.sampled_from([None, Container("changed")])),
            st.builds(progress.Live, st.sampled_from([None, None, RECEIPT])),
        ),
        found=st.sampled_from([None, (), (), (RECEIPT,), (RECEIPT, Receipt("p2"))]),
    )
    def the_platform_tells(self, learnt: progress.Progress, found: tuple[Receipt, ...] | None) -> None:
        self.learns(learnt, found)

    @precondition(lambda self: isinstance(self.performing, effects.Poll | effects.Verify))
    @rule(end=st.one_of(st.builds(progress.Gone), st.builds(progress.Rejected, diagnoses)))
    def the_container_comes_to_its_end(self, end: progress.Progress) -> None:
        self.learns(end, ())

    def learns(self, learnt: progress.Progress, found: tuple[Receipt, ...] | None) -> None:
        asked = self.performing
        assert isinstance(asked, effects.Poll | effects.Verify)
        if isinstance(learnt, progress.Live):
            self.said_live.add(asked.container.id)
        if isinstance(asked, effects.Poll):
            self.happens(events.Polled(self.now, learnt))
        else:
            seen = learnt if self.terms.can_poll else None
            self.happens(events.Verified(self.now, seen, found if self.terms.can_find else None))

    @precondition(lambda self: self.performing is None)
    @rule(command=st.sampled_from(sorted(get_args(events.Command), key=lambda command: command.__name__)))
    def somebody_asks(self, command: type[events.Command]) -> None:
        words = (None,) if command is events.Resolve else ()
        self.happens_if_it_can(command(self.now, *words))

    @property
    def operation(self) -> Operation:
        if isinstance(self.performing, effects.Verify):
            return Operation.POLL if self.terms.can_poll else Operation.READ
        return OPERATION[type(self.performing)]

    def good_outcome(self) -> events.Outcome:
        """What a kind platform answers. A post that was sent in doubt is not live there."""
        match self.performing:
            case effects.Create():
                self.containers += 1
                return events.Created(self.now, Container(f"c{self.containers}"))
            case effects.Poll():
                return events.Polled(self.now, progress.Ready())
            case effects.Publish():
                return events.Posted(self.now, RECEIPT)
            case effects.Verify():
                seen = self.looked if self.terms.can_poll else None
                return events.Verified(self.now, seen, () if self.terms.can_find else None)
            case _:
                return events.Removed(self.now)

    def goes_on(self) -> None:
        """One move on a kind platform, at the hour that was asked for."""
        if self.performing is not None:
            self.happens(self.good_outcome())
        else:
            self.now = max(self.now, self.step.wake_at or self.now)
            self.happens(events.Due(self.now))

    def happens_if_it_can(self, event: events.Event) -> None:
        with contextlib.suppress(Impossible):
            self.happens(event)

    def happens(self, event: events.Event) -> None:
        before = self.step.state
        step = advance(before, event, self.terms)
        never_left = isinstance(event, events.NotSent) or (isinstance(event, events.Refusal) and not event.sent)
        if never_left and isinstance(self.performing, effects.Publish):
            self.sent[self.performing.container.id] -= 1
        if isinstance(step.effect, effects.Publish):
            self.publishes(before, step, step.effect)
        self.step = step
        self.keeps_its_promises(before, event, step)

    def publishes(self, before: State, step: Step, effect: effects.Publish) -> None:
        self.sent[effect.container.id] += 1
        assert isinstance(before, Ready)
        assert isinstance(step.state, Publishing)
        assert step.state.stage.container == before.stage.container == effect.container
        assert self.now >= self.terms.due
        assert effect.container.id not in self.said_live
        assert not before.stage.doubted or self.terms.republish is not Republish.NEVER

    def keeps_its_promises(self, before: State, event: events.Event, step: Step) -> None:
        after = step.state
        assert (step.effect is None) or (step.wake_at is None)
        assert step.effect is not None or step.wake_at is not None or isinstance(after, AT_REST)
        assert step.wake_at is None or step.wake_at >= self.now
        stage = stage_of(after)
        if stage is not None:
            assert stage.publishes >= self.sent[stage.container.id]
            assert stage.publishes >= 0
        if isinstance(before, Published):
            assert isinstance(after, Published) or (
                isinstance(after, Deleting) and isinstance(event, events.Delete) and after.receipt == before.receipt
            )
        if isinstance(after, Cancelled) and not isinstance(before, Cancelled):
            assert not in_doubt(before)
            assert not isinstance(before, Publishing)
        if in_doubt(before):
            assert not isinstance(after, Queued | Creating)
            assert not isinstance(after, Held) or in_doubt(after)
            assert stage is None or stage.doubted
        if stage is not None and (known := stage_of(before)) is not None and known.doubted:
            assert stage.container.id == known.container.id

    def teardown(self) -> None:
        """From wherever the walk has led, a kind platform brings it to rest."""
        self.looked = progress.Ready()
        for _ in range(100):
            if self.rests:
                return
            self.goes_on()
        pytest.fail(f"it never comes to rest: {self.step}")


TestWalk = Walk.TestCase
TestWalk.settings = settings(
    max_examples=100,
    stateful_step_count=40,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
