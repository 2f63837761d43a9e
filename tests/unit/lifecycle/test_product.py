"""Every state meets every event: a step that leads somewhere, or an `Impossible` that names both."""

import itertools
import math
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from postwire import progress
from postwire.container import Container
from postwire.delivery import LateKind, LatePolicy
from postwire.diagnosis import Action, Category, Diagnosis
from postwire.lifecycle import Impossible, Step, Terms, advance, effects, events
from postwire.lifecycle.diagram import arrows
from postwire.lifecycle.refusal import Consequence, consequence
from postwire.manifest import Republish
from postwire.operation import Operation
from postwire.receipt import Receipt
from postwire.state import (
    STATES,
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
    Ready,
    State,
    Unconfirmed,
    name_of,
)

ANY = " ".join(f"{kind}:{operation}" for kind in ("refusal", "notsent", "lost") for operation in Operation)

POSSIBLE = {
    "queued": "due cancel reschedule",
    "creating": "due created refusal:create notsent:create lost:create cancel reschedule",
    "processing": "due polled refusal:poll notsent:poll lost:poll cancel reschedule",
    "processing and refused": "due polled refusal:poll notsent:poll lost:poll reschedule",
    "processing and doubted": "due polled refusal:poll notsent:poll lost:poll",
    "ready": "due cancel reschedule",
    "ready and doubted": "due",
    "publishing": f"due posted verified {ANY}",
    "unconfirmed": "due resume resolve",
    "published": "due delete",
    "deleting": "due removed refusal:delete notsent:delete lost:delete",
    "deleted": "due",
    "held": "due resume cancel reschedule",
    "held and refused": "due resume resolve reschedule",
    "held over a deletion": "due resume cancel",
    "held and doubted": "due resume resolve",
    "failed": "due retry",
    "failed with a container": "due retry resume",
    "failed and doubted": "due resume",
    "cancelled": "due retry",
    "missed": "due retry reschedule",
    "missed with a container": "due retry resume reschedule",
    "missed and doubted": "due resume",
}
"""What can happen in which state. Everything that is not named here is impossible."""

EFFECTS = {
    effects.Create: Creating,
    effects.Poll: Processing,
    effects.Publish: Publishing,
    effects.Verify: Publishing,
    effects.Remove: Deleting,
}
"""The state that has to be on disk before an effect is performed."""

AT_REST = (Published, Deleted, Failed, Cancelled, Missed, Unconfirmed, Held)
PAUSES = (None, 0.0, 30.0, -5.0, 1e18, math.inf, math.nan)

Make = Callable[..., Diagnosis]


def some_diagnoses(make: Make) -> list[Diagnosis]:
    """Every action, with a clear and a doubtful answer, and every pause that a platform may name."""
    answers = [make(action, status=status) for action in Action for status in (400, 500)]
    return answers + [make(Action.WAIT, retry_after=pause) for pause in PAUSES]


def all_diagnoses(make: Make) -> list[Diagnosis]:
    """Every action, category and kind of answer, and every pause."""
    answers = itertools.product(Action, Category, (None, 200, 400, 500))
    odd = [make(status=status) for status in (0, 302, 429)]
    pauses = [make(action, retry_after=pause) for action in (Action.RETRY, Action.WAIT) for pause in PAUSES]
    return [*(make(*answer) for answer in answers), *odd, *pauses]


