"""Times as the Threads API writes them."""

from datetime import UTC, datetime


def read(text: object) -> datetime | None:
    """``2023-10-17T05:42:03+0000`` as an aware time in UTC; None for anything else."""
    try:
        return datetime.strptime(str(text), "%Y-%m-%dT%H:%M:%S%z").astimezone(UTC)
    except ValueError:
        return None
