"""The one visible effect, its undoing, and looking for it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from postwire.account import Account
from postwire.container import Container
from postwire.exchange import Exchange, Refused, Request
from postwire.hookspecs import hookimpl
from postwire.post import Post
from postwire.receipt import Receipt
from postwire_corkboard.receipts import receipt_from, receipts_from

CLOCK_SLACK = timedelta(minutes=1)
"""How far the platform's clock may be behind ours."""


@hookimpl
def publish(container: Container) -> Exchange[Receipt]:
    """Make it visible.

    Decide: which single request does it, and where its answer names the post. Nothing may be visible before this
    request, and only look-ups may follow it (mark those `optional`). The engine never repeats this without having
    looked first. Raise `Refused` for a yes without an id, as `Reply.string` does: then the engine looks, too.
    """
    reply = yield Request("POST", f"/drafts/{container.id}/pin")
    return receipt_from(reply)


@hookimpl
def delete(receipt: Receipt) -> Exchange[None]:
    """Take it down.

    Decide: how. Gone already is a success; that needs nothing here, but a `NOT_FOUND` from `classify_error`.
    """
    yield Request("DELETE", f"/notes/{receipt.post_id}")


@hookimpl
def find(post: Post, since: datetime, account: Account) -> Exchange[tuple[Receipt, ...]]:
    """Look for a live post whose answer was lost, oldest first.

    Decide: what makes a listed post this one. Compare everything that the platform shows; never take the newest for
    it. Two that say the same are both returned, and a person decides. Look a little further back than asked: clocks
    differ.
    """
    found: list[Mapping[str, Any]] = []
    query = {"since": (since - CLOCK_SLACK).isoformat()}
    while True:
        reply = yield Request("GET", f"/boards/{account.user_id}/notes", query=query)
        page = reply.object()
        notes = page.get("notes")
        if not isinstance(notes, list):
            raise Refused(reply, "the list of notes has no `notes`")
        found += [note for note in notes if _says(note, post)]
        after = page.get("next")
        if after is None:
            return receipts_from(found)
        query = {**query, "after": str(after)}


def _says(note: Mapping[str, Any], post: Post) -> bool:
    """Whether a listed note is word for word what was to be pinned, where it was to be pinned."""
    colour = post.options_for("corkboard").get("colour")
    return (
        note["text"] == post.text
        and bool(note["picture"]) == bool(post.media)
        and note["in_reply_to"] == post.reply_to
        and colour in {None, note["colour"]}
    )
