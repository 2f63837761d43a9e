"""The lifecycle as a Mermaid state diagram, drawn by walking through `advance` itself.

The walk starts with a new delivery and lets everything happen that may happen, at several hours, on several kinds of
platform. States that differ only in what no arrow depends on are visited once, so the walk is short and comes out the
same every time.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from attrs import evolve, frozen

from postwire import progress
from postwire.container import Container
from postwire.delivery import LateKind, LatePolicy
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.exchange import Reply
from postwire.lifecycle import events
from postwire.lifecycle.advance import BEGUN_IN_VAIN, advance
from postwire.lifecycle.refusal import RESTAGES
from postwire.lifecycle.step import Impossible, Step
from postwire.lifecycle.terms import Terms
from postwire.manifest import Pace, Republish
from postwire.operation import Operation
from postwire.receipt import Receipt
from postwire.state import STATES, Held, Queued, Resumable, Stage, State, Trouble, name_of

_DUE = datetime(2026, 1, 1, tzinfo=UTC)
_PACE = Pace(tries=2)
_WORDS: dict[type, str] = {events.NotSent: "not sent", events.Refusal: "refused"}


@frozen(order=True)
class Arrow:
    """One way from a state to a state."""

    source: str
    target: str
    label: str
    """What happened, and after a slash what is performed because of it."""


def diagram() -> str:
    """The whole lifecycle in Mermaid's ``stateDiagram-v2`` notation, ending with a line break."""
    names = [_word(kind) for kind in STATES]
    labels: dict[tuple[str, str], list[str]] = {}
    for arrow in sorted(arrows()):
        labels.setdefault((arrow.source, arrow.target), []).append(arrow.label)
    ways = sorted(labels, key=lambda way: (names.index(way[0]), names.index(way[1])))
    ends = [name for name in names if not any(source == name != target for source, target in ways)]
    lines = [
        "stateDiagram-v2",
        *(f"    state {name}" for name in names),
        f"    [*] --> {names[0]}",
        *(f"    {source} --> {target}: {', '.join(labels[source, target])}" for source, target in ways),
        *(f"    {name} --> [*]" for name in ends),
    ]
    return "\n".join(lines) + "\n"


@cache
def arrows() -> frozenset[Arrow]:
    """Every arrow that a new delivery can take, but for waking up and staying as it is.

    What happens on time is followed first, so that late events meet old states. The platform's terms may be others at
    every step, as an operator may change them while a delivery is under way.
    """
    found: set[Arrow] = set()
    seen: set[tuple[Any, ...]] = set()
    on_time: list[State] = [Queued()]
    late: list[State] = []
    while on_time or late:
        state = on_time.pop() if on_time else late.pop()
        kind = _kind(state)
        if kind in seen:
            continue
        seen.add(kind)
        for event in _HAPPENINGS:
            for step in _steps(state, event):
                if step.effect is not None or step.state != state or not isinstance(event, events.Due):
                    found.add(Arrow(name_of(state), name_of(step.state), _label(event, step)))
                (late if event.at > _DUE else on_time).append(step.state)
    return frozenset(found)


def _steps(state: State, event: events.Event) -> Iterator[Step]:
    """Where an event leads to on different platforms."""
    for terms in _PLATFORMS:
        try:
            yield advance(state, event, terms)
        except Impossible:
            return


def _kind(state: State | Resumable) -> tuple[Any, ...]:
    """What the arrows out of a state depend on, but for times; states of one kind are visited once."""
    if isinstance(state, Held):
        return (name_of(state), *_kind(state.back_to))
    stage: Stage | None = getattr(state, "stage", None)
    trouble: Trouble | None = getattr(state, "trouble", None)
    return (
        name_of(state),
        stage and (stage.doubted, max(min(stage.publishes, _PACE.tries), -1)),
        trouble and (min(trouble.tries, _PACE.tries), min(trouble.restaged, RESTAGES)),
        getattr(state, "doubt", None) is None,
        getattr(state, "live", None),
        min(getattr(state, "begun", 0), BEGUN_IN_VAIN),
    )


def _word(kind: type) -> str:
    return _WORDS.get(kind, kind.__name__.lower())


def _label(event: events.Event, step: Step) -> str:
    words = _word(type(event))
    if isinstance(event, events.Polled):
        words += f" {_word(type(event.progress))}"
    return f"{words} / {_word(type(step.effect))}" if step.effect is not None else words


_RECEIPT = Receipt("post")
_NO = tuple(
    Diagnosis(code="", category=category, action=action, caused_by=Culprit.PLATFORM, message="", reply=Reply(status))
    for action, category, status in (
        (Action.RETRY, Category.MEDIA_PROCESSING, 400),
        (Action.WAIT, Category.QUOTA, 400),
        (Action.GIVE_UP, Category.CONTENT_INVALID, 400),
        (Action.VERIFY, Category.TRANSIENT, 500),
    )
)


def _happenings(at: datetime) -> Iterator[events.Event]:
    """Everything that may happen at one instant."""
    plain = (events.Due, events.Cancel, events.Delete, events.Retry, events.Resume, events.Reschedule)
    yield from (kind(at) for kind in plain)
    yield events.Created(at, Container("container"))
    yield events.Posted(at, _RECEIPT)
    yield events.Removed(at)
    learnt: tuple[progress.Progress, ...] = (
        progress.Processing(),
        progress.Ready(),
        progress.Live(),
        progress.Live(_RECEIPT),
        progress.Gone(),
        *(progress.Rejected(diagnosis) for diagnosis in _NO),
    )
    for each in learnt:
        yield events.Polled(at, each)
        yield events.Verified(at, each, ())
    yield events.Verified(at, None, None)
    for operation in (Operation.CREATE, Operation.POLL, Operation.PUBLISH, Operation.DELETE):
        yield events.NotSent(at, operation, "")
        yield events.Lost(at, operation, "")
        for diagnosis in _NO:
            yield events.Refusal(at, operation, diagnosis)
    for receipt in (None, _RECEIPT):
        yield events.Resolve(at, receipt)


_HAPPENINGS = (
    events.Due(_DUE - timedelta(days=1)),
    *_happenings(_DUE),
    *_happenings(_DUE + _PACE.give_up),
    events.Polled(_DUE + _PACE.container_life * 3, progress.Processing()),
)
"""What may happen too early, on time, after an outage that was too long, and to a container that is too old."""
_TERMS = Terms(
    platform="platform",
    due=_DUE,
    late=LatePolicy(),
    pace=_PACE,
    republish=Republish.SAME_CONTAINER,
    can_poll=True,
    can_find=True,
)
_PLATFORMS = (
    _TERMS,
    evolve(_TERMS, republish=Republish.NEVER, late=LatePolicy(LateKind.SKIP)),
    evolve(_TERMS, can_poll=False, can_find=False, late=LatePolicy(LateKind.HOLD)),
)
"""What can be asked and what is promised, and every policy for being late."""
