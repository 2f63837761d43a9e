"""The limits of an account's own instance, asked for where a post wants to be held against them."""

from collections.abc import Iterator, Mapping
from typing import Any

from postwire.exchange import Exchange, Refused, Reply, Request
from postwire.media import MediaKind
from postwire.post import Post
from postwire_mastodon.manifest import MANIFEST
from postwire_mastodon.options import LIMITS, OF_THE_INSTANCE
from postwire_mastodon.words import length_of

_SIZES = {MediaKind.IMAGE: "image_size_limit", MediaKind.VIDEO: "video_size_limit"}


def admit(post: Post) -> Exchange[None]:
    """Hold the post against what its instance tells, where the option says so. Raises `Refused`.

    What an instance does not tell is not asked: it refuses that by itself.
    """
    if MANIFEST.chosen(post, LIMITS) != OF_THE_INSTANCE:
        return
    reply = yield Request("GET", "/api/v1/instance")
    if found := list(_excesses(post, _configuration(reply))):
        raise Refused(reply, "; ".join(found))


def _configuration(reply: Reply) -> Mapping[str, Any]:
    told = reply.object().get("configuration")
    return told if isinstance(told, dict) else {}


def _excesses(post: Post, told: Mapping[str, Any]) -> Iterator[str]:
    for name, group, limit, value in (
        ("characters of text", "statuses", "max_characters", length_of(post)),
        ("pictures and videos", "statuses", "max_media_attachments", len(post.media)),
        ("answers of the poll", "polls", "max_options", len(MANIFEST.chosen(post, "poll_options") or ())),
        *(
            ("characters of alternative text", "media_attachments", "description_limit", len(media.alt_text or ""))
            for media in post.media
        ),
        *(
            (f"bytes of {media.name}", "media_attachments", _SIZES[media.kind], media.facts.bytes)
            for media in post.media
            if media.kind is not None and media.facts is not None and media.facts.bytes is not None
        ),
    ):
        most = _number(told, group, limit)
        if most is not None and value > most:
            yield f"{value} {name}, and at most {most} are taken"


def _number(told: Mapping[str, Any], group: str, name: str) -> int | None:
    inner = told.get(group)
    value = inner.get(name) if isinstance(inner, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None
