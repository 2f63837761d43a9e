"""What a platform tells by itself: somebody answered, named the account, or a post came or went."""

import enum
from datetime import datetime

from attrs import field, frozen, validators

from postwire.seen import SeenPost
from postwire.signed import Signed

MOST = 1000
"""Happenings in one message."""


class HappeningKind(enum.StrEnum):
    """What happened."""

    REPLIED = "replied"
    """Somebody answered a post of the account."""
    MENTIONED = "mentioned"
    """Somebody named the account."""
    PUBLISHED = "published"
    """The account published something, by whatever way."""
    DELETED = "deleted"
    """A post of the account was deleted."""
    OTHER = "other"
    """Something that the connector has no word for."""


def _name() -> str | None:
    found: str | None = field(
        default=None, validator=validators.optional((validators.instance_of(str), validators.max_len(512)))
    )
    return found


@frozen(kw_only=True)
class Happening:
    """One of them. Platforms send the same again: `key` tells."""

    kind: HappeningKind
    field: str = field(validator=(validators.instance_of(str), validators.max_len(512)))
    """The platform's own word for it."""
    post: SeenPost | None = None
    """Which post it is about; of a deleted one hardly more than its id."""
    target_id: str | None = _name()
    """The platform's id of what was subscribed to: a post, or an account."""
    owner_id: str | None = _name()
    """The platform's id of the account whose post it is about, where it says so."""
    at: datetime | None = None

    @property
    def key(self) -> str:
        """The same for the same happening, however often it is sent."""
        moment = self.at.isoformat() if self.at else ""
        return f"{self.field}:{self.post.id if self.post else self.target_id or ''}:{moment}"


@frozen(kw_only=True)
class Happenings:
    """One message. Nothing of it is to be believed before ``signed`` was checked."""

    signed: Signed
    happenings: tuple[Happening, ...] = field(validator=validators.max_len(MOST))
