"""Places that posts can be tagged with."""

from typing import Any

from postwire.exchange import Exchange, Refused, Reply, Request
from postwire.location import Location

_MOST = 100
_TEXTS = ("name", "address", "city", "country", "postal_code")
_DEGREES = {"latitude": 90, "longitude": 180}
_FIELDS = ",".join(("id", *_TEXTS, *_DEGREES))


def locations(words: str) -> Exchange[tuple[Location, ...]]:
    """Search by name. ``q``, as the guide and most clients say; the reference page says ``query``."""
    return (yield from _found({"q": words}))


def nearby(latitude: float, longitude: float) -> Exchange[tuple[Location, ...]]:
    """Search by coordinates."""
    return (yield from _found({"latitude": _plain(latitude), "longitude": _plain(longitude)}))


def location(location_id: str) -> Exchange[Location]:
    """A place that a post is tagged with, or that a search found."""
    reply = yield Request("GET", f"/{location_id}", query={"fields": _FIELDS})
    told = reply.object()
    if not _has_id(told):
        raise Refused(reply, "the place has no `id`")
    return _place(told)


def _found(by: dict[str, str]) -> Exchange[tuple[Location, ...]]:
    reply: Reply = yield Request("GET", "/location_search", query={**by, "fields": _FIELDS})
    items = reply.object().get("data")
    if not isinstance(items, list):
        raise Refused(reply, "the list of places has no `data`")
    return tuple(_place(item) for item in items[:_MOST] if _has_id(item))


def _place(item: dict[str, Any]) -> Location:
    north, east = (_within(item.get(name), most) for name, most in _DEGREES.items())
    return Location(id=str(item["id"]), **_texts(item), latitude=north, longitude=east)


def _within(told: Any, most: int) -> float | None:
    return told if isinstance(told, int | float) and not isinstance(told, bool) and -most <= told <= most else None


def _plain(degrees: float) -> str:
    """Six digits are a step of ten centimetres, and never an exponent."""
    return f"{degrees:.6f}".rstrip("0").rstrip(".")


def _has_id(item: Any) -> bool:
    found = item.get("id") if isinstance(item, dict) else None
    return isinstance(found, str | int) and not isinstance(found, bool) and 0 < len(str(found)) <= 512


def _texts(item: dict[str, Any]) -> dict[str, Any]:
    return {name: told for name in _TEXTS if isinstance(told := item.get(name), str) and 0 < len(told) <= 512}
