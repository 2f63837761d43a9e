"""Public profiles of anybody, and what they post."""

from typing import Any

from postwire_threads.sandbox.accounts import Profile
from postwire_threads.sandbox.fields import Fields
from postwire_threads.sandbox.insights import ENOUGH, followers_of, sums
from postwire_threads.sandbox.parameters import Parameters
from postwire_threads.sandbox.platform import Platform
from postwire_threads.sandbox.refusal import known, nonexisting_field, unsupported

LOOKED_UP = "username"
"""What is told without ``fields`` is not documented."""
_ABSENT = frozenset({"profile_picture_url", "biography"})
_QUOTA = 1000
"""Of both calls together, in a moving day (documented)."""


def found(platform: Platform, caller: Profile, parameters: Parameters) -> Profile:
    """The profile of that name. The answer where there is none, or none that can be found, is inferred."""
    username = parameters.required("username")
    now = platform.clock.now()
    if caller.discoveries.used(now, platform.settings.quota_seconds) >= _QUOTA:
        raise known("9/2207042")
    caller.discoveries.add(now)
    for profile in platform.accounts.profiles():
        if profile.username == username and followers_of(profile) >= ENOUGH:
            return profile
    raise unsupported("get", username)


def view(platform: Platform, profile: Profile, fields: Fields) -> dict[str, Any]:
    """Somebody's profile. That the counts go over seven days is left out: here they go over everything."""
    counted = sums(platform, profile)
    shown: dict[str, Any] = {
        "username": profile.username,
        "name": profile.username,
        "is_verified": False,
        "follower_count": followers_of(profile),
        **{f"{name}_count": counted[name] for name in ("likes", "quotes", "replies", "reposts", "views")},
    }
    for name in fields:
        if name not in shown and name not in _ABSENT:
            raise nonexisting_field(name, platform.settings.nonexisting_field_status)
    return {name: shown[name] for name in fields if name in shown}
