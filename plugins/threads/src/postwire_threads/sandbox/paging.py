"""A page of an account's posts."""

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from postwire_threads.sandbox.live import Live
from postwire_threads.sandbox.parameters import Parameters
from postwire_threads.sandbox.refusal import bad_parameter

_EARLIEST = 1_688_540_400
"""2023-07-05: no since or until may be earlier (documented)."""
_MOST = 100


def page(
    posts: Sequence[Live],
    parameters: Parameters,
    wanted: Callable[[Live], bool],
    view: Callable[[Live], dict[str, Any]],
    *,
    oldest_first: bool = False,
) -> dict[str, Any]:
    """``data`` newest first and ``paging.cursors``, which are on every page that has data, the last one too.

    ``posts`` are given oldest first. Raises code 100 for a bad limit, cursor or time.
    """
    limit = _limit(parameters)
    since, until = (_moment(parameters, name) for name in ("since", "until"))
    before, after = (_cursor(parameters, name) for name in ("before", "after"))
    if before is not None and after is not None:
        raise bad_parameter("Param before cannot be used with after", parameters.error_status)

    def fits(post: Live) -> bool:
        return (
            (since is None or int(post.published_at) >= since)
            and (until is None or int(post.published_at) <= until)
            and wanted(post)
        )

    if oldest_first:
        before, after = after, before
    if before is not None:
        found = list(islice((p for p in posts if p.sequence > before and fits(p)), limit))[::-1]
    elif oldest_first and after is None:
        found = list(islice(filter(fits, posts), limit))[::-1]
    else:
        older = (p for p in reversed(posts) if (after is None or p.sequence < after) and fits(p))
        found = list(islice(older, limit))
    if oldest_first:
        found.reverse()
    shown: dict[str, Any] = {"data": [view(post) for post in found]}
    if found:
        shown["paging"] = {"cursors": {"before": _mark(found[0]), "after": _mark(found[-1])}}
    return shown


def _limit(parameters: Parameters) -> int:
    text = parameters.text("limit")
    if text is None:
        return 25
    if not text.isascii() or not text.isdigit() or int(text) > _MOST:
        raise bad_parameter(f"Param limit must be a whole number from 0 to {_MOST}", parameters.error_status)
    return int(text)


def _moment(parameters: Parameters, name: str) -> float | None:
    text = parameters.text(name)
    if text is None:
        return None
    try:
        moment = float(text) if text.lstrip("-").isdigit() else _date(text)
    except ValueError:
        raise bad_parameter(f"Param {name} must be a Unix time or a date", parameters.error_status) from None
    if moment < _EARLIEST:
        raise bad_parameter(f"Param {name} must be at least {_EARLIEST}", parameters.error_status)
    return moment


def _date(text: str) -> float:
    """A date in ISO 8601; of the free texts that the API takes, this is the one that programs send."""
    read = datetime.fromisoformat(text)
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()


def _mark(post: Live) -> str:
    return base64.urlsafe_b64encode(f"QVFI{post.sequence}".encode()).decode()


def _cursor(parameters: Parameters, name: str) -> int | None:
    text = parameters.text(name)
    if text is None:
        return None
    try:
        plain = base64.b64decode(text, altchars=b"-_", validate=True).decode()
        return int(plain.removeprefix("QVFI"))
    except (binascii.Error, ValueError):
        raise bad_parameter(f"Param {name} is not a valid cursor", parameters.error_status) from None