def happenings(at: datetime, diagnoses: list[Diagnosis]) -> Iterator[tuple[str, events.Event]]:
    """Every kind of event at one instant, with what it may carry."""
    receipts = (Receipt("p1"), Receipt("p2", "https://paper.example/p2"))
    containers = (None, Container("c1", data={"step": 2}), Container("c2"))
    learnt: list[progress.Progress] = [
        *(progress.Processing(container) for container in containers),
        *(progress.Ready(container) for container in containers),
        progress.Live(),
        progress.Live(receipts[0]),
        progress.Gone(),
        *(progress.Rejected(diagnosis) for diagnosis in diagnoses),
    ]
    yield "due", events.Due(at)
    yield "created", events.Created(at, Container("c1"))
    yield "posted", events.Posted(at, receipts[0])
    yield "removed", events.Removed(at)
    for each in learnt:
        yield "polled", events.Polled(at, each)
    for each, found in itertools.product((None, *learnt), (None, (), receipts[:1], receipts)):
        yield "verified", events.Verified(at, each, found)
    for operation in Operation:
        yield f"notsent:{operation}", events.NotSent(at, operation, "connection refused")
        yield f"lost:{operation}", events.Lost(at, operation, "read timeout")
        for diagnosis in diagnoses:
            yield f"refusal:{operation}", events.Refusal(at, operation, diagnosis)
    yield "cancel", events.Cancel(at)
    yield "delete", events.Delete(at)
    yield "retry", events.Retry(at)
    yield "resume", events.Resume(at)
    yield "reschedule", events.Reschedule(at)
    for receipt in (None, receipts[0]):
        yield "resolve", events.Resolve(at, receipt)


def refusals(at: datetime, possible: set[str], diagnoses: list[Diagnosis]) -> Iterator[tuple[str, events.Event]]:
    """Every diagnosis of what is asked in a state, as a refusal and as the end of a container."""
    asked = {Operation.CREATE, Operation.POLL, Operation.PUBLISH, Operation.DELETE}
    for operation, diagnosis in itertools.product(sorted(asked), diagnoses):
        if f"refusal:{operation}" in possible:
            yield f"refusal:{operation}", events.Refusal(at, operation, diagnosis)
            if operation is Operation.PUBLISH:
                yield f"refusal:{operation}", events.Refusal(at, operation, diagnosis, sent=False)
    if "polled" in possible:
        for diagnosis in diagnoses:
            yield "polled", events.Polled(at, progress.Rejected(diagnosis))


def wrong(state: State, kind: str, event: events.Event, terms: Terms, possible: set[str]) -> str | None:
    """What is wrong with what a pair leads to, if anything."""
    try:
        step = advance(state, event, terms)
    except Impossible as impossible:
        if kind in possible:
            return f"the table allows it, yet: {impossible}"
        words = str(impossible)
        named = name_of(state) in words and type(event).__name__.lower() in words
        same = impossible.state is state and impossible.event is event
        return None if named and same else f"it does not name the two: {words}"
    if kind not in possible:
        return f"the table does not allow it, yet it leads to {step}"
    complaint = wrong_with_effect(state, step) if step.effect is not None else wrong_with_rest(event, step)
    return complaint and f"{complaint}: {step}"


def wrong_with_effect(state: State, step: Step) -> str | None:
    if step.wake_at is not None:
        return "an effect's outcome says when to wake, not the step"
    if isinstance(step.effect, effects.Publish) and not isinstance(state, Ready):
        return "publish is emitted on the arrow from ready to publishing, and nowhere else"
    return None if isinstance(step.state, EFFECTS[type(step.effect)]) else "the effect belongs to another state"


def wrong_with_rest(event: events.Event, step: Step) -> str | None:
    new = step.state
    if step.wake_at is not None:
        return "it would wake before the event" if step.wake_at < event.at else None
    if not isinstance(new, AT_REST):
        return "nothing would ever move it on"
    if isinstance(new, Held) and consequence(new.diagnosis) is Consequence.WAIT:
        return "it waits for a window and has no time to look again"
    return None


def members(row: str, instances: dict[str, State]) -> list[State]:
    return [state for name, state in instances.items() if name.partition(",")[0] == row]


