"""What counts for the quotas of an account, as a store tells it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from attrs import frozen

from postwire.delivery import Delivery
from postwire.diagnosis import Diagnosis
from postwire.manifest import Use
from postwire.state import HELD_FOR_QUOTA, Deleted, Deleting, Held, Published, Publishing, Unconfirmed
from postwire.store import times
from postwire.store.errors import Damaged


@frozen(kw_only=True)
class Publication:
    """A post that went out, that may be going out, or that is promised a place."""

    delivery_id: str
    account_id: str
    at: datetime
    """When its publish call was begun; of a promise, when it is to begin."""
    use: Use
    is_promise: bool = False
    """Whether it is held until it fits, and nothing was begun."""


def read(row: Sequence[Any]) -> Publication:
    """Read what `queries.PUBLICATIONS` selects. Raises `Damaged`."""
    delivery_id, account_id, at, use, is_promise = row
    try:
        moment = times.read(at)
    except ValueError as error:
        raise Damaged("delivery", delivery_id, "counts_at", str(error)) from None
    return Publication(
        delivery_id=delivery_id, account_id=account_id, at=moment, use=Use(use), is_promise=bool(is_promise)
    )


def use_of(delivery: Delivery) -> Use:
    """What its publication counts as."""
    return Use.REPLY if delivery.post.reply_to is not None or delivery.parent is not None else Use.POST


def waits_for_quota(delivery: Delivery) -> bool:
    """Whether it is held until it fits into a quota."""
    return isinstance(delivery.state, Held) and _is_about_quota(delivery.state.diagnosis, delivery.platform)


def counts_at(delivery: Delivery, before: datetime | None) -> datetime | None:
    """When a delivery counts for quotas, if it does; ``before``: what was said of its last version."""
    if isinstance(delivery.state, Publishing):
        return delivery.state.attempted_at
    return delivery.wake_at if waits_for_quota(delivery) else before


def counts(delivery: Delivery) -> bool:
    """Whether it is, was or may be live, or is promised a place."""
    match delivery.state:
        case Publishing() | Unconfirmed() | Published() | Deleting() | Deleted() | Held(_, Publishing() | Deleting()):
            return True
        case _:
            return waits_for_quota(delivery)


def _is_about_quota(diagnosis: Diagnosis, platform: str) -> bool:
    return diagnosis.code == f"{platform}.{HELD_FOR_QUOTA}"
