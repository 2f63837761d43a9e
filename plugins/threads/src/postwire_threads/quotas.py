"""How much of a profile's quotas is used: ``threads_publishing_limit``."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from postwire.account import Account
from postwire.exchange import Exchange, Refused, Reply, Request
from postwire.usage import Usage

_QUOTAS: Mapping[str, tuple[str, frozenset[str]]] = {
    "posts": ("", frozenset({"threads_content_publish"})),
    "replies": ("reply_", frozenset({"threads_content_publish", "threads_manage_replies"})),
    "deletes": ("delete_", frozenset({"threads_delete"})),
    "location_searches": ("location_search_", frozenset({"threads_location_tagging"})),
}
"""By our name: the prefix of the fields, and the scopes without which asking for them spoils the whole answer."""


def quota(account: Account) -> Exchange[tuple[Usage, ...]]:
    """One request for all that the account may ask for; where that is not known, one for each."""
    if account.scopes is not None:
        granted = account.scopes
        names = [name for name, (_, scopes) in _QUOTAS.items() if scopes <= granted]
        reply = yield _request(account, names)
        return tuple(_told(reply, names))
    reply = yield _request(account, ["posts"])
    found = [*_told(reply, ["posts"])]
    for name in [*_QUOTAS][1:]:
        reply = yield _request(account, [name], optional=True)
        found += _told(reply, [name]) if reply.ok else ()
    return tuple(found)


def _request(account: Account, names: list[str], *, optional: bool = False) -> Request:
    prefixes = [_QUOTAS[name][0] for name in names]
    fields = ",".join(f"{prefix}quota_usage,{prefix}config" for prefix in prefixes)
    return Request("GET", f"/{account.user_id}/threads_publishing_limit", query={"fields": fields}, optional=optional)


def _told(reply: Reply, names: list[str]) -> Iterator[Usage]:
    data = reply.object().get("data")
    if not isinstance(data, list) or len(data) != 1 or not isinstance(data[0], dict):
        raise Refused(reply, "the answer about quotas holds no `data` with one object")
    yield from (usage for name in names if (usage := _usage(name, data[0])) is not None)


def _usage(name: str, told: Mapping[str, Any]) -> Usage | None:
    prefix = _QUOTAS[name][0]
    used, config = _count(told.get(f"{prefix}quota_usage")), told.get(f"{prefix}config")
    if used is None:
        return None
    config = config if isinstance(config, dict) else {}
    seconds = _count(config.get("quota_duration"))
    window = timedelta(seconds=seconds) if seconds and seconds < 366 * 86_400 else None
    return Usage(name=name, used=used, maximum=_count(config.get("quota_total")), window=window)


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53 else None
