"""How posts and profiles do: what the sandbox can count is counted, the rest is what it was told by its operator."""

from collections.abc import Callable, Mapping
from typing import Any

from postwire_threads.sandbox.accounts import Profile
from postwire_threads.sandbox.clock import graph_time
from postwire_threads.sandbox.live import Live
from postwire_threads.sandbox.parameters import Parameters
from postwire_threads.sandbox.platform import Platform
from postwire_threads.sandbox.refusal import bad_parameter, known

POST_METRICS = ("views", "likes", "replies", "reposts", "quotes", "shares")
_DEMOGRAPHICS = "follower_demographics"
PROFILE_METRICS = (*POST_METRICS[:5], "clicks", "followers_count", _DEMOGRAPHICS)
ENOUGH = 100
"""Followers that a profile needs for its demographics, or to be found by others (documented)."""
_EARLIEST = 1_712_991_600
"""2024-04-13: no since or until may be earlier (documented)."""
BREAKDOWNS = ("country", "city", "age", "gender")


def of_post(platform: Platform, post: Live, parameters: Parameters) -> dict[str, Any]:
    """``data`` of a post; empty for a repost (documented)."""
    names = _metrics(parameters, POST_METRICS)
    if post.repost_of is not None:
        return {"data": []}
    counted = _counted(platform, post)
    return {"data": [_lifetime(post, name, {**counted, **post.metrics}.get(name, 0)) for name in names]}


def of_profile(platform: Platform, profile: Profile, parameters: Parameters) -> dict[str, Any]:
    """``data`` of the caller's profile."""
    names = _metrics(parameters, PROFILE_METRICS)
    for name in ("since", "until"):
        moment = parameters.text(name)
        if moment is not None and (not moment.isdigit() or int(moment) < _EARLIEST):
            raise bad_parameter(f"Param {name} must be at least {_EARLIEST}", parameters.error_status)
    values = {**sums(platform, profile), **profile.metrics}
    counts = [name for name in names if name != _DEMOGRAPHICS]
    data = [_SHAPES.get(name, _total)(platform, profile, name, values.get(name, 0)) for name in counts]
    if _DEMOGRAPHICS in names:
        data += _demographics(profile, parameters)
    return {"data": data}


def sums(platform: Platform, profile: Profile) -> dict[str, int]:
    """What a profile's posts come to, without its replies."""
    posts = [post for post in platform.timeline.get(profile.user_id, ()) if post.alive and not post.is_reply]
    return {
        name: sum({**_counted(platform, post), **post.metrics}.get(name, 0) for post in posts)
        for name in ("views", "likes", "replies", "reposts", "quotes")
    }


def followers_of(profile: Profile) -> int:
    """As many as the operator set."""
    return profile.metrics.get("followers_count", 0)


def _metrics(parameters: Parameters, existing: tuple[str, ...]) -> tuple[str, ...]:
    parameters.required("metric")
    names = parameters.names("metric")
    for name in names:
        if name not in existing:
            words = f"Param metric must be one of the following values: {', '.join(existing)}"
            raise bad_parameter(words, parameters.error_status)
    return names


def _counted(platform: Platform, post: Live) -> Mapping[str, int]:
    others = [other for other in platform.posts.values() if other.alive]
    return {
        "replies": sum(post.id in (other.root, other.draft and other.draft.reply_to) for other in others),
        "reposts": sum(other.repost_of == post.id for other in others),
        "quotes": sum(other.draft is not None and other.draft.quote_of == post.id for other in others),
    }


def _lifetime(post: Live, name: str, value: int) -> dict[str, Any]:
    return _item(post.id, name, "lifetime", values=[{"value": value}])


def _daily(platform: Platform, profile: Profile, name: str, value: int) -> dict[str, Any]:
    days = [{"value": value, "end_time": graph_time(platform.clock.now())}]
    return _item(profile.user_id, name, "day", values=days)


def _total(_platform: Platform, profile: Profile, name: str, value: int) -> dict[str, Any]:
    return _item(profile.user_id, name, "day", total_value={"value": value})


def _clicks(_platform: Platform, profile: Profile, name: str, value: int) -> dict[str, Any]:
    links = [{"value": value, "link_url": "https://example.com/"}] if value else []
    return _item(profile.user_id, name, "day", link_total_values=links)


def _demographics(profile: Profile, parameters: Parameters) -> list[dict[str, Any]]:
    """One way to tell followers apart, and no span of time (documented); that too few give nothing is inferred."""
    breakdown = parameters.text("breakdown")
    if breakdown not in BREAKDOWNS:
        raise known("100/4279040")
    if parameters.given("since") or parameters.given("until"):
        words = f"Params since and until are not supported for {_DEMOGRAPHICS}"
        raise bad_parameter(words, parameters.error_status)
    if followers_of(profile) < ENOUGH:
        return []
    told = profile.followers.get(breakdown, {})
    results = [{"dimension_values": [named], "value": count} for named, count in told.items()]
    total = {"breakdowns": [{"dimension_keys": [breakdown], "results": results}]}
    return [_item(profile.user_id, _DEMOGRAPHICS, "lifetime", total_value=total)]


def _item(node: str, name: str, period: str, **values: Any) -> dict[str, Any]:
    title = name.replace("_", " ").capitalize()
    told = {"name": name, "period": period, **values, "title": title, "description": f"{title}, counted by a sandbox."}
    return {**told, "id": f"{node}/insights/{name}/{period}"}


_SHAPES: Mapping[str, Callable[[Platform, Profile, str, int], dict[str, Any]]] = {
    "views": _daily,
    "clicks": _clicks,
}
