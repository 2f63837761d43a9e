"""What answers say about how much may still be asked. Without a clock: the answer's own date counts."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from postwire.exchange import Reply

_LAST = 253_402_300_800
"""Unix seconds of the year 10000."""


def until_reset(reply: Reply) -> float | None:
    """Seconds until more may be asked: ``Retry-After``, else ``RateLimit-Reset`` (Unix seconds); None: not said."""
    if reply.retry_after is not None:
        return reply.retry_after
    reset = _moment(reply, "ratelimit-reset")
    now = _date(reply)
    return None if reset is None or now is None else max(0.0, (reset - now).total_seconds())


def pause_after(reply: Reply) -> float | None:
    """Seconds to wait before the next request, where an answer used up what was left; None: there is something left."""
    if reply.headers.get("ratelimit-remaining", "").strip() != "0":
        return None
    return until_reset(reply)


def _moment(reply: Reply, name: str) -> datetime | None:
    value = reply.headers.get(name, "").strip()
    if not (value.isascii() and value.isdigit() and int(value[:13]) < _LAST):
        return None
    return datetime.fromtimestamp(int(value[:13]), UTC)


def _date(reply: Reply) -> datetime | None:
    try:
        found = parsedate_to_datetime(reply.headers.get("date", ""))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
