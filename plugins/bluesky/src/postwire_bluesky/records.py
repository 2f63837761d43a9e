"""The record that a post becomes, once and for all: made while it is staged, and never again."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from postwire.exchange import Exchange, Refused, Request
from postwire.post import Post
from postwire.staging import Staging
from postwire_bluesky.answers import error_of
from postwire_bluesky.at_uri import POST
from postwire_bluesky.calls import RESOLVE_HANDLE
from postwire_bluesky.embeds import embed
from postwire_bluesky.facets import facets, handles
from postwire_bluesky.manifest import MANIFEST
from postwire_bluesky.manifest.options import LABELS_OPTION, LANGUAGES, MENTIONS, MUST_EXIST, QUOTE, TAGS
from postwire_bluesky.references import answered, looked_up

_NOBODY = {"HandleNotFound", "InvalidRequest"}
"""What is said of a handle that nobody has, or that could not be one."""


def record(post: Post, staging: Staging) -> Exchange[dict[str, Any]]:
    """What will lie in the repository. Looks up what the post points at first, and uploads what it shows last."""
    options = post.options_for(MANIFEST.platform)
    reply = None if post.reply_to is None else (yield from answered(post.reply_to))
    quoted = (yield from looked_up(options[QUOTE])) if options.get(QUOTE) else None
    dids = yield from _resolved(post.text, must_exist=options.get(MENTIONS) == MUST_EXIST)
    shown = yield from embed(post, quoted)
    labels = [{"val": label} for label in options.get(LABELS_OPTION) or ()]
    told = {
        "$type": POST,
        "text": post.text,
        "createdAt": staging.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "facets": facets(post.text, dids),
        "reply": reply,
        "embed": shown,
        "langs": list(options.get(LANGUAGES) or ()),
        "labels": {"$type": "com.atproto.label.defs#selfLabels", "values": labels} if labels else None,
        "tags": list(options.get(TAGS) or ()),
    }
    return {name: value for name, value in told.items() if value or name == "text"}


def _resolved(text: str, *, must_exist: bool) -> Exchange[Mapping[str, str]]:
    """Whom the handles of a text mean. One that nobody has is left out, as the official app does, or refused."""
    dids = {}
    for handle in handles(text):
        reply = yield Request("GET", RESOLVE_HANDLE, query={"handle": handle}, hears={400})
        if reply.ok:
            dids[handle] = reply.string("did")
        elif must_exist or error_of(reply)[0] not in _NOBODY:
            raise Refused(reply, f"the text mentions @{handle}")
    return dids
