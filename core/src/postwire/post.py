"""What someone wants to say, before any platform has heard of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import field, frozen, validators

from postwire.media import Media


def _options(value: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {platform: dict(options) for platform, options in value.items()}


def _media(given: Iterable[Media]) -> tuple[Media, ...]:
    return tuple(given)


@frozen
class Post:
    """Text, media, what it answers, a link card, and options per platform."""

    text: str = field(default="", validator=validators.instance_of(str))
    media: tuple[Media, ...] = field(
        default=(),
        converter=_media,
        validator=validators.deep_iterable(validators.instance_of(Media)),
    )
    reply_to: str | None = field(default=None, validator=validators.optional(validators.instance_of(str)))
    """The platform's id of the post that this one answers."""
    link: str | None = field(default=None, validator=validators.optional(validators.instance_of(str)))
    """A URL to show as a card."""
    options: Mapping[str, Mapping[str, Any]] = field(factory=dict, converter=_options)
    """Platform name to that platform's own options; each connector's manifest lists them."""

    def options_for(self, platform: str) -> Mapping[str, Any]:
        """The options meant for one platform, empty if there are none."""
        return self.options.get(platform, {})
