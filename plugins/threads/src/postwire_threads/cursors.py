"""Where a list goes on."""

from collections.abc import Mapping
from typing import Any

_LONGEST = 4096


def after(page: Mapping[str, Any]) -> str | None:
    """``cursors.after``; ``paging.next``, a whole address that may hold a token, is not followed."""
    paging = page.get("paging")
    cursors = paging.get("cursors") if isinstance(paging, dict) else None
    cursor = cursors.get("after") if isinstance(cursors, dict) else None
    return cursor if isinstance(cursor, str) and 0 < len(cursor) <= _LONGEST else None
