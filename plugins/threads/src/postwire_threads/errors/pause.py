"""How long an answer's headers ask us to wait.

Which usage headers graph.threads.net really sends is not known: one prober saw none. All are read, none is needed.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from postwire.exchange import Reply

_USAGE = ("x-business-use-case-usage", "x-app-usage", "x-page-usage")
_LONGEST = 7 * 86_400.0


def seconds(reply: Reply) -> float | None:
    """The longest wait that any header names, in seconds; None where none names one. At most a week is believed."""
    asked = [*_retry_after(reply.headers), *_regain(reply.headers)]
    return min(max(asked), _LONGEST) if asked else None


def _retry_after(headers: Mapping[str, str]) -> Iterator[float]:
    """A number of seconds, or a date that is read relative to the answer's own date."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", value):
        yield float(value)
        return
    until, now = _moment(value), _moment(headers.get("date", ""))
    if until and now:
        yield max(0.0, (until - now).total_seconds())


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


def _moment(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
