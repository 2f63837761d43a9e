"""Whether an account's connection works: one harmless read in its name, nothing written."""

from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime

from attrs import frozen

from postwire.account import Account
from postwire.connector import Connector
from postwire.credentials import Secret
from postwire.diagnosis import Diagnosis
from postwire.drive import Conversation, drive
from postwire.engine.outbox import Outbox
from postwire.exchange import Reply, Request
from postwire.manifest import Ability
from postwire.operation import Operation
from postwire.post import Post
from postwire.transport import MaybeArrived, NotSent
from postwire.wire import Wire


@frozen(kw_only=True)
class Asked:
    """What came of it."""

    could: bool = True
    """False: the platform has nothing harmless to be asked."""
    diagnosis: Diagnosis | None = None
    """Why the platform said no."""
    trouble: str | None = None
    """What kept the question, or its answer, from arriving."""
    ahead: float | None = None
    """Seconds that our clock is ahead of the platform's; None: it did not say."""


def ask(connector: Connector, account: Account, secret: Secret, wire: Wire, now: Callable[[], datetime]) -> Asked:
    """Look for a post that nobody wrote, since this moment: the platform reads the token and answers with a list."""
    if not connector.manifest.supports(Ability.FIND):
        return Asked(could=False)
    outbox = Outbox(wire, connector.manifest, account, secret, now, "")
    ahead: list[float] = []

    def send(request: Request) -> Reply:
        reply = outbox.send(request)
        if (theirs := _moment(reply.headers.get("date", ""))) is not None:
            ahead.append((now() - theirs).total_seconds())
        return reply

    outcome = drive(
        Conversation(lambda: connector.find(Post("?"), now(), account), connector, Operation.READ),
        send,
    )
    offset = min(ahead, key=abs, default=None)
    match outcome:
        case Diagnosis():
            return Asked(diagnosis=outcome, ahead=offset)
        case NotSent() | MaybeArrived():
            return Asked(trouble=str(outcome), ahead=offset)
        case _:
            return Asked(ahead=offset)


def _moment(header: str) -> datetime | None:
    """The time in a Date header (RFC 9110, 6.6.1)."""
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
