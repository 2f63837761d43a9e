"""Posts and profiles as a platform shows them, whoever wrote them."""

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import field, frozen, validators

from postwire.service import Service

MOST = 100
"""Posts on one page."""
_LONGEST = 65_536


def _text(longest: int) -> Any:
    return (validators.instance_of(str), validators.max_len(longest))


_NAME = field(default=None, validator=validators.optional(_text(512)))
_ADDRESS = field(default=None, validator=validators.optional(_text(4096)))
_YES_OR_NO = field(default=None, validator=validators.optional(validators.instance_of(bool)))


def _a_moment(_: object, attribute: Any, value: Any) -> None:
    if value is not None and (not isinstance(value, datetime) or value.tzinfo is None):
        raise ValueError(f"{attribute.name} has to be an aware time, or None")


@frozen(kw_only=True)
class SeenPost:
    """One post, reply or repost. Whatever the platform did not say is None."""

    id: str = field(validator=_text(512))
    text: str | None = field(default=None, validator=validators.optional(_text(_LONGEST)))
    kind: str | None = _NAME
    """The platform's own word for it."""
    permalink: str | None = _ADDRESS
    media_url: str | None = _ADDRESS
    published_at: datetime | None = field(default=None, validator=_a_moment)
    handle: str | None = _NAME
    """Of whoever wrote it."""
    replied_to: str | None = _NAME
    """The id of the post that it answers."""
    root: str | None = _NAME
    """The id of the post that the conversation began with."""
    has_replies: bool | None = _YES_OR_NO
    hidden: bool | None = _YES_OR_NO
    """Of a reply: whether readers do not see it at once."""
    approval: str | None = _NAME
    """Of a reply that waits for approval: the platform's own word."""


def _posts(_: object, __: Any, value: Any) -> None:
    if not isinstance(value, tuple) or len(value) > MOST or not all(isinstance(each, SeenPost) for each in value):
        raise ValueError(f"a page is a tuple of up to {MOST} posts")


@frozen(kw_only=True)
class Page:
    """One page of a list."""

    posts: tuple[SeenPost, ...] = field(validator=_posts)
    after: str | None = _ADDRESS
    """What the next page is asked for with; None: this is the last one."""


class SeenKind(enum.StrEnum):
    """What a search is for."""

    TEXT = "text"
    IMAGE = "image"
    VIDEO = "video"


class Approval(enum.StrEnum):
    """Where a reply stands that needs approval."""

    PENDING = "pending"
    IGNORED = "ignored"


@frozen(kw_only=True)
class Listing:
    """Which page of which list."""

    service: Service
    of: str | None = None
    """What it is about: the id of a post, somebody's handle, or the words that are searched."""
    after: str | None = _ADDRESS
    limit: int = field(default=25, validator=(validators.instance_of(int), validators.ge(1), validators.le(MOST)))
    since: datetime | None = field(default=None, validator=_a_moment)
    until: datetime | None = field(default=None, validator=_a_moment)
    oldest_first: bool = False
    """Only asked of the lists of replies to a post."""
    newest: bool = False
    """Only asked of a search: the newest posts, in place of those that the platform holds for the best."""
    author: str | None = _NAME
    """Only asked of a search: the handle of whoever wrote them."""
    kind: SeenKind | None = None
    """Only asked of a search."""
    approval: Approval | None = None
    """Only asked of the replies that wait for approval; None: both."""


def _counts(_: object, __: Any, value: Any) -> None:
    if not isinstance(value, Mapping) or len(value) > MOST:
        raise ValueError(f"counts are a mapping of up to {MOST} names to whole numbers")
    if not all(isinstance(name, str) and len(name) <= 512 and type(count) is int for name, count in value.items()):
        raise ValueError("counts hold something that is no name with a whole number")


@frozen(kw_only=True)
class Profile:
    """Whom readers see. Whatever the platform did not say is None."""

    handle: str = field(validator=_text(512))
    user_id: str | None = _NAME
    name: str | None = _NAME
    biography: str | None = field(default=None, validator=validators.optional(_text(_LONGEST)))
    picture: str | None = _ADDRESS
    verified: bool | None = _YES_OR_NO
    counts: Mapping[str, int] = field(factory=dict, validator=_counts)
    """What the platform counts of it, by its own words."""