def test_every_row_of_the_table_and_every_state_has_an_instance(
    instances: dict[str, State], start: datetime, make_diagnosis: Make
) -> None:
    assert {name.partition(",")[0] for name in instances} == set(POSSIBLE)
    assert {type(state) for state in instances.values()} == set(STATES)
    kinds, met = zip(*happenings(start, [make_diagnosis()]), strict=True)
    assert set(" ".join(POSSIBLE.values()).split()) <= set(kinds)
    assert {type(event) for event in met} == set(events.EVENTS)


@pytest.mark.parametrize("row", POSSIBLE)
def test_a_pair_leads_somewhere_or_is_impossible_as_the_table_says(
    row: str, instances: dict[str, State], start: datetime, make_terms: Callable[..., Terms], make_diagnosis: Make
) -> None:
    possible, terms, at = set(POSSIBLE[row].split()), make_terms(), start + timedelta(minutes=2)
    met = [
        *happenings(at, some_diagnoses(make_diagnosis)),
        *refusals(at, possible, all_diagnoses(make_diagnosis)),
    ]
    for state, (kind, event) in itertools.product(members(row, instances), met):
        assert not (fault := wrong(state, kind, event, terms, possible)), (state, event, fault)


def every_platform(make_terms: Callable[..., Terms]) -> list[Terms]:
    """Whatever a platform may promise, and whatever a person may have said about being late."""
    sights = itertools.product((True, False), (True, False))
    return [
        *(make_terms(can_poll=poll, can_find=find) for poll, find in sights),
        make_terms(republish=Republish.NEVER),
        make_terms(can_poll=False, republish=Republish.NEVER),
        *(make_terms(late=LatePolicy(kind)) for kind in LateKind),
        make_terms(prepare_ahead=timedelta(hours=1), jitter=1.0),
    ]


@pytest.mark.parametrize("row", POSSIBLE)
def test_the_table_holds_on_every_platform_and_at_every_hour(
    row: str, instances: dict[str, State], start: datetime, make_terms: Callable[..., Terms], make_diagnosis: Make
) -> None:
    possible, refusal = set(POSSIBLE[row].split()), [make_diagnosis()]
    instants = [start + timedelta(days=days) for days in (-1, 0, 40)]
    for at, terms in itertools.product(instants, every_platform(make_terms)):
        for state, (kind, event) in itertools.product(members(row, instances), happenings(at, refusal)):
            assert not (fault := wrong(state, kind, event, terms, possible)), (state, event, fault)


def test_the_diagram_shows_every_arrow_of_the_product_and_invents_none(
    instances: dict[str, State], start: datetime, make_terms: Callable[..., Terms], make_diagnosis: Make
) -> None:
    answers = [make_diagnosis(action) for action in Action]
    met = [pair for days in (0, 1, 9) for pair in happenings(start + timedelta(days=days), answers if not days else [])]
    platforms = [
        make_terms(),
        make_terms(republish=Republish.NEVER, late=LatePolicy(LateKind.SKIP)),
        make_terms(can_poll=False, can_find=False, late=LatePolicy(LateKind.HOLD)),
    ]
    seen = set()
    for name, state in instances.items():
        possible = POSSIBLE[name.partition(",")[0]].split()
        for (kind, event), terms in itertools.product(met, platforms):
            if kind in possible:
                step = advance(state, event, terms)
                if kind != "due" or step.state != state or step.effect is not None:
                    seen.add((name_of(state), name_of(step.state)))
    nothing_is_held_there = {("held", "creating")}
    assert seen - nothing_is_held_there == {(arrow.source, arrow.target) for arrow in arrows()}


def test_an_impossible_pair_changes_nothing(instances: dict[str, State], make_terms: Callable[..., Terms]) -> None:
    before = {name: repr(state) for name, state in instances.items()}
    for kind, event in happenings(make_terms().due, []):
        for name, state in instances.items():
            if kind not in POSSIBLE[name.partition(",")[0]].split():
                with pytest.raises(Impossible):
                    advance(state, event, make_terms())
    assert {name: repr(state) for name, state in instances.items()} == before
