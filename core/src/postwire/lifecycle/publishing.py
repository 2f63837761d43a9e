"""The part of the lifecycle that readers can notice: ready, publishing, unconfirmed."""

from datetime import datetime
from typing import assert_never

from attrs import evolve

from postwire import progress
from postwire.diagnosis import Diagnosis
from postwire.lifecycle import effects, events, reasons
from postwire.lifecycle.lateness import late
from postwire.lifecycle.refusal import (
    Consequence,
    again,
    calm,
    consequence,
    doubted,
    hold,
    is_doubtful,
    is_hopeless,
    renewed,
    worn,
    worse,
)
from postwire.lifecycle.resting import cancelled, resolved
from postwire.lifecycle.step import Impossible, Step
from postwire.lifecycle.terms import Terms
from postwire.manifest import Republish
from postwire.operation import Operation
from postwire.patience import until_next_poll
from postwire.receipt import Receipt
from postwire.state import Failed, Processing, Published, Publishing, Ready, Unconfirmed

LOOK_FOR_ID = 5
"""How many settle times a post that is live for certain is looked for before a person is asked which one it is."""
_CAUSE = "; the publish call ended with: "


def ready(state: Ready, event: events.Event, terms: Terms) -> Step:
    """The container may go out: the only place where `Publish` comes from."""
    match event:
        case events.Due(at):
            if at < terms.due:
                return Step(state, wake_at=terms.due)
            if state.stage.doubted and terms.republish is Republish.NEVER:
                detail = "a publish call ended without a clear answer, and the same container may not be sent again"
                return Step(Unconfirmed(state.stage, at, reasons.unconfirmed(terms.platform, detail)))
            if overdue := late(state, state.stage, at, terms):
                return overdue
            begun = state.stage.published_from or at
            stage = evolve(state.stage, publishes=state.stage.publishes + 1, published_from=begun)
            searched = state.stage.publishes and terms.can_find and terms.republish is Republish.NEVER
            effect = effects.Publish(stage.container, refused_since=begun if searched else None)
            return Step(Publishing(stage, at, state.trouble), effect)
        case events.Cancel():
            return cancelled(state, event)
        case _:
            raise Impossible(state, event)


def publishing(state: Publishing, event: events.Event, terms: Terms) -> Step:
    """Publish was started: look, never publish."""
    match event:
        case events.Due(at):
            looking = _looking(state, reasons.crashed(terms.platform), at)
            if not (terms.can_poll or terms.can_find):
                return Step(_unconfirmed(looking, terms, "the platform cannot be asked what became of it"))
            return Step(looking, effects.Verify(state.stage.container, state.stage.published_from or state.stage.since))
        case events.Posted(_, receipt):
            return Step(Published(receipt))
        case events.Verified(at):
            return _verified(_looking(state, reasons.crashed(terms.platform), at), event, at, terms)
        case events.NotSent(at, Operation.PUBLISH) if state.doubt is None:
            return _unsent(state, reasons.transport(terms.platform, event), at, terms)
        case events.Refusal(at, Operation.PUBLISH, diagnosis, sent=False) if state.doubt is None:
            return _unsent(state, diagnosis, at, terms)
        case events.Lost(at, Operation.PUBLISH):
            return _doubt(state, reasons.transport(terms.platform, event), at, terms)
        case events.Refusal(at, Operation.PUBLISH, diagnosis, sent=True):
            if state.stage.doubted or is_doubtful(diagnosis):
                return _doubt(state, diagnosis, at, terms)
            return _refused(state, diagnosis, at, terms)
        case events.NotSent(at) | events.Lost(at):
            return _blind(state, reasons.transport(terms.platform, event), at, terms)
        case events.Refusal(at, _, diagnosis):
            return _blind(state, diagnosis, at, terms)
        case _:
            raise Impossible(state, event)


