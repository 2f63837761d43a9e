"""Staging: the media of a post, uploaded one by one; and whether they are processed."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from attrs import evolve

from postwire.container import Container, Part
from postwire.exchange import Exchange, Refused, Reply, Request, Upload
from postwire.links import web_address
from postwire.media import Media
from postwire.post import Post
from postwire.progress import Processing, Progress, Ready
from postwire.staging import Staging
from postwire_mastodon import instance

_TYPES = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "heic": "image/heic",
    "avif": "image/avif",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
}
_SUFFIXES = {"jpg": "jpeg", "m4v": "mp4", "heif": "heic"}


def create(post: Post, staging: Staging) -> Exchange[Container]:
    """Upload the media; a status without media has nothing to stage.

    Every file has a name of its own: snac calls what it stores after it, and two of one name become one.
    """
    yield from instance.admit(post)
    parts = []
    for number, media in enumerate(post.media, 1):
        kind = _format(media)
        reply = yield Request(
            "POST",
            "/api/v2/media",
            form={"description": media.alt_text} if media.alt_text else {},
            upload=Upload(
                media,
                _TYPES.get(kind, "application/octet-stream"),
                field="file",
                filename=f"{staging.key}-{number}.{kind}",
            ),
        )
        parts.append(Part(reply.string("id"), ready=_is_processed(reply)))
    return Container(parts=parts, data={"key": staging.key})


def poll(container: Container) -> Exchange[Progress]:
    """Ask for every file that was still at work. Whether the status is live, only the account's list tells."""
    parts = []
    for part in container.parts:
        ready = part.ready
        if not ready:
            reply = yield Request("GET", f"/api/v1/media/{quote(part.id, safe='')}")
            ready = reply.status != 206 and _is_processed(reply)
        parts.append(evolve(part, ready=ready))
    moved = evolve(container, parts=parts)
    return Ready(moved) if all(part.ready for part in parts) else Processing(moved)


def _is_processed(reply: Reply) -> bool:
    """Whether the file has its address. One that was uploaded and is being worked on has none yet."""
    fields: Mapping[str, Any] = reply.object()
    url = fields.get("url")
    if url is None:
        return False
    if not isinstance(url, str) or web_address(url) is None:
        raise Refused(reply, f"the file's url {url!r} is no address")
    return True


def _format(media: Media) -> str:
    """What the file is, as a suffix: some servers go by it alone."""
    if media.facts is not None and media.facts.format in _TYPES:
        return str(media.facts.format)
    suffix = media.name.lower().rpartition(".")[2]
    return suffix if suffix in _TYPES else _SUFFIXES.get(suffix, "bin")
