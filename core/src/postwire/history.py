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


def diagnosis_told(entry: Entry) -> Mapping[str, Any] | None:
    """The diagnosis that an event carries, as plain values: its own, or that of the progress that it brought."""
    progress = entry.data.get("progress")
    told = entry.data.get("diagnosis") or (progress.get("diagnosis") if isinstance(progress, dict) else None)
    return told if entry.kind is EntryKind.EVENT and isinstance(told, dict) else None


def is_unexplained(entry: Entry) -> bool:
    """Whether it tells of an answer that nobody could explain: judged by its HTTP status alone, or of no category."""
    told = diagnosis_told(entry)
    return told is not None and (str(told.get("rule")).startswith("http.") or told.get("category") == "unknown")
