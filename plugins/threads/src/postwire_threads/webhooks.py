"""What Meta posts when something happens. Pure, over the bytes as they came.

The pages show ``values`` as one object; it was also seen as a list, and as ``entry`` with ``changes`` as the general
Graph webhooks have it. All three are taken.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from postwire.exchange import Refused, Reply
from postwire.happening import MOST, Happening, HappeningKind, Happenings
from postwire.signed import BadSignature
from postwire_threads import notices, reading

_LONGEST = 4 * 1024 * 1024
"""Bytes of one message; up to a thousand happenings may come in one."""
_LAST = 253_402_300_800
"""Unix seconds of the year 10000."""
_KINDS = {
    "replies": HappeningKind.REPLIED,
    "mentions": HappeningKind.MENTIONED,
    "publish": HappeningKind.PUBLISHED,
    "delete": HappeningKind.DELETED,
}


def read_happenings(body: bytes, signature: str) -> Happenings:
    """A message and its ``X-Hub-Signature-256``. Raises `BadSignature` for what is no such message."""
    signed = notices.webhook(body, signature)
    if len(body) > _LONGEST:
        raise BadSignature(f"the message is longer than {_LONGEST} bytes")
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise BadSignature("the message is no JSON") from None
    found = tuple(_happening(*change) for change in _changes(told))
    if not found or len(found) > MOST:
        raise BadSignature(f"the message tells of {len(found)} happenings; 1 to {MOST} are taken")
    return Happenings(signed=signed, happenings=found)


def _changes(told: Any) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Each change, with what says when and about whom."""
    for message in told if isinstance(told, list) else [told]:
        if not isinstance(message, dict):
            continue
        for change in _listed(message.get("values")):
            yield change, message
        for entry in _listed(message.get("entry")):
            for change in _listed(entry.get("changes")):
                yield change, {"target_id": entry.get("id"), "time": entry.get("time")}


def _listed(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]


def _happening(change: Mapping[str, Any], message: Mapping[str, Any]) -> Happening:
    named, value = change.get("field"), change.get("value")
    value = value if isinstance(value, dict) else {}
    try:
        post = reading.post(value, Reply(200))
    except Refused:  # a happening without an id is still one
        post = None
    name = named[:512] if isinstance(named, str) else ""
    return Happening(
        kind=_KINDS.get(name, HappeningKind.OTHER),
        field=name,
        post=post,
        target_id=reading.named(message.get("target_id")),
        owner_id=_owner(value),
        at=_moment(message.get("time")),
    )


def _owner(value: Mapping[str, Any]) -> str | None:
    """Of a deleted post ``owner``, of a reply the beginning of its conversation."""
    for holder in ("owner", "root_post"):
        inner = value.get(holder)
        if isinstance(inner, dict) and (found := reading.named(inner.get("owner_id"))) is not None:
            return found
    return None


def _moment(value: Any) -> datetime | None:
    """Unix seconds."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < _LAST:
        return None
    return datetime.fromtimestamp(value, UTC)
