"""The Threads connector: what the Threads API wants to hear, and what its answers mean."""

from postwire_threads.hooks import (
    classify_error,
    create,
    delete,
    find,
    manifest,
    poll,
    publish,
    required_scopes,
    validate_media,
)

__all__ = [
    "classify_error",
    "create",
    "delete",
    "find",
    "manifest",
    "poll",
    "publish",
    "required_scopes",
    "validate_media",
]
