"""The facts that move a delivery. Every one carries its instant."""

from datetime import datetime

from attrs import frozen

from postwire.container import Container
from postwire.diagnosis import Diagnosis
from postwire.operation import Operation
from postwire.progress import Progress
from postwire.receipt import Receipt


@frozen
class Due:
    """The delivery's wake time has come, or its owner is gone."""

    at: datetime


@frozen
class Created:
    """``create`` answered."""

    at: datetime
    container: Container


@frozen
class Polled:
    """``poll`` answered."""

    at: datetime
    progress: Progress


@frozen
class Posted:
    """``publish`` answered: live."""

    at: datetime
    receipt: Receipt


@frozen
class Verified:
    """A look after a doubtful publish. None: this could not be asked."""

    at: datetime
    progress: Progress | None
    found: tuple[Receipt, ...] | None
    """Live posts that say the same, in the time since, and belong to no other delivery."""
    rivals: tuple[str, ...] = ()
    """Ids of other deliveries in doubt that the posts found may belong to as well."""


@frozen
class Removed:
    """``delete`` answered: no longer live."""

    at: datetime


@frozen
class Refusal:
    """Somebody said no: the platform, or we ourselves before asking it."""

    at: datetime
    operation: Operation
    diagnosis: Diagnosis
    sent: bool = True
    """False: it was refused on our side, before anything left (a missing token or scope)."""


@frozen
class NotSent:
    """The request never left: nothing happened on the platform."""

    at: datetime
    operation: Operation
    detail: str


@frozen
class Lost:
    """The request may have arrived; its answer did not."""

    at: datetime
    operation: Operation
    detail: str


@frozen
class Cancel:
    """Somebody calls it off."""

    at: datetime


@frozen
class Delete:
    """Somebody wants the post taken down."""

    at: datetime


@frozen
class Retry:
    """Somebody wants it started anew."""

    at: datetime


@frozen
class Resume:
    """Somebody removed the cause, or wants another look: go on with what there is."""

    at: datetime


@frozen
class Reschedule:
    """Somebody gave it another hour; the terms hold the new one."""

    at: datetime


@frozen
class Resolve:
    """A person looked: it is live as this receipt, or (None) it is not live."""

    at: datetime
    receipt: Receipt | None


Outcome = Created | Polled | Posted | Verified | Removed | Refusal | NotSent | Lost
Command = Cancel | Delete | Retry | Resume | Reschedule | Resolve
Event = Due | Outcome | Command

EVENTS: tuple[type, ...] = (
    Due,
    Created,
    Polled,
    Posted,
    Verified,
    Removed,
    Refusal,
    NotSent,
    Lost,
    Cancel,
    Delete,
    Retry,
    Resume,
    Reschedule,
    Resolve,
)
