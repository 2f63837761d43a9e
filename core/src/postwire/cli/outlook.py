"""Where a delivery stands in words, what happens next, and who has to act."""

import enum
import re
from datetime import datetime, timedelta
from typing import assert_never

from attrs import frozen

from postwire.delivery import Delivery
from postwire.diagnosis import Action, Diagnosis
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
    Trouble,
    Unconfirmed,
    diagnosis_of,
)
from postwire.store.publication import waits_for_quota
from postwire.when import spoken


class Who(enum.StrEnum):
    """Whose turn it is."""

    NOBODY = "nobody"
    POSTWIRE = "postwire"
    """By itself, as long as `postwire run` runs."""
    OPERATOR = "operator"
    ACCOUNT_OWNER = "account_owner"
    APP_OWNER = "app_owner"
    AUTHOR = "author"
    """Whoever wrote the post."""


PEOPLE = {
    Who.NOBODY: "nobody",
    Who.POSTWIRE: "postwire (`postwire run`)",
    Who.OPERATOR: "you, who run postwire",
    Who.ACCOUNT_OWNER: "the person whose account it is",
    Who.APP_OWNER: "the owner of the platform's app",
    Who.AUTHOR: "whoever wrote the post",
}

_ACTS = {
    Action.RETRY: Who.OPERATOR,
    Action.WAIT: Who.POSTWIRE,
    Action.VERIFY: Who.OPERATOR,
    Action.RECONNECT: Who.ACCOUNT_OWNER,
    Action.REQUEST_ACCESS: Who.APP_OWNER,
    Action.RESOLVE_ON_PLATFORM: Who.ACCOUNT_OWNER,
    Action.FIX_INPUT: Who.AUTHOR,
    Action.FIX_SETUP: Who.OPERATOR,
    Action.GIVE_UP: Who.OPERATOR,
}
_PLACEHOLDER = re.compile(r"(?<=[ `])ID(?=[ `])")


@frozen
class Outlook:
    """One delivery, told to a person."""

    words: str
    """What its state means."""
    next: str
    """What happens next."""
    who: Who


def outlook(delivery: Delivery, now: datetime) -> Outlook:  # noqa: C901, PLR0911, PLR0912 - one decision over a sum type
    """Tell how a delivery stands at this moment."""
    state = delivery.state
    diagnosis = diagnosis_of(state)
    advice = advice_of(diagnosis, delivery) if diagnosis else ""
    wake = at(delivery.wake_at, now) if delivery.wake_at else "never"
    match state:
        case Queued() if delivery.parent is not None and delivery.wake_at is None:
            return Outlook(
                "accepted; it answers another part of its chain",
                f"it is sent once {delivery.parent} is live",
                Who.POSTWIRE,
            )
        case Queued():
            words = "accepted, nothing is on the platform yet"
            return Outlook(words + _tried(state.trouble), f"it is sent {wake}", Who.POSTWIRE)
        case Creating():
            return Outlook("being prepared on the platform", f"if its runner is gone, begun again {wake}", Who.POSTWIRE)
        case Processing():
            return Outlook(
                "the platform is preparing it" + _tried(state.trouble), f"the platform is asked {wake}", Who.POSTWIRE
            )
        case Ready():
            return Outlook("prepared, not yet visible" + _tried(state.trouble), f"it is published {wake}", Who.POSTWIRE)
        case Publishing():
            words = "publishing was begun" + ("; the answer is in doubt" if state.doubt else "")
            return Outlook(
                words, f"the platform is asked whether it is live {wake}, before anything else", Who.POSTWIRE
            )
        case Unconfirmed():
            live = "it is live, but not known as which post" if state.live else "it may be live or not"
            return Outlook(live, advice, Who.OPERATOR)
        case Published():
            return Outlook("live", "nothing", Who.NOBODY)
        case Held():
            return _held(delivery, state, advice, wake)
        case Deleting():
            return Outlook("being taken down" + _tried(state.trouble), f"it is deleted {wake}", Who.POSTWIRE)
        case Deleted():
            return Outlook("taken down", "nothing", Who.NOBODY)
        case Failed():
            return Outlook("given up, and not live", advice, _ACTS[state.diagnosis.action])
        case Cancelled():
            return Outlook("called off", f"nothing; `postwire retry {delivery.id}` sends it anew", Who.NOBODY)
        case Missed():
            advice = f"nothing; `postwire retry {delivery.id}` sends it now"
            return Outlook("its hour passed before it could go out, and its late policy says no", advice, Who.NOBODY)
        case _:
            assert_never(state)


def advice_of(diagnosis: Diagnosis, delivery: Delivery) -> str:
    """The next step, with this delivery and its account in its commands."""
    step = diagnosis.next_step
    for reconnect in ("postwire accounts connect ", "postwire accounts add "):
        step = step.replace(reconnect + delivery.platform, reconnect + delivery.account_id)
    return _PLACEHOLDER.sub(delivery.id, step) or diagnosis.message


def at(moment: datetime, now: datetime) -> str:
    """``now`` or ``in 15 min (2026-11-21T09:00:00+00:00)``."""
    if moment <= now:
        return "now"
    return f"in {spoken(moment - now)} ({moment.isoformat(timespec='seconds')})"


def hour(moment: datetime, now: datetime) -> str:
    """A due time beside its distance: ``in 15 min``, ``2 h ago``."""
    if abs(moment - now) < timedelta(seconds=1):
        return "now"
    return f"in {spoken(moment - now)}" if moment > now else f"{spoken(now - moment)} ago"


def _held(delivery: Delivery, state: Held, advice: str, wake: str) -> Outlook:
    if delivery.wake_at is not None and waits_for_quota(delivery):
        words = "its account has used up what it may publish in that time"
        return Outlook(words, f"it does not fit before; it goes on by itself {wake}", Who.POSTWIRE)
    if delivery.wake_at is not None:
        return Outlook("waits for the platform's window to open", f"it goes on by itself {wake}", Who.POSTWIRE)
    # a late delivery is held by its own policy: whoever runs postwire says yes or no
    late = state.diagnosis.rule == "lifecycle.late"
    return Outlook("waits for somebody", advice, Who.OPERATOR if late else _ACTS[state.diagnosis.action])


def _tried(trouble: Trouble) -> str:
    return f"; {trouble.tries} {'try' if trouble.tries == 1 else 'tries'} went wrong" if trouble.tries else ""
