"""Looking after the replies that one's posts get."""

from postwire.exchange import Exchange, Refused, Reply, Request


def hide(reply_id: str, *, hidden: bool) -> Exchange[None]:
    """Hide a reply to one's own post, with the replies below it, or show it again."""
    reply = yield Request("POST", f"/{reply_id}/manage_reply", form={"hide": str(hidden).lower()})
    _see_to(reply)


def approve(reply_id: str, *, approved: bool) -> Exchange[None]:
    """Let a reply that waits be seen, or ignore it; an ignored one can still be approved."""
    reply = yield Request("POST", f"/{reply_id}/manage_pending_reply", form={"approve": str(approved).lower()})
    _see_to(reply)


def _see_to(reply: Reply) -> None:
    if reply.object().get("success") is not True:
        raise Refused(reply, "the answer does not say that it was done")
