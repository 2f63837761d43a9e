"""What a creation call asks for, once it has passed every check."""

import enum
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen


class MediaType(enum.StrEnum):
    """The four things that a container can be."""

    TEXT = "TEXT"
    IMAGE = "IMAGE"
    VIDEO = "VIDEO"
    CAROUSEL = "CAROUSEL"


LIVE_TYPES = {
    MediaType.TEXT: "TEXT_POST",
    MediaType.IMAGE: "IMAGE",
    MediaType.VIDEO: "VIDEO",
    MediaType.CAROUSEL: "CAROUSEL_ALBUM",
}
"""What the media type is called once it is live."""


@frozen(kw_only=True)
class Draft:
    """A checked creation call."""

    media_type: MediaType
    text: str = ""
    url: str | None = None
    """Where the picture or video is."""
    is_item: bool = False
    children: tuple[str, ...] = ()
    reply_to: str | None = None
    quote_of: str | None = None
    reply_control: str = "everyone"
    alt_text: str | None = None
    link: str | None = None
    topic: str | None = None
    is_ghost: bool = False
    is_spoiler: bool = False
    auto_publish: bool = False
    crossreshare: bool = False
    extras: Mapping[str, Any] = field(factory=dict)
    """Attachments and the like that are only kept to be read again, by the name of their media field."""

    @property
    def wants_approvals(self) -> bool:
        """Whether replies of others wait until they are approved."""
        return bool(self.extras.get("enable_reply_approvals"))
