"""Whether an answer says that a budget of calls is used up.

The budget is counted per app and person in a moving day. Which of the generic headers graph.threads.net really sends is
not known: all of them are read, none is needed, and nonsense in them means nothing.
"""

import json
from collections.abc import Iterator
from typing import Any

from postwire.exchange import Reply
from postwire_threads.errors import pause
from postwire_threads.manifest import MANIFEST

_SHARES = ("call_count", "total_time", "total_cputime", "total_cpu_time")
"""Percentages; the last is the name that one client expects."""
_FULL = 100
_PAUSE = 300.0
"""Seconds, where the answer does not say how long: the window moves on all the time."""


def pause_after(reply: Reply) -> float | None:
    """Seconds to wait before the next request; None: there is something left, or nothing is said."""
    if any(share >= _FULL for name in MANIFEST.api.budget_headers for share in _shares(_read(reply, name), 0)):
        return pause.seconds(reply) or _PAUSE
    return None


def _read(reply: Reply, name: str) -> Any:
    try:
        return json.loads(reply.headers.get(name, "null"))
    except (ValueError, RecursionError):
        return None


def _shares(usage: Any, depth: int) -> Iterator[float]:
    if depth > 3 or not isinstance(usage, dict | list):
        return
    if isinstance(usage, dict):
        told = (usage.get(name) for name in _SHARES)
        yield from (share for share in told if isinstance(share, int | float) and not isinstance(share, bool))
    for inner in usage.values() if isinstance(usage, dict) else usage:
        yield from _shares(inner, depth + 1)
