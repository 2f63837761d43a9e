"""What a platform told by itself, for a program."""

from typing import Any

from postwire.cli.reading import post_plain
from postwire.cli.shapes import time_plain
from postwire.happening import Happening
from postwire.receiver import Deauthorized, Event


def happening_plain(happening: Happening) -> dict[str, Any]:
    """One thing that happened."""
    return {
        "kind": happening.kind.value,
        "field": happening.field,
        "key": happening.key,
        "at": time_plain(happening.at),
        "target_id": happening.target_id,
        "owner_id": happening.owner_id,
        "post": post_plain(happening.post) if happening.post else None,
    }


def event_plain(event: Event) -> dict[str, Any]:
    """One thing that was received."""
    if isinstance(event, Happening):
        return happening_plain(event)
    if isinstance(event, Deauthorized):
        held = [delivery.id for delivery in event.held]
        return {"kind": "deauthorized", "account": event.account_id, "held": held}
    code = event.confirmation_code
    return {"kind": "deletion_wanted", "account": event.account_id, "confirmation_code": code}
