"""What is read of answers, whoever gave them: nothing in here raises anything but `Refused`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from postwire.exchange import Refused, Reply


def error_of(reply: Reply) -> tuple[str, str]:
    """The name of a refusal and its words, ``("ExpiredToken", "Token has expired")``; empty where it has none."""
    try:
        told = reply.object()
    except Refused:
        return "", ""
    name, words = told.get("error"), told.get("message")
    return name if isinstance(name, str) else "", words if isinstance(words, str) else ""


def mapping(value: Any) -> Mapping[str, Any]:
    """An object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def text(value: Any, longest: int = 512) -> str | None:
    """A text that is not empty and not too long; None for anything else."""
    return value if isinstance(value, str) and 0 < len(value) <= longest else None


def moment(value: Any) -> datetime | None:
    """``2026-11-21T09:30:00.000Z`` as an aware time in UTC; None for anything else."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found.astimezone(UTC) if found is not None and found.tzinfo else None
