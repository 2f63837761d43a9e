"""What happened to a delivery, one entry after the other, never changed afterwards."""

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import field, frozen


class EntryKind(enum.StrEnum):
    """What an entry tells."""

    EVENT = "event"
    """A fact that moved the delivery (or was refused by its state)."""
    EXCHANGE = "exchange"
    """One request and its answer, both without secrets."""
    COMMAND = "command"
    """Somebody asked for something: cancel, retry, resolve."""


@frozen(kw_only=True)
class Entry:
    """One line of the story."""

    at: datetime
    kind: EntryKind
    name: str
    """``created``, ``lost``, ``POST /me/threads``."""
    state: str
    """The delivery's state after it."""
    data: Mapping[str, Any] = field(factory=dict, converter=dict)
    """JSON values: the diagnosis, or method, path, status, bodies, trace id and milliseconds."""
