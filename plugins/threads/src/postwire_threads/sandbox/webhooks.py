"""What Meta would post when something happens, in each of the shapes that were seen. Nothing is sent anywhere."""

import hashlib
import hmac
import json
from typing import Any

from postwire_threads.sandbox.clock import graph_time
from postwire_threads.sandbox.live import Live
from postwire_threads.sandbox.platform import Platform

TOPICS = {"replies": "moderate", "delete": "moderate", "mentions": "interaction", "publish": "interaction"}
SHAPES = ("object", "list", "entry")


def message(platform: Platform, post: Live, field: str, shape: str) -> dict[str, str]:
    """The body, with its slashes escaped as in the documented examples, and the header that signs it."""
    told = _enveloped(platform, {"value": _value(platform, post, field), "field": field}, post, shape)
    body = json.dumps(told).replace("/", "\\/")
    digest = hmac.digest(platform.settings.app_secret.encode(), body.encode(), hashlib.sha256).hex()
    return {"body": body, "x-hub-signature-256": f"sha256={digest}"}


def _enveloped(platform: Platform, change: dict[str, Any], post: Live, shape: str) -> dict[str, Any]:
    moment = int(platform.clock.now())
    if shape == "entry":
        return {"object": "threads", "entry": [{"id": post.id, "time": moment, "changes": [change]}]}
    return {
        "app_id": platform.settings.app_id,
        "topic": TOPICS[change["field"]],
        "target_id": post.id,
        "time": moment,
        "subscription_id": "234567",
        "has_uid_field": False,
        "values": change if shape == "object" else [change],
    }


def _value(platform: Platform, post: Live, field: str) -> dict[str, Any]:
    told: dict[str, Any] = {"id": post.id, "username": post.owner.username, "timestamp": graph_time(post.published_at)}
    if field == "delete":
        owner = {"owner_id": post.owner.user_id}
        return told | {"owner": owner, "deleted_at": graph_time(post.deleted_at or platform.clock.now())}
    told |= {"media_type": post.media_type, "permalink": platform.permalink(post)}
    if field == "publish" or post.draft is None:
        return told
    told |= {"text": post.draft.text, "shortcode": post.shortcode}
    if post.draft.reply_to is not None and post.root is not None:
        root = platform.posts[post.root].owner
        told["replied_to"] = {"id": post.draft.reply_to}
        told["root_post"] = {"id": post.root, "owner_id": root.user_id, "username": root.username}
    return told
