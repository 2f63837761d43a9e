"""Reading the platform's proof that a note is live."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from postwire.exchange import Reply
from postwire.receipt import Receipt


def receipt_from(reply: Reply) -> Receipt:
    """The receipt in an answer. Raises `Refused` if it names no note."""
    return _receipt(reply.string("note"), reply.object())


def receipts_from(notes: list[Mapping[str, Any]]) -> tuple[Receipt, ...]:
    """The receipts of listed notes."""
    return tuple(_receipt(note["note"], note) for note in notes)


def _receipt(post_id: str, fields: Mapping[str, Any]) -> Receipt:
    """What is only nice to know must not stop us: an address or a time that cannot be read is left out."""
    url = fields.get("url")
    return Receipt(post_id, url if isinstance(url, str) else None, _moment(fields.get("pinned_at")))


def _moment(text: object) -> datetime | None:
    """``2026-11-21T09:30:00Z`` as an aware time in UTC; None for anything else."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None