def unconfirmed(state: Unconfirmed, event: events.Event, terms: Terms) -> Step:
    """A person decides, or asks for one more look."""
    match event:
        case events.Due():
            return Step(state)
        case events.Resolve():
            return resolved(event, terms)
        case events.Resume(at):
            looking = Publishing(doubted(state.stage), state.attempted_at, doubt=state.diagnosis, live=state.live)
            return Step(looking, wake_at=at)
        case _:
            raise Impossible(state, event)


def _looking(state: Publishing, doubt: Diagnosis, at: datetime) -> Publishing:
    """No longer waiting for the answer of the publish call, for this reason; from here on only a look counts."""
    if state.doubt is not None:
        return evolve(state, stage=doubted(state.stage))
    return evolve(state, stage=doubted(state.stage), trouble=calm(state.trouble), doubt=doubt, doubted_at=at)


def _unconfirmed(state: Publishing, terms: Terms, detail: str) -> Unconfirmed:
    if state.doubt is not None:
        detail += _CAUSE + (state.doubt.detail or state.doubt.message).rpartition(_CAUSE)[2]
    diagnosis = reasons.unconfirmed(terms.platform, detail)
    return Unconfirmed(doubted(state.stage), state.attempted_at, diagnosis, state.live)


def _doubt(state: Publishing, diagnosis: Diagnosis, at: datetime, terms: Terms) -> Step:
    """No clear answer: look after a moment."""
    return Step(_looking(evolve(state, doubt=None), diagnosis, at), wake_at=at + terms.pace.first_look)


def _unsent(state: Publishing, diagnosis: Diagnosis, at: datetime, terms: Terms) -> Step:
    """The publish call never left: as if it had not been begun. After a doubt the container is asked again first."""
    left = state.stage.publishes - 1
    stage = evolve(state.stage, publishes=left, published_from=state.stage.published_from if left else None)
    trouble = worse(state.trouble, diagnosis, at)
    back = Processing(stage, trouble) if stage.doubted and terms.can_poll else Ready(stage, trouble)
    match consequence(diagnosis):
        case Consequence.HOLD | Consequence.WAIT:
            return hold(diagnosis, back, at)
        case Consequence.AGAIN if not is_hopeless(trouble, at, terms):
            return again(back, trouble, at, terms)
        case _ if stage.doubted:
            unsent = evolve(state, stage=stage, doubt=diagnosis)
            return Step(_unconfirmed(unsent, terms, "an earlier publish call ended without a clear answer"))
        case _:
            return Step(Failed(diagnosis, stage))


def _refused(state: Publishing, diagnosis: Diagnosis, at: datetime, terms: Terms) -> Step:
    """A clear no: nothing is live. The container is asked again before the next publish."""
    trouble = evolve(worse(state.trouble, diagnosis, at), tries=state.stage.publishes)
    back = Processing(state.stage, trouble) if terms.can_poll else Ready(state.stage, trouble)
    match consequence(diagnosis):
        case Consequence.HOLD | Consequence.WAIT:
            return hold(diagnosis, back, at)
        case Consequence.AGAIN if terms.can_poll or state.stage.publishes < terms.pace.tries:
            return again(back, trouble, at, terms)
        case Consequence.AGAIN:
            return worn(state.stage, trouble, at)
        case _:
            return Step(Failed(diagnosis, state.stage))


def _blind(state: Publishing, diagnosis: Diagnosis, at: datetime, terms: Terms) -> Step:
    """Looking itself failed: look again later, and in the end ask a person."""
    looking = _looking(state, diagnosis, at)
    trouble = worse(looking.trouble, diagnosis, at)
    waiting = evolve(looking, trouble=trouble)
    if consequence(diagnosis) in {Consequence.HOLD, Consequence.WAIT}:
        return hold(diagnosis, waiting, at)
    if trouble.since is not None and at - trouble.since >= terms.pace.give_up:
        words = diagnosis.detail or diagnosis.message
        return Step(_unconfirmed(waiting, terms, f"looking failed for too long: {words}"))
    return again(waiting, trouble, at, terms)


