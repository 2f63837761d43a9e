"""Where a delivery is. A sum type; `postwire.lifecycle` says how it moves."""

from datetime import datetime
from typing import assert_never

from attrs import field, frozen

from postwire.container import Container
from postwire.diagnosis import Diagnosis
from postwire.receipt import Receipt


@frozen
class Trouble:
    """What went wrong on the way to the next state, and how often."""

    tries: int = 0
    since: datetime | None = None
    """When the first of these tries failed."""
    last: Diagnosis | None = None
    restaged: int = 0
    """How many containers were thrown away for a new one."""


@frozen
class Stage:
    """A container on the platform, and what was done with it."""

    container: Container
    since: datetime
    """When it was made."""
    publishes: int = 0
    """How many publish calls were begun with it."""
    doubted: bool = False
    """Whether any of them ended without a clear answer."""
    published_from: datetime | None = None
    """When the first publish call was begun: what readers could see before that is another post."""


@frozen
class Queued:
    """Accepted, nothing sent."""

    trouble: Trouble = field(factory=Trouble)


@frozen
class Creating:
    """``create`` was started; it may be started again, readers see nothing of it."""

    trouble: Trouble = field(factory=Trouble)
    begun: int = 1
    """How often it was started without an outcome: the process died, or is dying."""


@frozen
class Processing:
    """The platform prepares the container."""

    stage: Stage
    trouble: Trouble = field(factory=Trouble)


@frozen
class Ready:
    """The container may go out; it may wait here for its hour."""

    stage: Stage
    trouble: Trouble = field(factory=Trouble)


@frozen
class Publishing:
    """``publish`` was started. Whatever wakes this state looks; it never publishes."""

    stage: Stage
    attempted_at: datetime
    trouble: Trouble = field(factory=Trouble)
    doubt: Diagnosis | None = None
    """The answer that settled nothing; None while none has come."""
    doubted_at: datetime | None = None
    """When the answer was given up: "not live" is believed a settle time later."""
    live: bool = False
    """Whether the platform said that it is live, without saying which post it became."""


@frozen
class Unconfirmed:
    """The answer to ``publish`` is lost and looking did not settle it: a person decides."""

    stage: Stage
    attempted_at: datetime
    diagnosis: Diagnosis
    live: bool = False
    """Whether the platform says that it is live, without saying which post it became."""


@frozen
class Published:
    """Live."""

    receipt: Receipt


@frozen
class Deleting:
    """``delete`` was started; it may be started again."""

    receipt: Receipt
    trouble: Trouble = field(factory=Trouble)


@frozen
class Deleted:
    """No longer live, by our doing."""

    receipt: Receipt


Resumable = Queued | Creating | Processing | Ready | Publishing | Deleting
"""What a held delivery can go back to."""


@frozen
class Held:
    """Waits for somebody, or for a window to open; goes on by itself when the cause is gone."""

    diagnosis: Diagnosis
    back_to: Resumable


HELD_FOR_QUOTA = "quota_full"
"""The code, without its platform, of what is held until it fits into a quota, by our own count."""


@frozen
class Failed:
    """Given up, and not live."""

    diagnosis: Diagnosis
    stage: Stage | None = None
    """What ``resume`` can go on with."""


@frozen
class Cancelled:
    """Called off before it went out."""


@frozen
class Missed:
    """Later than its late policy allows."""

    stage: Stage | None = None


State = (
    Queued
    | Creating
    | Processing
    | Ready
    | Publishing
    | Unconfirmed
    | Published
    | Held
    | Deleting
    | Deleted
    | Failed
    | Cancelled
    | Missed
)


def under_way(state: State) -> State:
    """What a held delivery goes back to; any other state is itself."""
    return state.back_to if isinstance(state, Held) else state


STATES: tuple[type, ...] = (
    Queued,
    Creating,
    Processing,
    Ready,
    Publishing,
    Unconfirmed,
    Published,
    Held,
    Deleting,
    Deleted,
    Failed,
    Cancelled,
    Missed,
)


def name_of(state: State) -> str:
    """The state's name as stored and printed: ``queued``, ``publishing``."""
    return type(state).__name__.lower()


def diagnosis_of(state: State) -> Diagnosis | None:
    """The trouble that a state is about, or that it had on the way."""
    match state:
        case Held() | Failed() | Unconfirmed():
            return state.diagnosis
        case Publishing():
            return state.doubt or state.trouble.last
        case Queued() | Creating() | Processing() | Ready() | Deleting():
            return state.trouble.last
        case Published() | Deleted() | Cancelled() | Missed():
            return None
        case _:
            assert_never(state)


def settles(state: State) -> bool:
    """Whether what waits for a delivery in this state shall look at it: it is live, or will not be by itself."""
    return isinstance(state, Published | Deleted | Failed | Cancelled | Missed | Held)
