"""Reading an instance's proof that a status is live."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from postwire.links import web_address
from postwire.post import Post
from postwire.receipt import Receipt
from postwire_mastodon import differences


def receipt_of(post: Post, status: Mapping[str, Any]) -> Receipt:
    """The receipt of a status, with what readers see of the post other than was asked."""
    url = status.get("url")
    return Receipt(
        str(status["id"]),
        url if isinstance(url, str) and web_address(url) else None,
        moment(status.get("created_at")),
        notes=[each.note for each in differences.between(post, status)],
    )


def moment(text: object) -> datetime | None:
    """``2026-11-21T09:30:00.000Z`` as an aware time in UTC; None for anything else."""
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else None
