"""Whose a post may be that was found by its words: not only those of one delivery may say the same."""

import unicodedata
from collections.abc import Collection, Iterator
from datetime import timedelta

from postwire.delivery import Delivery
from postwire.post import Post
from postwire.receipt import Receipt
from postwire.state import Publishing, Stage, Unconfirmed, under_way
from postwire.store import Store

_IN_DOUBT = ("held", "processing", "publishing", "ready", "unconfirmed")
"""The states in which a publish call may have gone out whose post is not known yet."""
_PAGE = 1000


def rivals(store: Store, delivery: Delivery, found: Collection[Receipt], settle: timedelta) -> tuple[str, ...]:
    """Ids of the account's other deliveries that posts found by their words may belong to.

    They say the same, a publish call of theirs was begun, what became of it is not known, and the post appeared less
    than a settle time before the first or after the last of them.
    """
    return tuple(
        other.id
        for other in (_others(store, delivery) if found else ())
        if _alike(other.post, delivery.post) and any(_may_be(other, receipt, settle) for receipt in found)
    )


def _others(store: Store, delivery: Delivery) -> Iterator[Delivery]:
    after: str | None = None
    while page := store.deliveries(states=_IN_DOUBT, account_id=delivery.account_id, limit=_PAGE, after=after):
        yield from (other for other in page if other.id != delivery.id)
        after = page[-1].id


def _may_be(other: Delivery, receipt: Receipt, settle: timedelta) -> bool:
    state = under_way(other.state)
    stage: Stage | None = getattr(state, "stage", None)
    if stage is None or not stage.publishes:
        return False
    if receipt.published_at is None:
        return True
    begun = stage.published_from or stage.since
    last = state.attempted_at if isinstance(state, Publishing | Unconfirmed) else None
    return begun - settle < receipt.published_at and (last is None or receipt.published_at < last + settle)


def _alike(one: Post, other: Post) -> bool:
    """Whether a list of posts may not tell them apart: lists show no files."""
    return _seen(one) == _seen(other)


def _seen(post: Post) -> tuple[str, tuple[object, ...]]:
    return unicodedata.normalize("NFC", post.text).strip(), tuple(media.kind for media in post.media)
