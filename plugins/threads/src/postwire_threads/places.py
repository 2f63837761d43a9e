"""Places that posts can be tagged with."""

from typing import Any

from postwire.exchange import Exchange, Refused, Request
from postwire.location import Location

_MOST = 100
_TEXTS = ("name", "address", "city", "country", "postal_code")


def locations(words: str) -> Exchange[tuple[Location, ...]]:
    """Search by name. ``q``, as the guide and most clients say; the reference page says ``query``."""
    reply = yield Request("GET", "/location_search", query={"q": words, "fields": f"id,{','.join(_TEXTS)}"})
    items = reply.object().get("data")
    if not isinstance(items, list):
        raise Refused(reply, "the list of places has no `data`")
    return tuple(Location(id=str(item["id"]), **_texts(item)) for item in items[:_MOST] if _has_id(item))


def _has_id(item: Any) -> bool:
    found = item.get("id") if isinstance(item, dict) else None
    return isinstance(found, str | int) and not isinstance(found, bool) and 0 < len(str(found)) <= 512


def _texts(item: dict[str, Any]) -> dict[str, str]:
    return {name: told for name in _TEXTS if isinstance(told := item.get(name), str) and 0 < len(told) <= 512}
