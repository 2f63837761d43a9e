"""What can happen to a request on its way, and scripts that say what does. A script is a number, the seed."""

import enum
import random
from collections import Counter
from collections.abc import Callable

from attrs import define, field, frozen


class Fault(enum.StrEnum):
    """What becomes of one request. *Done* means that the platform carries it out."""

    NONE = "none"
    DROPPED = "dropped"
    """Not done; the connection is closed."""
    RESET = "reset"
    """Not done; the connection is reset."""
    LOST = "lost"
    """Done; the connection is closed without an answer."""
    RESET_AFTER = "reset after"
    """Done; the connection is reset."""
    TORN = "torn"
    """Done; half of the answer arrives."""
    SLOW = "slow"
    """Done; the answer takes its time."""
    TOO_SLOW = "too slow"
    """Done; the answer comes when nobody waits for it any more."""
    LATE = "late"
    """The connection is closed; done only afterwards."""
    KILLED = "killed"
    """The sender is killed once the request has arrived; done only afterwards."""
    KILLED_AFTER = "killed after"
    """Done; the sender is killed before it hears of it."""


@frozen
class Asked:
    """One request, as a proxy sees it."""

    operation: str
    """``create``, ``status``, ``publish``, ``read`` or ``list``."""
    number: int
    """The how-manieth of its operation, counted from 1."""
    total: int
    """The how-manieth request."""


Script = Callable[[Asked], Fault]


def lots(seed: object) -> random.Random:
    """The same lots for the same seed."""
    return random.Random(str(seed))  # noqa: S311 - nothing secret is made of it


WITHOUT_KILLS = {
    Fault.NONE: 70,
    Fault.DROPPED: 3,
    Fault.RESET: 3,
    Fault.LOST: 4,
    Fault.RESET_AFTER: 2,
    Fault.TORN: 3,
    Fault.SLOW: 4,
    Fault.TOO_SLOW: 2,
    Fault.LATE: 3,
}
"""How often each is chosen."""
WITH_KILLS = {**WITHOUT_KILLS, Fault.KILLED: 3, Fault.KILLED_AFTER: 3}


def quiet(_asked: Asked) -> Fault:
    """Nothing goes wrong."""
    return Fault.NONE


@define
class Chance:
    """A script by lot: the same seed gives the same fault to the same request, whoever sends it."""

    seed: str
    weights: dict[Fault, int]
    struck: Counter[Fault] = field(factory=Counter)

    def __call__(self, asked: Asked) -> Fault:
        """The fault of a request."""
        lot = lots(f"{self.seed} {asked.operation} {asked.number}")
        (fault,) = lot.choices(list(self.weights), list(self.weights.values()))
        if fault is not Fault.NONE:
            self.struck[fault] += 1
        return fault


@frozen
class At:
    """A script with one fault: at the how-manieth request of an operation, or of all."""

    fault: Fault
    number: int
    operation: str | None = None

    def __call__(self, asked: Asked) -> Fault:
        """The fault, if this is the one."""
        number = asked.total if self.operation is None else asked.number
        return self.fault if number == self.number and self.operation in {None, asked.operation} else Fault.NONE
