"""How a delivery moves: one pure function, and the reasons for its arrows.

Three rules

1. Everything that affects a transition lives in this package; nothing here waits, sends, remembers or looks at a clock.
2. An effect rides on a transition. Whoever performs it has saved the new state first, so a crash anywhere is just
   another wake: wake, advance, save, perform, save.
3. The function is total: a pair that cannot happen raises `Impossible` and changes nothing.

The way of a post

    Queued ──Create──▶ Creating ──▶ Processing ──Poll──▶ Ready ──Publish──▶ Publishing ──▶ Published
                          ▲             │                  ▲                    │ doubt
                          └── dropped ──┘                  └── still not live ──┤
                                                                                └──▶ Unconfirmed

Everything left of Publishing is invisible to readers and may be repeated at will: a create whose answer was lost
leaves an orphan that the platform drops by itself. `Publish` is emitted on one arrow only, Ready to Publishing, and
Publishing never emits it: whatever wakes a delivery there, a doubtful answer or a killed runner, looks (`Verify`)
before anything else. That is the whole difference between a post that is sent once and one that is sent twice.

The two dangerous arrows

*Publishing back to Ready.* Taken when looking says "not live" a settle time after the answer was given up, never once
the platform has said "published", and only where it promises that one container goes live once
(`Republish.SAME_CONTAINER`): then a late effect and a second call cannot both count. Where the second call is known to
change nothing (`Republish.IDEMPOTENT`), nobody waits for the settle time. Without the promise the delivery
rests in Unconfirmed and a person decides. A container that has vanished after a doubtful publish may have vanished
*because* it went live, so it is never staged anew by itself.

*Publishing back to Processing.* Taken when the platform clearly refused. It is not doubtful, and still the container
is asked once more before the next publish and before another container is made, since answers lie: a container that
reads as published ends the story, and one that cannot be asked is looked for.

What a refusal leads to is read from its diagnosis, never from an HTTP status: try again (bounded), wait for a window,
hold for a person, or end. Unknown is never "try again" on a publish: there it means look. Slow is never failed:
a container may be polled as long as the platform keeps it.
"""

from datetime import datetime
from typing import assert_never

from attrs import evolve

from postwire import progress
from postwire.diagnosis import Action, Diagnosis
from postwire.lifecycle import effects, events, reasons
from postwire.lifecycle.lateness import late
from postwire.lifecycle.publishing import publishing, ready, unconfirmed
from postwire.lifecycle.refusal import RESTAGES, Consequence, calm, consequence, look, renewed, respond, worn, worse
from postwire.lifecycle.rescheduling import rescheduled
from postwire.lifecycle.resting import cancelled, deleting, ended, held, published
from postwire.lifecycle.step import Impossible, Step
from postwire.lifecycle.terms import Terms
from postwire.operation import Operation
from postwire.patience import until_next_poll
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

BEGUN_IN_VAIN = 10
"""How often a create may be begun without any outcome."""


def advance(state: State, event: events.Event, terms: Terms) -> Step:
    """Move one delivery by one event. Raises `Impossible` where the two do not fit."""
    if isinstance(event, events.Reschedule):
        return rescheduled(state, event, terms)
    match state:
        case Queued():
            return _queued(state, event, terms)
        case Creating():
            return _creating(state, event, terms)
        case Processing():
            return _processing(state, event, terms)
        case Ready():
            return ready(state, event, terms)
        case Publishing():
            return publishing(state, event, terms)
        case Unconfirmed():
            return unconfirmed(state, event, terms)
        case Published():
            return published(state, event)
        case Deleting():
            return deleting(state, event, terms)
        case Held():
            return held(state, event, terms)
        case Failed() | Missed() | Cancelled() | Deleted():
            return ended(state, event, terms)
        case _:
            assert_never(state)


def _queued(state: Queued, event: events.Event, terms: Terms) -> Step:
    match event:
        case events.Due(at):
            if at < terms.due - terms.prepare_ahead:
                return Step(state, wake_at=terms.due - terms.prepare_ahead)
            return late(state, None, at, terms) or Step(Creating(state.trouble), effects.Create(state.trouble.restaged))
        case events.Cancel():
            return Step(Cancelled())
        case _:
            raise Impossible(state, event)


