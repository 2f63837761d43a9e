"""How long an answer's headers ask us to wait.

Which usage headers graph.threads.net really sends is not known: one prober saw none. All are read, none is needed.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from postwire.exchange import Reply

_USAGE = ("x-business-use-case-usage", "x-app-usage", "x-page-usage")
_LONGEST = 7 * 86_400.0


def seconds(reply: Reply) -> float | None:
    """The longest wait that any header names, in seconds; None where none names one. At most a week is believed."""
    asked = [*_regain(reply.headers)] if reply.retry_after is None else [reply.retry_after, *_regain(reply.headers)]
    return min(max(asked), _LONGEST) if asked else None


def _regain(headers: Mapping[str, str]) -> Iterator[float]:
    """``estimated_time_to_regain_access`` counts minutes."""
    for name in _USAGE:
        try:
            usage = json.loads(headers.get(name, "null"))
        except (ValueError, RecursionError):
            continue
        yield from _minutes(usage, 0)


def _minutes(usage: Any, depth: int) -> Iterator[float]:
    if isinstance(usage, dict) and depth < 4:
        minutes = usage.get("estimated_time_to_regain_access")
        if isinstance(minutes, int) and not isinstance(minutes, bool) and 0 < minutes < 1_000_000:
            yield minutes * 60.0
    if isinstance(usage, dict | list) and depth < 4:
        for one in usage.values() if isinstance(usage, dict) else usage:
            yield from _minutes(one, depth + 1)
