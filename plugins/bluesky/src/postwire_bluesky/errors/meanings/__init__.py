"""Every code, and every way in which a server says it, in the order in which they are asked."""

from postwire_bluesky.errors.meanings.connection import CONNECTION
from postwire_bluesky.errors.meanings.content import CONTENT, RECORD_DIFFERS
from postwire_bluesky.errors.meanings.service import SERVICE

__all__ = ["MEANINGS", "RECORD_DIFFERS"]

MEANINGS = (*CONNECTION, *CONTENT, *SERVICE)
"""Asked in this order; `RECORD_DIFFERS` is no answer's meaning but a record's."""
