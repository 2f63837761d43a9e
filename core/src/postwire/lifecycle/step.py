"""What one move of the lifecycle results in."""

from datetime import datetime

from attrs import frozen

from postwire.lifecycle.effects import Effect
from postwire.lifecycle.events import Event
from postwire.state import State, name_of


@frozen
class Step:
    """The new state, the effect to perform once it is saved, and when to wake next."""

    state: State
    effect: Effect | None = None
    wake_at: datetime | None = None
    """None without an effect: at rest. With an effect: its outcome says when."""


class Impossible(Exception):
    """A fact or a command that cannot happen in this state; nothing was changed."""

    def __init__(self, state: State, event: Event, reason: str = "") -> None:
        self.state = state
        self.event = event
        super().__init__(
            f"{type(event).__name__.lower()} is not possible while {name_of(state)}" + (f": {reason}" if reason else "")
        )
