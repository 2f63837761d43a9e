"""The part of the lifecycle where nothing happens by itself, and the way to take a post down."""

from attrs import evolve

from postwire.diagnosis import Category
from postwire.lifecycle import effects, events, reasons
from postwire.lifecycle.refusal import Consequence, again, calm, consequence, hold, is_hopeless, worse
from postwire.lifecycle.step import Impossible, Step
from postwire.lifecycle.terms import Terms
from postwire.operation import Operation
from postwire.state import (
    Cancelled,
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
    Resumable,
    State,
    Trouble,
    under_way,
)


def cancelled(state: Processing | Ready | Held, event: events.Event) -> Step:
    """Call it off, unless a publish call may have put it live."""
    begun = under_way(state)
    if _may_be_live(begun):
        raise Impossible(state, event, "a publish call has no clear answer so far, so it may be live")
    if _is_unasked(begun):
        how = "`resume` asks, and `resolve` is for who has looked" if isinstance(state, Held) else "try again"
        raise Impossible(state, event, f"a publish call was refused, and whether that is true is not asked yet; {how}")
    return Step(Cancelled())


def resolved(event: events.Resolve, terms: Terms) -> Step:
    """A person looked, and knows."""
    if event.receipt is not None:
        return Step(Published(event.receipt))
    return Step(Failed(reasons.said_not_live(terms.platform)))


def published(state: Published, event: events.Event) -> Step:
    """Live."""
    match event:
        case events.Due():
            return Step(state)
        case events.Delete(at):
            return Step(Deleting(state.receipt), wake_at=at)
        case _:
            raise Impossible(state, event)


def deleting(state: Deleting, event: events.Event, terms: Terms) -> Step:
    """Delete was started: again, until it is gone, by whomever. A delete that failed is no success: it is held."""
    match event:
        case events.Due():
            return Step(state, effects.Remove(state.receipt))
        case events.Removed():
            return Step(Deleted(state.receipt))
        case events.Refusal(_, Operation.DELETE, diagnosis) if diagnosis.category is Category.NOT_FOUND:
            return Step(Deleted(state.receipt))
        case events.Refusal(at, Operation.DELETE, diagnosis):
            pass
        case events.NotSent(at, Operation.DELETE) | events.Lost(at, Operation.DELETE):
            diagnosis = reasons.transport(terms.platform, event)
        case _:
            raise Impossible(state, event)
    trouble = worse(state.trouble, diagnosis, at)
    waiting = Deleting(state.receipt, trouble)
    if consequence(diagnosis) is Consequence.AGAIN and not is_hopeless(trouble, at, terms):
        return again(waiting, trouble, at, terms)
    return hold(diagnosis, Deleting(state.receipt), at)


def held(state: Held, event: events.Event, terms: Terms) -> Step:
    """Waits for somebody or for a window."""
    match event:
        case events.Due(at) | events.Resume(at):
            return Step(_eased(state), wake_at=at)
        case events.Cancel():
            if isinstance(state.back_to, Deleting):
                return Step(Published(state.back_to.receipt))
            return cancelled(state, event)
        case events.Resolve() if _may_be_live(state.back_to) or _is_unasked(state.back_to):
            return resolved(event, terms)
        case _:
            raise Impossible(state, event)


def _eased(state: Held) -> Resumable:
    """Where it goes on, with patience anew."""
    return evolve(state.back_to, trouble=calm(state.back_to.trouble, state.diagnosis))


def _is_unasked(state: State) -> bool:
    """Whether a publish call was refused, and the container was not seen to be ready since."""
    return isinstance(state, Processing) and state.stage.publishes > 0


def _may_be_live(state: State) -> bool:
    """Whether a publish call was begun whose end nobody knows."""
    return isinstance(state, Publishing) or (isinstance(state, Processing | Ready) and state.stage.doubted)


def ended(state: Failed | Missed | Cancelled | Deleted, event: events.Event, terms: Terms) -> Step:
    """At the end, unless somebody wants more."""
    match event:
        case events.Due():
            return Step(state)
        case events.Retry(at) if not isinstance(state, Deleted):
            if isinstance(state, Failed | Missed) and state.stage is not None and state.stage.doubted:
                raise Impossible(
                    state,
                    event,
                    "a publish call ended without a clear answer; `resume` goes on with the same container",
                )
            return Step(Queued(), wake_at=at)
        case events.Resume(at) if isinstance(state, Failed | Missed):
            if state.stage is None:
                raise Impossible(state, event, "no container was kept; `retry` starts anew")
            trouble = Trouble(last=state.diagnosis if isinstance(state, Failed) else None)
            kept = Processing(state.stage, trouble) if terms.can_poll else Ready(state.stage, trouble)
            return Step(kept, wake_at=at)
        case _:
            raise Impossible(state, event)
