"""Which fault strikes which call."""

from collections.abc import Iterable
from typing import Any

import attrs
from attrs import define, frozen

from postwire_threads.sandbox.fault import Fault, Operation


@frozen
class Sighting:
    """What a fault may look at in a call."""

    operation: Operation | None
    """None: a path that does nothing."""
    user_id: str
    username: str
    text: str


@define(eq=False)
class Armed:
    """A fault of the script, and how often it was met."""

    number: int
    fault: Fault
    matched: int = 0
    struck: int = 0

    def shown(self) -> dict[str, Any]:
        """As JSON values."""
        data = attrs.asdict(self.fault, filter=lambda attribute, value: value not in (attribute.default, {}))
        return {"id": self.number, "matched": self.matched, "struck": self.struck, **data}


class FaultScript:
    """The faults in the order of their arrival; at most one strikes a call, the first that can."""

    def __init__(self) -> None:
        self._armed: list[Armed] = []
        self._count = 0

    def add(self, faults: Iterable[Fault]) -> tuple[int, ...]:
        """Arm some more; their numbers."""
        first = self._count + 1
        for fault in faults:
            self._count += 1
            self._armed.append(Armed(self._count, fault))
        return tuple(range(first, self._count + 1))

    def clear(self) -> None:
        """Disarm all."""
        self._armed.clear()

    def armed(self) -> tuple[Armed, ...]:
        """All, spent ones included."""
        return tuple(self._armed)

    def __bool__(self) -> bool:
        return bool(self._armed)

    def strike(self, sighting: Sighting) -> Fault | None:
        """The fault for this call, if any. A fault counts the calls that it matches and no earlier fault has taken."""
        for armed in self._armed:
            fault = armed.fault
            if not _matches(fault, sighting):
                continue
            armed.matched += 1
            late = fault.times is not None and armed.matched >= fault.nth + fault.times
            if armed.matched >= fault.nth and not late:
                armed.struck += 1
                return fault
        return None


def _matches(fault: Fault, sighting: Sighting) -> bool:
    return (
        fault.operation in (Operation.ANY, sighting.operation)
        and (fault.account is None or fault.account in (sighting.user_id, sighting.username))
        and (fault.text is None or fault.text in sighting.text)
    )
