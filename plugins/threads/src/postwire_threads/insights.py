"""How posts, and the profile, do."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from postwire.account import Account
from postwire.demographics import MOST as MOST_GROUPS
from postwire.demographics import Breakdown, Demographics
from postwire.exchange import Exchange, Refused, Reply, Request
from postwire.insights import MOST, Insights

_OF_A_POST = ("views", "likes", "replies", "reposts", "quotes", "shares")
_IN_A_TIME = ("views", "likes", "replies", "reposts", "quotes", "clicks")
_EVER = "followers_count"
"""Goes with no span of time, and is missing for some profiles."""
_DEMOGRAPHICS = "follower_demographics"
EARLIEST = 1_712_991_600
"""Unix seconds of 2024-04-13: an earlier beginning is refused (documented)."""


def post_insights(post_id: str) -> Exchange[Insights]:
    """One request. An empty list is an answer: reposts have none."""
    reply = yield Request("GET", f"/{post_id}/insights", query={"metric": ",".join(_OF_A_POST)})
    return _told(_OF_A_POST, reply)


def account_insights(since: datetime, until: datetime, account: Account) -> Exchange[Insights]:
    """What was counted in a time, and the followers of now."""
    path = f"/{account.user_id}/threads_insights"
    span = {"since": str(max(EARLIEST, int(since.timestamp()))), "until": str(int(until.timestamp()))}
    counted = yield Request("GET", path, query={"metric": ",".join(_IN_A_TIME), **span})
    followers = yield Request("GET", path, query={"metric": _EVER}, optional=True)
    replies = (counted, followers) if followers.ok else (counted,)
    return _told((*_IN_A_TIME, _EVER), *replies)


def demographics(breakdown: Breakdown, account: Account) -> Exchange[Demographics]:
    """Without a span of time, which this metric does not take (documented)."""
    query = {"metric": _DEMOGRAPHICS, "breakdown": breakdown.value}
    reply = yield Request("GET", f"/{account.user_id}/threads_insights", query=query)
    followers = {
        named: count
        for item in _items(reply)
        if item.get("name") == _DEMOGRAPHICS
        for named, count in _groups(item.get("total_value"))
    }
    if len(followers) > MOST_GROUPS:
        raise Refused(reply, f"the answer tells of {len(followers)} groups of followers; {MOST_GROUPS} are taken")
    return Demographics(breakdown=breakdown, followers=followers)


def _groups(told: Any) -> Iterator[tuple[str, int]]:
    """``breakdowns``, each with ``results`` of one dimension."""
    for part in _objects(told, "breakdowns"):
        for result in _objects(part, "results"):
            values, count = result.get("dimension_values"), _count(result)
            if count is not None and isinstance(values, list) and all(isinstance(each, str) for each in values):
                yield ", ".join(values)[:512], count


def _objects(holder: Any, name: str) -> Iterator[Mapping[str, Any]]:
    items = holder.get(name) if isinstance(holder, dict) else None
    yield from (item for item in (items if isinstance(items, list) else ()) if isinstance(item, dict))


def _told(names: tuple[str, ...], *replies: Reply) -> Insights:
    items = [item for reply in replies for item in _items(reply)]
    given = {item["name"]: _value(item) for item in items if item.get("name") in names}
    known = {name: value for name, value in given.items() if value is not None}
    clicks: dict[str, int] = {}
    for item in items:
        for url, value in _links(item):
            if url in clicks or len(clicks) < MOST:
                clicks[url] = clicks.get(url, 0) + value
    return Insights(metrics={name: known.get(name, 0) for name in names}, given=frozenset(known), clicks=clicks)


def _items(reply: Reply) -> Iterator[Mapping[str, Any]]:
    items = reply.object().get("data")
    if not isinstance(items, list):
        raise Refused(reply, "the answer about insights has no `data`")
    yield from (item for item in items if isinstance(item, dict))


def _value(item: Mapping[str, Any]) -> int | None:
    """``total_value``, or the sum of ``values`` or ``link_total_values``; the pages show each for some metric."""
    total = item.get("total_value")
    parts = [total] if isinstance(total, dict) else item.get("values", item.get("link_total_values"))
    if not isinstance(parts, list):
        return None
    counts = [count for part in parts if (count := _count(part)) is not None]
    return sum(counts) if counts or not parts else None


def _links(item: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    links = item.get("link_total_values")
    for link in links if isinstance(links, list) else ():
        value = _count(link)
        if value is not None and isinstance(url := link.get("link_url"), str) and len(url) <= 4096:
            yield url, value


def _count(part: Any) -> int | None:
    value = part.get("value") if isinstance(part, dict) else None
    return value if type(value) is int and 0 <= value < 2**53 else None
