"""Proof that a post is live."""

from datetime import datetime

from attrs import field, frozen, validators


@frozen
class Receipt:
    """The platform's own id of a live post, where to see it, and since when."""

    post_id: str = field(validator=validators.and_(validators.instance_of(str), validators.min_len(1)))
    permalink: str | None = None
    published_at: datetime | None = None
