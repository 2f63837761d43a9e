"""What a platform may let us do, and how sure a connector is of it."""

import enum


class Ability(enum.StrEnum):
    """Something a platform may let us do."""

    TEXT = "text"
    """A post without pictures or videos."""
    IMAGE = "image"
    VIDEO = "video"
    CAROUSEL = "carousel"
    """More than one picture or video in a post."""
    REPLY = "reply"
    LINK = "link"
    """A URL shown as a card."""
    ALT_TEXT = "alt_text"
    POLL = "poll"
    """A container can be asked how it is."""
    FIND = "find"
    """A post can be looked for whose publish answer was lost."""
    DELETE = "delete"
    EDIT = "edit"


class Support(enum.StrEnum):
    """How sure a connector is of an ability."""

    YES = "yes"
    """Proven by a recording."""
    NO = "no"
    """Refused here, without a request."""
    UNTRIED = "untried"
    """Allowed, and reported by name."""


class Republish(enum.StrEnum):
    """Whether one container may be sent to ``publish`` again after a doubtful answer."""

    SAME_CONTAINER = "same_container"
    """One container can go live once: while it still reads as not published, it may be sent again."""
    IDEMPOTENT = "idempotent"
    """The same, and asking the container settles it: what reads as not published is not, and no search is needed.

    So it is for records that are put under a key which the connector chose.
    """
    NEVER = "never"
    """A person decides."""
