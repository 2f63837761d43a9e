"""What can be read: a post's fields, a profile's, a container's, and the quota."""

from collections.abc import Callable
from typing import Any

from postwire_threads.sandbox import moderation
from postwire_threads.sandbox.accounts import Caller, Profile, Scope
from postwire_threads.sandbox.clock import graph_time
from postwire_threads.sandbox.fields import Fields, as_fields
from postwire_threads.sandbox.live import GHOST_LIFE, Live
from postwire_threads.sandbox.platform import Platform
from postwire_threads.sandbox.refusal import nonexisting_field
from postwire_threads.sandbox.staged import Staged, Status

_ABSENT: frozenset[str] = frozenset({"thumbnail_url", "gif_url", "profile_picture_url", "location"})
"""Documented fields that this sandbox never has a value for; the API leaves out what is empty."""
_KEPT = ("poll_attachment", "text_attachment", "allowlisted_country_codes", "location_id")
"""Fields that are read back as they were sent."""
_PROFILE_ABSENT = frozenset({"threads_profile_picture_url", "threads_biography"})


def post_view(platform: Platform, post: Live, fields: Fields, viewer: Profile) -> dict[str, Any]:
    """A post's fields as asked for; those without a value are left out. Raises code 100 for an unknown one."""
    shown: dict[str, Any] = {}
    for name, inner in fields.items():
        if name in _KEPT:
            value = post.draft.extras.get(name) if post.draft is not None else None
        elif name in _ABSENT:
            continue
        elif name in _FIELDS:
            value = _FIELDS[name](platform, post, inner, viewer)
        else:
            raise nonexisting_field(name, platform.settings.nonexisting_field_status)
        if value is not None:
            shown[name] = value
    return shown


def _reference(post_id: str | None) -> dict[str, str] | None:
    return None if post_id is None else {"id": post_id}


def _children(platform: Platform, post: Live, inner: Fields, viewer: Profile) -> dict[str, Any] | None:
    if not post.children:
        return None
    return {"data": [post_view(platform, platform.posts[c], as_fields(inner), viewer) for c in post.children]}


def _entities(post: Live) -> dict[str, Any] | None:
    entities = post.draft.extras.get("text_entities") if post.draft is not None else None
    return {"data": entities} if entities else None


def _ghost(post: Live, value: str) -> str | None:
    return value if post.draft is not None and post.draft.is_ghost else None


_FIELDS: dict[str, Callable[[Platform, Live, Fields, Profile], Any]] = {
    "id": lambda _p, post, _f, _v: post.id,
    "media_product_type": lambda _p, _post, _f, _v: "THREADS",
    "media_type": lambda _p, post, _f, _v: post.media_type,
    "media_url": lambda _p, post, _f, _v: post.draft and post.draft.url,
    "permalink": lambda p, post, _f, _v: None if post.is_child else p.permalink(post),
    "owner": lambda _p, post, _f, v: {"id": v.user_id} if post.owner is v and not post.is_reply else None,
    "username": lambda _p, post, _f, _v: post.owner.username,
    "text": lambda _p, post, _f, _v: (post.draft and not post.is_child and post.draft.text) or None,
    "timestamp": lambda _p, post, _f, _v: graph_time(post.published_at),
    "shortcode": lambda _p, post, _f, _v: None if post.is_child else post.shortcode,
    "children": _children,
    "is_quote_post": lambda _p, post, _f, _v: post.draft is not None and post.draft.quote_of is not None,
    "quoted_post": lambda _p, post, _f, _v: post.draft and _reference(post.draft.quote_of),
    "reposted_post": lambda _p, post, _f, _v: _reference(post.repost_of),
    "has_replies": lambda _p, post, _f, _v: post.replies > 0,
    "is_reply": lambda _p, post, _f, _v: post.is_reply,
    "is_reply_owned_by_me": lambda _p, post, _f, v: (post.owner is v) if post.is_reply else None,
    "root_post": lambda _p, post, _f, _v: _reference(post.root),
    "replied_to": lambda _p, post, _f, _v: post.draft and _reference(post.draft.reply_to),
    "hide_status": lambda p, post, _f, _v: moderation.hide_status(p, post) if post.is_reply else None,
    "reply_approval_status": lambda _p, post, _f, _v: post.approval,
    "reply_audience": lambda _p, post, _f, _v: post.draft and post.draft.reply_control.upper(),
    "alt_text": lambda _p, post, _f, _v: post.draft and post.draft.alt_text,
    "link_attachment_url": lambda _p, post, _f, _v: post.draft and post.draft.link,
    "topic_tag": lambda _p, post, _f, _v: post.draft and post.draft.topic,
    "is_spoiler_media": lambda _p, post, _f, _v: post.draft is not None and post.draft.is_spoiler,
    "is_verified": lambda _p, _post, _f, _v: False,
    "text_entities": lambda _p, post, _f, _v: _entities(post),
    "ghost_post_status": lambda p, post, _f, _v: _ghost(
        post, "ACTIVE" if p.clock.now() < post.published_at + GHOST_LIFE else "ARCHIVED"
    ),
    "ghost_post_expiration_timestamp": lambda _p, post, _f, _v: _ghost(
        post, graph_time(post.published_at + GHOST_LIFE)
    ),
}


