"""Search by words, and for places."""

from typing import Any

from postwire_threads.sandbox.accounts import Profile
from postwire_threads.sandbox.fields import Fields
from postwire_threads.sandbox.live import Live
from postwire_threads.sandbox.parameters import Parameters
from postwire_threads.sandbox.platform import Platform
from postwire_threads.sandbox.refusal import known, missing_parameter, nonexisting_field, not_one_of

_PLACES: tuple[dict[str, Any], ...] = (
    {"id": "1001", "name": "Peggy's Point Lighthouse", "city": "Halifax", "country": "CA", "latitude": 44.49},
    {"id": "1002", "name": "Cape Hatteras Lighthouse", "city": "Buxton", "country": "US", "latitude": 35.25},
    {"id": "1003", "name": "Roter Sand", "city": "Bremerhaven", "country": "DE", "latitude": 53.85},
)
_FIELDS = ("id", "name", "address", "city", "country", "latitude", "longitude", "postal_code")
_MODES = ("KEYWORD", "TAG")
_TYPES = ("TOP", "RECENT")
_SEARCHES = 2200
"""In a moving day (documented); what finds nothing is free."""


def matches(post: Live, words: str, mode: str) -> bool:
    """Whether a post holds the words, or is tagged with them."""
    if post.draft is None or post.is_child:
        return False
    return words in post.draft.text.lower() if mode == "KEYWORD" else words == (post.draft.topic or "").lower()


def asked(parameters: Parameters) -> tuple[str, str]:
    """The words and the mode."""
    words = parameters.required("q").lower()
    for name, allowed in (("search_mode", _MODES), ("search_type", _TYPES)):
        if (parameters.text(name) or allowed[0]) not in allowed:
            raise not_one_of(name, allowed)
    return words, parameters.text("search_mode") or "KEYWORD"


def count(platform: Platform, profile: Profile, found: dict[str, Any]) -> dict[str, Any]:
    """The answer, once it is counted; without its cursors, which the pages do not show."""
    now = platform.clock.now()
    if profile.searches.used(now, platform.settings.quota_seconds) >= _SEARCHES:
        raise known("9/2207042")
    if found["data"]:
        profile.searches.add(now)
    return {"data": found["data"]}


def places(platform: Platform, profile: Profile, parameters: Parameters, fields: Fields) -> dict[str, Any]:
    """By name, as ``q`` (the guide) or ``query`` (the reference)."""
    words = parameters.text("q") or parameters.text("query")
    if words is None:
        raise missing_parameter("q", parameters.error_status)
    for name in fields:
        if name not in _FIELDS:
            raise nonexisting_field(name, platform.settings.nonexisting_field_status)
    now = platform.clock.now()
    if profile.location_searches.used(now, platform.settings.quota_seconds) >= platform.settings.location_search_quota:
        raise known("9/2207042")
    profile.location_searches.add(now)
    found = [place for place in _PLACES if words.lower() in place["name"].lower()]
    return {"data": [{name: place[name] for name in fields if name in place} for place in found]}
