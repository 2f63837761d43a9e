"""Times and spans as the database holds them.

Times are UTC, to the microsecond, of one width, so that they sort as text; spans are seconds.
"""

from datetime import UTC, datetime, timedelta

from postwire.store.errors import Unstorable

_WIDTH = len("2026-11-21T09:00:00.000000")
_LONGEST = timedelta(days=250 * 366)
"""Microseconds are exact in a float of seconds up to 285 years."""


def written(instant: datetime, what: str) -> str:
    """``2026-11-21T09:00:00.000000Z``. Raises `Unstorable` for a naive time, naming what it is."""
    if instant.tzinfo is not UTC:
        if instant.utcoffset() is None:
            raise Unstorable(f"{what} has no offset, so it means no instant: give it a tzinfo, such as datetime.UTC")
        instant = instant.astimezone(UTC)
    return instant.isoformat(timespec="microseconds")[:_WIDTH] + "Z"


def read(text: str) -> datetime:
    """The instant. Raises `ValueError` for what is none."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("a time such as 2026-11-21T09:00:00.000000Z is wanted") from None


def seconds(span: timedelta, what: str) -> float:
    """A span in seconds. Raises `Unstorable` for one of centuries, naming what it is."""
    if abs(span) > _LONGEST:
        raise Unstorable(
            f"{what} is longer than 250 years, and could not be stored to the microsecond: make it shorter"
        )
    return span.total_seconds()


def span(stored: float) -> timedelta:
    """The span. Raises `ValueError` for what is none."""
    try:
        return timedelta(seconds=stored)
    except (ValueError, OverflowError):
        raise ValueError("a number of seconds is wanted, less than a billion days") from None