def _creating(state: Creating, event: events.Event, terms: Terms) -> Step:
    match event:
        case events.Due(at):
            if overdue := late(Queued(state.trouble), None, at, terms):
                return overdue
            if state.begun >= BEGUN_IN_VAIN:
                return Step(Failed(reasons.gave_up(terms.platform, state.begun)))
            return Step(evolve(state, begun=state.begun + 1), effects.Create(state.trouble.restaged))
        case events.Created(at, container):
            stage = Stage(container, at)
            fresh = Trouble(restaged=state.trouble.restaged)
            return Step(Processing(stage, fresh) if terms.can_poll else Ready(stage, fresh), wake_at=at)
        case events.Refusal(at, Operation.CREATE, diagnosis):
            trouble = worse(state.trouble, diagnosis, at)
            return respond(diagnosis, Queued(trouble), at, terms)
        case events.NotSent(at, Operation.CREATE) | events.Lost(at, Operation.CREATE):
            diagnosis = reasons.transport(terms.platform, event)
            trouble = worse(state.trouble, diagnosis, at)
            return respond(diagnosis, Queued(trouble), at, terms)
        case events.Cancel():
            return Step(Cancelled())
        case _:
            raise Impossible(state, event)


def _processing(state: Processing, event: events.Event, terms: Terms) -> Step:
    match event:
        case events.Due():
            return Step(state, effects.Poll(state.stage.container))
        case events.Polled(at, learnt):
            return _learnt(state, learnt, at, terms)
        case events.Refusal(at, Operation.POLL, diagnosis):
            verify = diagnosis.action is Action.VERIFY and state.stage.publishes > 0
            return _unlearnt(state, diagnosis, at, terms, verify=verify)
        case events.NotSent(at, Operation.POLL) | events.Lost(at, Operation.POLL):
            return _unlearnt(state, reasons.transport(terms.platform, event), at, terms, verify=False)
        case events.Cancel():
            return cancelled(state, event)
        case _:
            raise Impossible(state, event)


def _unlearnt(state: Processing, diagnosis: Diagnosis, at: datetime, terms: Terms, *, verify: bool) -> Step:
    """Asking failed. What may be live is looked for; the rest is asked again, waits, or ends."""
    if verify or state.stage.doubted:
        doubt = state.trouble.last if state.stage.doubted else None
        return look(state.stage, state.trouble, doubt or diagnosis, at, wait=terms.pace.retry)
    trouble = worse(state.trouble, diagnosis, at)
    step = respond(diagnosis, evolve(state, trouble=trouble), at, terms, state.stage)
    if state.stage.publishes and (isinstance(step.state, Failed) or trouble.tries >= terms.pace.tries):
        # a publish call was refused, and the container that could deny it does not answer
        return look(state.stage, state.trouble, diagnosis, at, wait=terms.pace.retry)
    return step


def _learnt(state: Processing, learnt: progress.Progress, at: datetime, terms: Terms) -> Step:
    stage = state.stage
    match learnt:
        case progress.Processing(container):
            kept = renewed(stage, container)
            if at - stage.since > terms.pace.container_life * 2:
                return _dropped(
                    kept, state.trouble, at, terms, "it was still being processed long after its life had ended"
                )
            waiting = Processing(kept, calm(state.trouble))
            return Step(waiting, wake_at=at + until_next_poll(at - stage.since, terms.pace))
        case progress.Ready() if stage.publishes and not stage.doubted and state.trouble.tries >= terms.pace.tries:
            return worn(stage, state.trouble, at)
        case progress.Ready(container):
            return Step(Ready(renewed(stage, container), calm(state.trouble)), wake_at=max(at, terms.due))
        case progress.Live(receipt):
            if receipt is not None:
                return Step(Published(receipt))
            return look(stage, state.trouble, reasons.said_live(terms.platform), at, live=True)
        case progress.Gone():
            return _dropped(stage, state.trouble, at, terms, "the platform no longer holds the container")
        case progress.Rejected(diagnosis):
            trouble = worse(state.trouble, diagnosis, at)
            if stage.doubted:
                return look(stage, state.trouble, state.trouble.last or diagnosis, at)
            if consequence(diagnosis) is Consequence.AGAIN and trouble.restaged >= RESTAGES:
                return Step(Failed(diagnosis))
            anew = Queued(evolve(trouble, restaged=trouble.restaged + 1))
            return respond(diagnosis, anew, at, terms)
        case _:
            assert_never(learnt)


def _dropped(stage: Stage, trouble: Trouble, at: datetime, terms: Terms, detail: str) -> Step:
    """The container is lost. What was never doubtful is staged anew; the rest may be live, and is looked for."""
    if stage.doubted:
        return look(stage, trouble, trouble.last or reasons.container_gone(terms.platform, detail), at)
    if trouble.restaged >= RESTAGES:
        return Step(Failed(reasons.container_gone(terms.platform, detail)))
    return Step(Queued(calm(evolve(trouble, restaged=trouble.restaged + 1))), wake_at=at)
