"""A post as the body of ``POST /api/v1/statuses``."""

from typing import Any

from postwire.container import Container
from postwire.post import Post
from postwire_mastodon.manifest import MANIFEST, POLL_LASTS
from postwire_mastodon.words import text_of

_PLAIN = ("visibility", "spoiler_text", "sensitive", "language")


def parameters_of(post: Post, container: Container) -> dict[str, Any]:
    """What is sent; whatever is not said is left to the account's own settings."""
    parameters: dict[str, Any] = {"status": text_of(post)}
    if container.parts:
        parameters["media_ids"] = [part.id for part in container.parts]
    if post.reply_to is not None:
        parameters["in_reply_to_id"] = post.reply_to
    parameters |= {name: value for name in _PLAIN if (value := MANIFEST.chosen(post, name)) is not None}
    if choices := MANIFEST.chosen(post, "poll_options"):
        parameters["poll"] = {
            "options": list(choices),
            "expires_in": MANIFEST.chosen(post, "poll_expires_in") or POLL_LASTS,
            "multiple": bool(MANIFEST.chosen(post, "poll_multiple")),
            "hide_totals": bool(MANIFEST.chosen(post, "poll_hide_totals")),
        }
    return parameters