def container_view(platform: Platform, staged: Staged, fields: Fields) -> dict[str, Any]:
    """``id``, ``status`` and, after an ERROR, ``error_message``. Raises code 100 for any other field."""
    status = staged.status(platform.clock.now())
    shown: dict[str, Any] = {}
    for name in fields:
        match name:
            case "id":
                shown["id"] = staged.id
            case "status":
                shown["status"] = status.value
            case "error_message":
                if status is Status.ERROR:
                    shown["error_message"] = staged.error
            case _:
                raise nonexisting_field(name, platform.settings.nonexisting_field_status)
    return shown


def profile_view(platform: Platform, profile: Profile, fields: Fields) -> dict[str, Any]:
    """A profile's fields as asked for. Raises code 100 for an unknown one."""
    known = {
        "id": profile.user_id,
        "username": profile.username,
        "name": profile.username,
        "is_verified": False,
        "is_eligible_for_geo_gating": profile.eligible_for_geo_gating,
        "recently_searched_keywords": [],
    }
    for name in fields:
        if name not in known and name not in _PROFILE_ABSENT:
            raise nonexisting_field(name, platform.settings.nonexisting_field_status)
    return {name: known[name] for name in fields if name in known}


def quota_view(platform: Platform, caller: Caller, fields: Fields) -> dict[str, Any]:
    """``threads_publishing_limit``. Raises code 10 where a field's scope is missing, code 100 for an unknown one."""
    settings, profile = platform.settings, caller.profile
    buckets = {
        "": (profile.posts, settings.post_quota, (Scope.CONTENT_PUBLISH,)),
        "reply_": (profile.replies, settings.reply_quota, (Scope.CONTENT_PUBLISH, Scope.MANAGE_REPLIES)),
        "delete_": (profile.deletes, settings.delete_quota, (Scope.DELETE,)),
        "location_search_": (profile.location_searches, settings.location_search_quota, (Scope.LOCATION_TAGGING,)),
    }
    shown: dict[str, Any] = {}
    for name in fields:
        prefix = name.removesuffix("quota_usage").removesuffix("config")
        if prefix not in buckets or name not in (f"{prefix}quota_usage", f"{prefix}config"):
            raise nonexisting_field(name, settings.nonexisting_field_status)
        window, limit, scopes = buckets[prefix]
        caller.require(*scopes)
        if name.endswith("config"):
            shown[name] = {"quota_total": limit, "quota_duration": int(settings.quota_seconds)}
        else:
            now = platform.clock.now()
            shown[name] = window.used(now, settings.quota_seconds, settings.quota_lag_seconds)
    return {"data": [shown]}
