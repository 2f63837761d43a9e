"""What stands below the text: pictures, a video, a link's card, a quoted post."""

from collections.abc import Mapping
from typing import Any

from postwire.exchange import Exchange, Refused, Request, Upload
from postwire.media import Media, MediaKind
from postwire.post import Post
from postwire_bluesky.calls import UPLOAD_BLOB
from postwire_bluesky.manifest import MANIFEST
from postwire_bluesky.manifest.options import CARD_DESCRIPTION, CARD_PICTURE, CARD_TITLE
from postwire_bluesky.references import Reference

_TYPES = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "avif": "image/avif",
    "mp4": "video/mp4",
}
_UNKNOWN = "application/octet-stream"
"""The server looks for itself."""


def embed(post: Post, quoted: Reference | None) -> Exchange[dict[str, Any] | None]:
    """Upload what has to be uploaded, and describe it; None: the text stands alone."""
    shown = yield from _shown(post)
    if quoted is None:
        return shown
    quote = {"$type": "app.bsky.embed.record", "record": quoted.strong}
    return quote if shown is None else {"$type": f"{quote['$type']}WithMedia", "record": quote, "media": shown}


def _shown(post: Post) -> Exchange[dict[str, Any] | None]:
    if post.link is not None:
        return (yield from _card(post, post.link))
    match post.media:
        case ():
            return None
        case (Media(kind=MediaKind.VIDEO) as video,):
            return {"$type": "app.bsky.embed.video", "video": (yield from _blob(video)), **_described(video)}
        case pictures:
            blobs = []
            for picture in pictures:
                blobs.append((yield from _blob(picture)))  # noqa: PERF401 - no comprehension yields
            images = [
                {"alt": "", "image": blob, **_described(picture)} for picture, blob in zip(pictures, blobs, strict=True)
            ]
            return {"$type": "app.bsky.embed.images", "images": images}


def _card(post: Post, link: str) -> Exchange[dict[str, Any]]:
    options = post.options_for(MANIFEST.platform)
    card: dict[str, Any] = {
        "uri": link,
        "title": options.get(CARD_TITLE) or link,
        "description": options.get(CARD_DESCRIPTION) or "",
    }
    if options.get(CARD_PICTURE):
        card["thumb"] = yield from _blob(post.media[0])
    return {"$type": "app.bsky.embed.external", "external": card}


def _described(media: Media) -> dict[str, Any]:
    told: dict[str, Any] = {"alt": media.alt_text} if media.alt_text else {}
    if media.facts is not None and media.facts.width and media.facts.height:
        told["aspectRatio"] = {"width": media.facts.width, "height": media.facts.height}
    return told


def _blob(media: Media) -> Exchange[Mapping[str, Any]]:
    """The bytes, as the server names them: the same ones have the same name, however often they are uploaded."""
    kind = _TYPES.get(media.facts.format or "", _UNKNOWN) if media.facts is not None else _UNKNOWN
    reply = yield Request("POST", UPLOAD_BLOB, upload=Upload(media, kind))
    blob = reply.object().get("blob")
    if not isinstance(blob, dict) or blob.get("$type") != "blob" or not isinstance(blob.get("ref"), dict):
        raise Refused(reply, "the answer holds no blob")
    return blob
