"""Profiles, lists of posts, and conversations. A page is asked for with the cursor of the one before."""

from collections.abc import Mapping
from typing import Any

from postwire.account import Account
from postwire.exchange import Exchange, Refused, Reply, Request
from postwire.seen import MOST, Listing, Page, Profile, SeenPost
from postwire.service import Service
from postwire_threads import cursors, timestamp

_FIELDS = (
    "id,text,media_type,media_url,permalink,timestamp,username,has_replies,is_reply,replied_to,root_post,hide_status"
)
_OWN = "id,username,name,threads_profile_picture_url,threads_biography,is_verified"
_FOREIGN = ("username", "name", "profile_picture_url", "biography", "is_verified")
_COUNTS = ("follower_count", "likes_count", "quotes_count", "replies_count", "reposts_count", "views_count")
"""Over seven days, but for the followers (documented)."""
_OF_ACCOUNT = {
    Service.POSTS: "threads",
    Service.REPLIES: "replies",
    Service.GHOSTS: "ghost_posts",
    Service.MENTIONS: "mentions",
}
_OF_POST = {Service.ANSWERS: "replies", Service.CONVERSATION: "conversation", Service.PENDING: "pending_replies"}
_OF_ANYBODY = {Service.SEARCH: "keyword_search", Service.POSTS_OF: "profile_posts"}
EARLIEST = 1_688_540_400
"""Unix seconds of 2023-07-05: an earlier time is refused (documented)."""
_SEEN = {"NOT_HUSHED": False, "UNHUSHED": False}


def profile(account: Account) -> Exchange[Profile]:
    """The account's own profile."""
    reply = yield Request("GET", f"/{account.user_id}", query={"fields": _OWN})
    told = reply.object()
    return Profile(
        handle=reply.string("username"),
        user_id=named(told.get("id")),
        name=named(told.get("name")),
        biography=_string(told.get("threads_biography"), 65_536),
        picture=_address(told.get("threads_profile_picture_url")),
        verified=_flag(told.get("is_verified")),
    )


def profile_of(handle: str) -> Exchange[Profile]:
    """Somebody else's profile: public, of age, and with at least 100 followers (documented)."""
    reply = yield Request(
        "GET", "/profile_lookup", query={"username": handle, "fields": ",".join((*_FOREIGN, *_COUNTS))}
    )
    told = reply.object()
    return Profile(
        handle=reply.string("username"),
        name=named(told.get("name")),
        biography=_string(told.get("biography"), 65_536),
        picture=_address(told.get("profile_picture_url")),
        verified=_flag(told.get("is_verified")),
        counts={name: count for name in _COUNTS if type(count := told.get(name)) is int and 0 <= count < 2**53},
    )


def listed(listing: Listing, account: Account) -> Exchange[Page]:
    """One page."""
    reply = yield Request("GET", _path(listing, account), query=_query(listing))
    told = reply.object()
    items = told.get("data")
    if not isinstance(items, list):
        raise Refused(reply, "the list has no `data`")
    if len(items) > MOST:
        raise Refused(reply, f"a page of {len(items)} posts; at most {MOST} are taken")
    return Page(posts=tuple(post(item, reply) for item in items), after=cursors.after(told) if items else None)


def _path(listing: Listing, account: Account) -> str:
    if listing.service in _OF_ANYBODY:
        return f"/{_OF_ANYBODY[listing.service]}"
    if listing.service in _OF_POST:
        return f"/{listing.of}/{_OF_POST[listing.service]}"
    return f"/{account.user_id}/{_OF_ACCOUNT[listing.service]}"


def _query(listing: Listing) -> dict[str, str]:
    query = {"fields": _FIELDS, "limit": str(listing.limit)}
    if listing.after is not None:
        query["after"] = listing.after
    if listing.service is Service.SEARCH:
        words = listing.of or ""
        query |= {"q": words.removeprefix("#"), "search_type": "RECENT" if listing.newest else "TOP"}
        query |= {"search_mode": "TAG"} if words.startswith("#") else {}
        query |= {"author_username": listing.author} if listing.author is not None else {}
        query |= {"media_type": listing.kind.value.upper()} if listing.kind is not None else {}
    if listing.service is Service.POSTS_OF:
        query["username"] = listing.of or ""
    if listing.service is Service.PENDING:
        query["fields"] += ",reply_approval_status"
        query |= {"approval_status": listing.approval.value} if listing.approval is not None else {}
    if listing.service in _OF_POST:
        return query | {"reverse": str(not listing.oldest_first).lower()}
    if listing.since is not None:
        query["since"] = str(max(EARLIEST, int(listing.since.timestamp())))
    if listing.until is not None:
        query["until"] = str(max(EARLIEST, int(listing.until.timestamp())))
    return query


def post(item: Any, reply: Reply) -> SeenPost:
    """A post as a list, or a message, shows it. Raises `Refused` for what has no id."""
    if not isinstance(item, dict) or (post_id := named(item.get("id"))) is None:
        raise Refused(reply, "the list holds something without an id")
    status = named(item.get("hide_status"))
    return SeenPost(
        id=post_id,
        text=_string(item.get("text"), 65_536),
        kind=named(item.get("media_type")),
        permalink=_address(item.get("permalink")),
        media_url=_address(item.get("media_url")),
        published_at=timestamp.read(item.get("timestamp")),
        handle=named(item.get("username")),
        replied_to=_id_of(item, "replied_to"),
        root=_id_of(item, "root_post"),
        has_replies=_flag(item.get("has_replies")),
        hidden=None if status is None else _SEEN.get(status, True),
        approval=named(item.get("reply_approval_status")),
    )


def _id_of(item: Mapping[str, Any], name: str) -> str | None:
    inner = item.get(name)
    return named(inner.get("id")) if isinstance(inner, dict) else None


def named(value: Any) -> str | None:
    """An id or a name as text; None for anything else, or longer than any is."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return _string(value, 512)


def _address(value: Any) -> str | None:
    return _string(value, 4096)


def _string(value: Any, longest: int) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= longest else None


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None
