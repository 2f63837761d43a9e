"""Proof that a post is live."""

from collections.abc import Iterable
from datetime import datetime

from attrs import field, frozen, validators


def _notes(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(given)


@frozen
class Receipt:
    """The platform's own id of a live post, where to see it, and since when."""

    post_id: str = field(validator=validators.and_(validators.instance_of(str), validators.min_len(1)))
    permalink: str | None = None
    published_at: datetime | None = None
    notes: tuple[str, ...] = field(default=(), converter=_notes)
    """What readers see other than was asked for, in sentences for a person: a platform drops things without a word."""
