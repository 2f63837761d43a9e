"""Places: by name, by coordinates, and one by one."""

from math import asin, cos, radians, sin, sqrt
from typing import Any

from postwire_threads.sandbox.accounts import Profile
from postwire_threads.sandbox.fields import Fields
from postwire_threads.sandbox.parameters import Parameters
from postwire_threads.sandbox.platform import Platform
from postwire_threads.sandbox.refusal import bad_parameter, known, missing_parameter, nonexisting_field

_PLACES: tuple[dict[str, Any], ...] = (
    {"id": "1001", "name": "Peggy's Point Lighthouse", "city": "Halifax", "country": "CA",
     "latitude": 44.4919, "longitude": -63.9186},
    {"id": "1002", "name": "Cape Hatteras Lighthouse", "city": "Buxton", "country": "US",
     "latitude": 35.2505, "longitude": -75.5288},
    {"id": "1003", "name": "Roter Sand", "city": "Bremerhaven", "country": "DE",
     "latitude": 53.8545, "longitude": 8.0818},
)  # fmt: skip
_FIELDS = ("id", "name", "address", "city", "country", "latitude", "longitude", "postal_code")
_NEAR = 50.0
"""Kilometres. How far the real thing looks is not documented."""
_EARTH = 6371.0
"""Kilometres."""


def exists(place_id: str) -> bool:
    """Whether there is a place of that id."""
    return any(place["id"] == place_id for place in _PLACES)


def view(platform: Platform, place_id: str, fields: Fields) -> dict[str, Any]:
    """One place."""
    _known_fields(platform, fields)
    return _shown(next(place for place in _PLACES if place["id"] == place_id), fields)


def search(platform: Platform, profile: Profile, parameters: Parameters, fields: Fields) -> dict[str, Any]:
    """By name, as ``q`` (the guide) or ``query`` (the reference), or by ``latitude`` and ``longitude``."""
    words = parameters.text("q") or parameters.text("query")
    point = _point(parameters) if words is None else None
    _known_fields(platform, fields)
    now = platform.clock.now()
    if profile.location_searches.used(now, platform.settings.quota_seconds) >= platform.settings.location_search_quota:
        raise known("9/2207042")
    profile.location_searches.add(now)
    found = _near(*point) if point is not None else [p for p in _PLACES if (words or "").lower() in p["name"].lower()]
    return {"data": [_shown(place, fields) for place in found]}


def _point(parameters: Parameters) -> tuple[float, float]:
    given = parameters.text("latitude"), parameters.text("longitude")
    if given == (None, None):
        raise missing_parameter("q", parameters.error_status)
    degrees = []
    for name, text, most in zip(("latitude", "longitude"), given, (90, 180), strict=True):
        if text is None:
            raise missing_parameter(name, parameters.error_status)
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not -most <= value <= most:
            raise bad_parameter(f"Param {name} must be a number from -{most} to {most}", parameters.error_status)
        degrees.append(value)
    return degrees[0], degrees[1]


def _near(latitude: float, longitude: float) -> list[dict[str, Any]]:
    """Places in reach, the nearest first."""
    away = [(_kilometres(latitude, longitude, place["latitude"], place["longitude"]), place) for place in _PLACES]
    return [place for distance, place in sorted(away, key=lambda pair: pair[0]) if distance <= _NEAR]


def _kilometres(north: float, east: float, other_north: float, other_east: float) -> float:
    """Along a great circle, by the haversine formula."""
    north, east, other_north, other_east = map(radians, (north, east, other_north, other_east))
    half = sin((other_north - north) / 2) ** 2 + cos(north) * cos(other_north) * sin((other_east - east) / 2) ** 2
    return 2 * _EARTH * asin(sqrt(half))


def _known_fields(platform: Platform, fields: Fields) -> None:
    for name in fields:
        if name not in _FIELDS:
            raise nonexisting_field(name, platform.settings.nonexisting_field_status)


def _shown(place: dict[str, Any], fields: Fields) -> dict[str, Any]:
    return {name: place[name] for name in fields if name in place}
