"""The corkboard connector: what the corkboard API wants to hear, and what its answers mean.

This package is what the entry point names, so every hook has to be an attribute of it.
"""

from postwire_corkboard.drafts import create, poll
from postwire_corkboard.errors import classify_error
from postwire_corkboard.known import meanings
from postwire_corkboard.notes import delete, find, publish
from postwire_corkboard.platform import manifest, required_scopes
from postwire_corkboard.validation import validate_media

__all__ = [
    "classify_error",
    "create",
    "delete",
    "find",
    "manifest",
    "meanings",
    "poll",
    "publish",
    "required_scopes",
    "validate_media",
]
