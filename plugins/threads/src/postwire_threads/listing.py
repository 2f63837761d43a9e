"""Looking for a post whose publish answer was lost: among the account's own, by what it says and when."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from postwire.account import Account
from postwire.exchange import Exchange, Refused, Request
from postwire.media import MediaKind
from postwire.post import Post
from postwire.receipt import Receipt
from postwire_threads import cursors, timestamp
from postwire_threads.manifest import MANIFEST

CLOCK_SLACK = timedelta(minutes=1)
"""How far the platform's clock may be behind ours."""
PAGES = 10
"""A hundred posts each: four times the most that an account may publish in a day."""

_FIELDS = "id,text,permalink,timestamp,media_type,children{id},replied_to,is_quote_post"


def find(post: Post, since: datetime, account: Account) -> Exchange[tuple[Receipt, ...]]:
    """The account's posts (or replies) since then that say exactly this, oldest first."""
    earliest = since - CLOCK_SLACK
    fields = f"{_FIELDS},reposted_post" if _reposted(post) else _FIELDS
    query = {"fields": fields, "since": str(int(earliest.timestamp())), "limit": "100"}
    found: list[tuple[datetime, Receipt]] = []
    for _ in range(PAGES):
        reply = yield Request("GET", f"/{account.user_id}/{_edge(post)}", query=query)
        page = reply.object()
        items = page.get("data")
        if not isinstance(items, list):
            raise Refused(reply, "the list of posts has no `data`")
        for item in items:
            published_at = timestamp.read(item.get("timestamp")) if isinstance(item, dict) else None
            if published_at is not None and published_at >= earliest and _says(item, post):
                found.append((published_at, Receipt(str(item["id"]), item.get("permalink"), published_at)))
        after = cursors.after(page)
        if after is None or not items:
            break
        query = {**query, "after": after}
    return tuple(receipt for _, receipt in sorted(found, key=lambda pair: pair[0]))


def _says(item: Mapping[str, Any], post: Post) -> bool:
    """Whether a listed post is word for word, kind for kind what was to be published."""
    if "id" not in item or _plain(item.get("text") or "") != _plain(post.text):
        return False
    if item.get("media_type") != _media_type(post):
        return False
    children = item.get("children")
    count = len(children.get("data", ())) if isinstance(children, dict) else 0
    if len(post.media) > 1 and count not in {0, len(post.media)}:
        return False
    if _reposted(post) != _id_of(item, "reposted_post"):
        return False
    replied_to = item.get("replied_to")
    return not post.reply_to or not isinstance(replied_to, dict) or replied_to.get("id") == post.reply_to


def _edge(post: Post) -> str:
    """The list that shows a post of its kind."""
    if post.reply_to:
        return "replies"
    return "ghost_posts" if post.options_for(MANIFEST.platform).get("is_ghost_post") else "threads"


def _reposted(post: Post) -> str | None:
    found = post.options_for(MANIFEST.platform).get("repost_of")
    return str(found) if found else None


def _id_of(item: Mapping[str, Any], name: str) -> str | None:
    inner = item.get(name)
    return inner.get("id") if isinstance(inner, dict) else None


def _media_type(post: Post) -> str:
    if _reposted(post):
        return "REPOST_FACADE"
    match post.media:
        case ():
            return "TEXT_POST"
        case (only,):
            return "VIDEO" if only.kind is MediaKind.VIDEO else "IMAGE"
        case _:
            return "CAROUSEL_ALBUM"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()
