"""What `postwire doctor` finds."""

import enum
from typing import Any

from attrs import frozen


class Weight(enum.StrEnum):
    """How bad it is."""

    WELL = "well"
    UNSEEN = "unseen"
    """It could not be looked at."""
    WARNING = "warning"
    """It will be trouble, or is a risk."""
    WAITS = "waits"
    """A delivery waits for a person."""
    ERROR = "error"
    """Something does not work."""


@frozen
class Finding:
    """One thing that was looked at."""

    area: str
    """What was looked at.

    One of ``database``, ``clock``, ``key``, ``plugin``, ``account``, ``scope``, ``quota``, ``media``, ``delivery``,
    ``answer``.
    """
    weight: Weight
    words: str
    fix: str = ""
    """What to do; empty where nothing has to be done."""

    def plain(self) -> dict[str, Any]:
        """For a program."""
        return {"area": self.area, "weight": self.weight.value, "message": self.words, "fix": self.fix or None}
