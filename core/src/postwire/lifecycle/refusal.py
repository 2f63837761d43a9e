"""What a refusal leads to, whatever was asked."""

import enum
from datetime import datetime, timedelta

from attrs import evolve

from postwire.container import Container
from postwire.diagnosis import Action, Category, Diagnosis
from postwire.lifecycle.step import Step
from postwire.lifecycle.terms import Terms
from postwire.patience import backoff, told
from postwire.state import Failed, Held, Processing, Publishing, Queued, Resumable, Stage, Trouble

RESTAGES = 2
"""How many containers may be thrown away for a new one."""
_QUOTA_WINDOW = timedelta(hours=1)
_RATE_WINDOW = timedelta(minutes=15)


class Consequence(enum.Enum):
    """The four ways on."""

    AGAIN = "again"
    HOLD = "hold"
    WAIT = "wait"
    END = "end"


def consequence(diagnosis: Diagnosis) -> Consequence:
    """The way that a diagnosis leads. Unknown things are tried again, a bounded number of times."""
    match diagnosis.action:
        case Action.RECONNECT | Action.REQUEST_ACCESS | Action.RESOLVE_ON_PLATFORM | Action.FIX_SETUP:
            return Consequence.HOLD
        case Action.WAIT:
            return Consequence.WAIT
        case Action.RETRY | Action.VERIFY:
            return Consequence.AGAIN
        case Action.FIX_INPUT | Action.GIVE_UP:
            return Consequence.END


def is_doubtful(diagnosis: Diagnosis) -> bool:
    """Whether a refused publish may have taken effect all the same.

    A 5xx may come after the platform accepted, a 2xx that could not be read certainly may, a redirect is how many
    servers end an accepted POST, and what is not understood is never taken for a no: only a 4xx is one.
    """
    if diagnosis.action is Action.VERIFY or diagnosis.category is Category.UNKNOWN:
        return True
    return diagnosis.reply is None or not 400 <= diagnosis.reply.status < 500


def hold(diagnosis: Diagnosis, back_to: Resumable, at: datetime) -> Step:
    """Wait for somebody, or until the window opens."""
    if consequence(diagnosis) is not Consequence.WAIT:
        return Step(Held(diagnosis, back_to))
    window = told(diagnosis.retry_after)
    if window is None:
        window = _QUOTA_WINDOW if diagnosis.category is Category.QUOTA else _RATE_WINDOW
    return Step(Held(diagnosis, back_to), wake_at=at + window)


def worse(trouble: Trouble, diagnosis: Diagnosis, at: datetime) -> Trouble:
    """The trouble after one more failure."""
    return Trouble(trouble.tries + 1, trouble.since or at, diagnosis, trouble.restaged)


def calm(trouble: Trouble, last: Diagnosis | None = None) -> Trouble:
    """Patience anew: an answer came, or the cause is gone. What was thrown away stays counted."""
    return Trouble(last=last or trouble.last, restaged=trouble.restaged)


def is_hopeless(trouble: Trouble, at: datetime, terms: Terms) -> bool:
    """Whether it was tried often enough; an outage is sat out longer than anything else."""
    if trouble.since is None or trouble.tries < terms.pace.tries:
        return False
    outage = trouble.last is not None and trouble.last.category is Category.TRANSIENT
    return not outage or at - trouble.since >= terms.pace.give_up


def again(back_to: Resumable, trouble: Trouble, at: datetime, terms: Terms) -> Step:
    """Wake in this state after a back-off."""
    last = trouble.last
    return Step(
        back_to,
        wake_at=at + backoff(trouble.tries, terms.pace, terms.jitter, last.retry_after if last else None),
    )


def doubted(stage: Stage) -> Stage:
    """The stage after a publish call that nobody knows the end of."""
    return evolve(stage, doubted=True)


def renewed(stage: Stage, container: Container | None) -> Stage:
    """The stage with what poll learnt of its container.

    After a doubtful publish only the very container that was sent may be sent again: another one is not taken over.
    """
    if container is None or (stage.doubted and container.id != stage.container.id):
        return stage
    return evolve(stage, container=container)


def worn(stage: Stage, trouble: Trouble, at: datetime) -> Step:
    """The container is ready, and was clearly refused too often: another one, or the end."""
    if trouble.last is not None and trouble.restaged >= RESTAGES:
        return Step(Failed(trouble.last, stage))
    return Step(Queued(Trouble(last=trouble.last, restaged=trouble.restaged + 1)), wake_at=at)


def look(  # noqa: PLR0913 - a look has that many parts
    stage: Stage,
    trouble: Trouble,
    doubt: Diagnosis,
    at: datetime,
    *,
    live: bool = False,
    wait: timedelta = timedelta(0),
) -> Step:
    """It may be live: look before anything else."""
    return Step(Publishing(doubted(stage), at, calm(trouble), doubt, at, live), wake_at=at + wait)


def respond(
    diagnosis: Diagnosis, back_to: Queued | Processing, at: datetime, terms: Terms, stage: Stage | None = None
) -> Step:
    """Try again, wait, hold, or end: for whatever readers cannot see. The state's trouble counts this failure."""
    match consequence(diagnosis):
        case Consequence.HOLD | Consequence.WAIT:
            return hold(diagnosis, back_to, at)
        case Consequence.AGAIN if not is_hopeless(back_to.trouble, at, terms):
            return again(back_to, back_to.trouble, at, terms)
        case _:
            return Step(Failed(diagnosis, stage))
