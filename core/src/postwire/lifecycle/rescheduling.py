"""Another hour for a delivery that has not begun to go out."""

from datetime import datetime

from postwire.lifecycle import events
from postwire.lifecycle.refusal import calm
from postwire.lifecycle.step import Impossible, Step
from postwire.lifecycle.terms import Terms
from postwire.state import Creating, Held, Missed, Processing, Queued, Ready, State, Trouble


def rescheduled(state: State, event: events.Reschedule, terms: Terms) -> Step:
    """The way to the hour that the terms name. Raises `Impossible` once a publish call was begun.

    A container that the platform would have dropped by then is left behind, unseen, for a new one.
    """
    match state.back_to if isinstance(state, Held) else state:
        case Queued(trouble) | Creating(trouble):
            return _queued(trouble, event.at, terms)
        case Processing() | Ready() as staged if not staged.stage.doubted:
            if terms.due - staged.stage.since >= terms.pace.container_life:
                return _queued(staged.trouble, event.at, terms)
            return Step(staged, wake_at=event.at if isinstance(staged, Processing) else max(event.at, terms.due))
        case Missed(stage) if stage is None or not stage.doubted:
            return _queued(Trouble(), event.at, terms)
        case Processing() | Ready():
            raise Impossible(state, event, "a publish call has no clear answer so far, so it may be live")
        case _:
            raise Impossible(state, event, "only what has not begun to go out can be given another hour")


def _queued(trouble: Trouble, at: datetime, terms: Terms) -> Step:
    return Step(Queued(calm(trouble)), wake_at=max(at, terms.due - terms.prepare_ahead))
