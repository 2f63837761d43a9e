"""The account's own posts, newest first: page by page, or searched for one that says exactly this."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from postwire.account import Account
from postwire.exchange import Exchange, Refused, Reply, Request
from postwire.hookspecs import hookimpl
from postwire.media import MediaKind
from postwire.post import Post
from postwire.receipt import Receipt
from postwire.seen import MOST, Listing, Page, Profile, SeenPost
from postwire.service import Service
from postwire_bluesky.answers import error_of, mapping, moment, text
from postwire_bluesky.at_uri import POST, AtUri, at_uri
from postwire_bluesky.calls import GET_RECORD, GET_SESSION, LIST_RECORDS
from postwire_bluesky.manifest import MANIFEST
from postwire_bluesky.manifest.options import QUOTE

CLOCK_SLACK = timedelta(minutes=1)
"""How far the clock of whoever wrote a post may be behind ours."""
PAGES = 10
_LONGEST = 65_536


@hookimpl
def find(post: Post, since: datetime, account: Account) -> Exchange[tuple[Receipt, ...]]:
    """Posts since then with these very words and of this kind. A lost answer needs none of this: `poll` knows."""
    earliest, after = since - CLOCK_SLACK, None
    found: list[Receipt] = []
    for _ in range(PAGES):
        reply = yield _page(account, MOST, after)
        seen = [(uri, value, moment(value.get("createdAt"))) for uri, value in _records(reply)]
        for uri, value, at in seen:
            if at is not None and at >= earliest and _says(value, post):
                found.append(Receipt(str(uri), uri.page, at))
        after = text(reply.object().get("cursor"), 4096)
        if after is None or not any(at is None or at >= earliest for _, _, at in seen):
            break
    return tuple(reversed(found))


@hookimpl
def listed(listing: Listing, account: Account) -> Exchange[Page]:
    """One page of posts, or of replies; both lie in one list, so that a page may hold few of them."""
    reply = yield _page(account, listing.limit, listing.after)
    wanted = listing.service is Service.REPLIES
    seen = [_seen(uri, value, account) for uri, value in _records(reply) if bool(mapping(value.get("reply"))) is wanted]
    kept = tuple(each for each in seen if _is_within(each.published_at, listing))
    return Page(posts=kept, after=text(reply.object().get("cursor"), 4096))


@hookimpl
def profile(account: Account) -> Exchange[Profile]:
    """The name that the account's server knows, and what its owner wrote about it."""
    session = yield Request("GET", GET_SESSION)
    query = AtUri(account.user_id, "app.bsky.actor.profile", "self").query
    reply = yield Request("GET", GET_RECORD, query=query, hears={400})
    if not reply.ok and error_of(reply)[0] != "RecordNotFound":
        raise Refused(reply, "the profile could not be read")
    told = mapping(reply.object().get("value"))
    return Profile(
        handle=session.string("handle"),
        user_id=session.string("did"),
        name=text(told.get("displayName")),
        biography=text(told.get("description"), _LONGEST),
    )


def _page(account: Account, limit: int, after: str | None) -> Request:
    query = {"repo": account.user_id, "collection": POST, "limit": str(limit)}
    return Request("GET", LIST_RECORDS, query=query if after is None else {**query, "cursor": after})


def _records(reply: Reply) -> Iterator[tuple[AtUri, Mapping[str, Any]]]:
    items = reply.object().get("records")
    if not isinstance(items, list) or len(items) > MOST:
        raise Refused(reply, "the answer holds no list of records, or too long a one")
    for item in items:
        uri = text(mapping(item).get("uri"))
        try:
            place = at_uri(uri or "")
        except ValueError as error:
            raise Refused(reply, f"a record without an address: {error}") from error
        yield place, mapping(item["value"])


def _seen(uri: AtUri, value: Mapping[str, Any], account: Account) -> SeenPost:
    reply = mapping(value.get("reply"))
    return SeenPost(
        id=str(uri),
        text=text(value.get("text"), _LONGEST),
        kind=text(mapping(value.get("embed")).get("$type")),
        permalink=uri.page,
        published_at=moment(value.get("createdAt")),
        handle=account.handle or None,
        replied_to=_uri_of(reply, "parent"),
        root=_uri_of(reply, "root"),
    )


def _is_within(at: datetime | None, listing: Listing) -> bool:
    if at is None:
        return listing.since is None and listing.until is None
    return (listing.since is None or at >= listing.since) and (listing.until is None or at <= listing.until)


def _says(value: Mapping[str, Any], post: Post) -> bool:
    """Whether a record is word for word, kind for kind what was to be published."""
    shown, quoted = _embeds(mapping(value.get("embed")))
    parent = _uri_of(mapping(value.get("reply")), "parent")
    return (
        value.get("text", "") == post.text
        and _kind(shown) == _kind_of(post)
        and _is_same(parent, post.reply_to)
        and _is_same(quoted, post.options_for(MANIFEST.platform).get(QUOTE))
    )


def _embeds(embed: Mapping[str, Any]) -> tuple[Mapping[str, Any], str | None]:
    """What a record shows, and what it quotes."""
    match embed.get("$type"):
        case "app.bsky.embed.record":
            return {}, _uri_of(embed, "record")
        case "app.bsky.embed.recordWithMedia":
            return mapping(embed.get("media")), _uri_of(mapping(embed.get("record")), "record")
        case _:
            return embed, None


def _kind(shown: Mapping[str, Any]) -> tuple[str, int | str]:
    images = shown.get("images")
    kind = str(shown.get("$type") or "").rpartition(".")[2]
    if isinstance(images, list):
        return kind, len(images)
    return kind, text(mapping(shown.get("external")).get("uri"), 4096) or 0


def _kind_of(post: Post) -> tuple[str, int | str]:
    if post.link is not None:
        return "external", post.link
    if any(media.kind is MediaKind.VIDEO for media in post.media):
        return "video", 0
    return ("images", len(post.media)) if post.media else ("", 0)


def _is_same(found: str | None, wanted: str | None) -> bool:
    """Whether two addresses are of one record; handles and DIDs of one account differ, keys do not."""
    return (found or "").rpartition("/")[2] == (wanted or "").rpartition("/")[2]


def _uri_of(holder: Mapping[str, Any], name: str) -> str | None:
    return text(mapping(holder.get(name)).get("uri"))
