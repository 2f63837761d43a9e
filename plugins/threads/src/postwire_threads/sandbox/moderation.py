"""Replies of others: hidden, and let out where a post asks for approval."""

from typing import Any

from postwire_threads.sandbox.accounts import Profile
from postwire_threads.sandbox.live import Live
from postwire_threads.sandbox.platform import Platform
from postwire_threads.sandbox.refusal import bad_parameter, unsupported


def hide(platform: Platform, owner: Profile, reply_id: str, *, hidden: bool) -> dict[str, Any]:
    """Only top-level replies to own posts (documented)."""
    reply = _reply(platform, owner, reply_id)
    if reply.draft is None or reply.draft.reply_to != reply.root:
        raise unsupported("post", reply_id)
    reply.hidden = hidden
    return {"success": True}


def approve(platform: Platform, owner: Profile, reply_id: str, *, approved: bool) -> dict[str, Any]:
    """An ignored one can still be approved (documented)."""
    reply = _reply(platform, owner, reply_id)
    if reply.approval is None:
        raise unsupported("post", reply_id)
    reply.approval = None if approved else "ignored"
    return {"success": True}


def needs_approval(post: Live, status: int) -> None:
    """Raises code 100 for a post that was made without approvals; the words are ours."""
    if post.draft is None or not post.draft.wants_approvals:
        raise bad_parameter("Reply approvals must be enabled for this post", status)


def hide_status(platform: Platform, post: Live) -> str:
    """What lies below a hidden reply is hidden with it."""
    current: Live | None = post
    while current is not None and current.draft is not None and current.draft.reply_to is not None:
        if current.hidden:
            return "HIDDEN"
        current = platform.posts.get(current.draft.reply_to)
    return "NOT_HUSHED"


def _reply(platform: Platform, owner: Profile, reply_id: str) -> Live:
    reply = platform.posts.get(reply_id)
    root = platform.posts.get(reply.root) if reply is not None and reply.root is not None else None
    if reply is None or not reply.alive or root is None or root.owner is not owner:
        raise unsupported("post", reply_id)
    return reply
