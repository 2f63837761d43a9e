"""The Mastodon connector: what servers of the Mastodon API want to hear, and what their answers mean."""

from postwire_mastodon.hooks import (
    authorize,
    classify_error,
    connect,
    create,
    delete,
    find,
    inspect_token,
    manifest,
    meanings,
    pause_after,
    poll,
    publish,
    register_app,
    required_scopes,
    validate_media,
)

__all__ = [
    "authorize",
    "classify_error",
    "connect",
    "create",
    "delete",
    "find",
    "inspect_token",
    "manifest",
    "meanings",
    "pause_after",
    "poll",
    "publish",
    "register_app",
    "required_scopes",
    "validate_media",
]
