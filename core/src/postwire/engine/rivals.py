"""Whose a post may be that was found by its words: not only those of one delivery may say the same."""

import unicodedata
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from postwire.delivery import Delivery
from postwire.post import Post
from postwire.receipt import Receipt
from postwire.state import Publishing, Stage, Unconfirmed, under_way
from postwire.store import Store

_IN_DOUBT = ("held", "processing", "publishing", "ready", "unconfirmed")
"""The states in which a publish call may have gone out whose post is not known yet."""
_PAGE = 1000


def rivals(store: Store, delivery: Delivery, found: Collection[Receipt], life: timedelta) -> tuple[str, ...]:
    """Ids of the account's other deliveries that posts found by their words may belong to.

    They say the same, a publish call of theirs was begun, and what became of it is not known. Times of the platform are
    not compared with ours, since clocks jump; but one whose last call was begun a container's ``life`` before ours
    is over.
    """
    begun = _begun(delivery)
    return tuple(
        other.id
        for other in (_others(store, delivery) if found else ())
        if _alike(other.post, delivery.post)
        and (last := _begun(other)) is not None
        and (begun is None or begun < last + life)
    )


def _others(store: Store, delivery: Delivery) -> Iterator[Delivery]:
    after: str | None = None
    while page := store.deliveries(states=_IN_DOUBT, account_id=delivery.account_id, limit=_PAGE, after=after):
        yield from (other for other in page if other.id != delivery.id)
        after = page[-1].id


def _begun(delivery: Delivery) -> datetime | None:
    """When its last publish call was begun, or its first where the last is not known; None: none was."""
    state = under_way(delivery.state)
    stage: Stage | None = getattr(state, "stage", None)
    if stage is None or not stage.publishes:
        return None
    return state.attempted_at if isinstance(state, Publishing | Unconfirmed) else stage.published_from or stage.since


def _alike(one: Post, other: Post) -> bool:
    """Whether a list of posts may not tell them apart: lists show no files."""
    return _seen(one) == _seen(other)


def _seen(post: Post) -> tuple[str, tuple[object, ...]]:
    return unicodedata.normalize("NFC", post.text).strip(), tuple(media.kind for media in post.media)
