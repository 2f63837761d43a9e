"""The Threads connector: what the Threads API wants to hear, and what its answers mean."""

from postwire_threads.hooks import (
    authorize,
    classify_error,
    connect,
    connect_app,
    create,
    delete,
    find,
    inspect_token,
    manifest,
    meanings,
    poll,
    publish,
    read_notice,
    refresh,
    required_scopes,
    validate_media,
)

__all__ = [
    "authorize",
    "classify_error",
    "connect",
    "connect_app",
    "create",
    "delete",
    "find",
    "inspect_token",
    "manifest",
    "meanings",
    "poll",
    "publish",
    "read_notice",
    "refresh",
    "required_scopes",
    "validate_media",
]
