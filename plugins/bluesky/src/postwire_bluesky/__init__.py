"""The Bluesky connector: what a personal data server of the AT Protocol wants to hear, and what its answers mean."""

from postwire_bluesky.composing import create
from postwire_bluesky.connecting import connect, inspect_token, refresh
from postwire_bluesky.hooks import classify_error, manifest, meanings, pause_after, required_scopes
from postwire_bluesky.listing import find, listed, profile
from postwire_bluesky.publishing import delete, poll, publish
from postwire_bluesky.validation import validate_media

__all__ = [
    "classify_error",
    "connect",
    "create",
    "delete",
    "find",
    "inspect_token",
    "listed",
    "manifest",
    "meanings",
    "pause_after",
    "poll",
    "profile",
    "publish",
    "refresh",
    "required_scopes",
    "validate_media",
]