def _verified(state: Publishing, seen: events.Verified, at: datetime, terms: Terms) -> Step:
    learnt, found = seen.progress, seen.found
    if (receipt := _recognised(seen)) is not None:
        return Step(Published(receipt))
    container = learnt.container if isinstance(learnt, progress.Ready | progress.Processing) else None
    live = state.live or isinstance(learnt, progress.Live)
    if live and found is None and terms.can_find:
        trouble = worse(state.trouble, reasons.said_live(terms.platform), at)
        if trouble.tries < terms.pace.tries:
            # the search failed, which says nothing about what it would have found
            return again(evolve(state, trouble=trouble, live=live), trouble, at, terms)
    state = evolve(state, stage=renewed(state.stage, container), trouble=calm(state.trouble), live=live)
    if (again_at := _look_again_at(state, learnt, at, terms)) is not None:
        return Step(state, wake_at=again_at)
    if found:
        return Step(_unconfirmed(state, terms, _unclear(found, seen.rivals)))
    if state.live or isinstance(learnt, progress.Live):
        return Step(_unconfirmed(state, terms, "the platform says it is live, but not as which post"))
    match learnt:
        case progress.Ready() | progress.Processing():
            return _not_live(state, learnt, at, terms)
        case progress.Gone():
            return Step(
                _unconfirmed(state, terms, "the platform no longer holds the container, and no such post was found")
            )
        case progress.Rejected(diagnosis) if found is not None:
            return Step(Failed(diagnosis))
        case progress.Rejected(diagnosis):
            return Step(_unconfirmed(state, terms, f"the container failed: {diagnosis.detail or diagnosis.message}"))
        case None:
            return Step(_unconfirmed(state, terms, "the container cannot be asked, and no such post was found"))
        case _:
            assert_never(learnt)


def _look_again_at(state: Publishing, learnt: progress.Progress | None, at: datetime, terms: Terms) -> datetime | None:
    """When to look once more, before what was seen is believed; None: it is."""
    if isinstance(learnt, progress.Ready) and terms.republish is Republish.IDEMPOTENT and not state.live:
        return None
    since = state.doubted_at or state.attempted_at
    settled = since + terms.pace.settle
    if at >= (since + terms.pace.settle * LOOK_FOR_ID if state.live else settled):
        return None
    soon = at + until_next_poll(at - since, terms.pace)
    return min(soon, settled) if at < settled else soon


def _recognised(seen: events.Verified) -> Receipt | None:
    """The post that it became, where there is no question which."""
    if isinstance(seen.progress, progress.Live) and seen.progress.receipt is not None:
        return seen.progress.receipt
    return seen.found[0] if seen.found and len(seen.found) == 1 and not seen.rivals else None


def _unclear(found: tuple[Receipt, ...], rivals: tuple[str, ...]) -> str:
    """Why none of the posts found is taken for the one that was looked for."""
    ids = ", ".join(receipt.post_id for receipt in found)
    if len(found) > 1:
        return f"several live posts say the same, any may be it: {ids}"
    return f"{ids} says the same, and may as well be the post of {', '.join(rivals)}, which is in doubt too"


def _not_live(state: Publishing, learnt: progress.Ready | progress.Processing, at: datetime, terms: Terms) -> Step:
    """After the settle time, if one is needed, the container still reads as not published."""
    if terms.republish is Republish.NEVER:
        return Step(_unconfirmed(state, terms, "the container still reads as not published"))
    stage = state.stage
    if isinstance(learnt, progress.Processing) and at - stage.since > terms.pace.container_life * 2:
        return Step(_unconfirmed(state, terms, "the container was still being processed long after its life had ended"))
    doubt = state.doubt or reasons.crashed(terms.platform)
    trouble = calm(state.trouble, doubt)
    if stage.publishes < terms.pace.tries:
        return Step(
            Ready(stage, trouble) if isinstance(learnt, progress.Ready) else Processing(stage, trouble), wake_at=at
        )
    if consequence(doubt) in {Consequence.HOLD, Consequence.WAIT}:
        return hold(doubt, Processing(stage, trouble), at)
    return Step(Failed(doubt, stage))
