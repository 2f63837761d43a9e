"""Something that readers see, or saw."""

from attrs import define, field

from postwire_threads.sandbox.accounts import Profile
from postwire_threads.sandbox.draft import LIVE_TYPES, Draft
from postwire_threads.sandbox.staged import Staged

GHOST_LIFE = 86_400.0
"""Seconds until a ghost post is archived (documented)."""


@define(eq=False, kw_only=True)
class Live:
    """One post, reply, repost, or item of a carousel."""

    id: str
    sequence: int
    """Grows with every publication; pages are cut along it."""
    owner: Profile
    draft: Draft | None
    """None for a repost."""
    published_at: float
    shortcode: str
    container: Staged | None = None
    children: tuple[str, ...] = ()
    is_child: bool = False
    root: str | None = None
    """The post that a conversation began with; None for the beginning itself."""
    repost_of: str | None = None
    replies: int = 0
    deleted_at: float | None = None
    hidden: bool = False
    """Of a reply: whether whom it answers has hidden it."""
    approval: str | None = None
    """Of a reply that is not to be seen yet: ``pending`` or ``ignored``."""
    metrics: dict[str, int] = field(factory=dict)
    """What the operator set, in place of what is counted."""

    @property
    def alive(self) -> bool:
        """Whether it was not deleted."""
        return self.deleted_at is None

    @property
    def is_reply(self) -> bool:
        """Whether it answers another post."""
        return self.draft is not None and self.draft.reply_to is not None

    @property
    def is_ghost(self) -> bool:
        """Whether it is archived after a day."""
        return self.draft is not None and self.draft.is_ghost

    @property
    def media_type(self) -> str:
        """The name of its kind as the API reads it back."""
        return LIVE_TYPES[self.draft.media_type] if self.draft is not None else "REPOST_FACADE"
