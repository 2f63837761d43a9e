"""What a status says and shows other than was asked: servers drop what they do not know without a word."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from postwire.media import MediaKind
from postwire.post import Post
from postwire_mastodon.manifest import MANIFEST
from postwire_mastodon.words import is_same, said_by, text_of

_KINDS = {"image": {MediaKind.IMAGE}, "video": {MediaKind.VIDEO}, "gifv": set(MediaKind)}


@frozen
class Difference:
    """One of them."""

    note: str
    """For a person."""
    is_another: bool = True
    """Whether a listed status with it is another post. False: servers are known to tell this wrongly."""


def between(post: Post, status: Mapping[str, Any]) -> Iterator[Difference]:
    """Every difference between a post and a status, as far as its answer tells."""
    if not is_same(said_by(status), text_of(post)):
        yield Difference("Its text is not the one that was sent.")
    if not is_same(str(status.get("spoiler_text") or ""), MANIFEST.chosen(post, "spoiler_text") or ""):
        yield Difference("Its content warning is not the one that was sent.")
    yield from _of_media(post, status)
    yield from _of_reply(post, status)
    yield from _of_poll(post, status)
    yield from _of_settings(post, status)


def _of_media(post: Post, status: Mapping[str, Any]) -> Iterator[Difference]:
    attached = status.get("media_attachments")
    shown = [each for each in attached if isinstance(each, dict)] if isinstance(attached, list) else []
    if len(shown) != len(post.media):
        yield Difference(f"It shows {len(shown)} pictures and videos, and {len(post.media)} were sent.")
        return
    for number, (media, each) in enumerate(zip(post.media, shown, strict=True), 1):
        kinds = _KINDS.get(str(each.get("type")), set(MediaKind))
        if media.kind is not None and media.kind not in kinds:
            yield Difference(f"Item {number} is shown as {each['type']}, and is a {media.kind}.")
        if not is_same(media.alt_text or "", str(each.get("description") or "")):
            yield Difference(f"The alternative text of item {number} is not the one that was sent.", is_another=False)


def _of_reply(post: Post, status: Mapping[str, Any]) -> Iterator[Difference]:
    parent = status.get("in_reply_to_id")
    answered = None if parent is None else str(parent)
    if answered != post.reply_to:
        yield Difference(f"It answers {answered or 'no post'}, and was to answer {post.reply_to or 'none'}.")


def _of_poll(post: Post, status: Mapping[str, Any]) -> Iterator[Difference]:
    poll = status.get("poll")
    offered = [str(each.get("title")) for each in poll.get("options") or ()] if isinstance(poll, dict) else []
    asked = list(MANIFEST.chosen(post, "poll_options") or ())
    if offered != asked:
        yield Difference(f"Its poll offers {', '.join(offered) or 'nothing: there is none'}.")


def _of_settings(post: Post, status: Mapping[str, Any]) -> Iterator[Difference]:
    for name in ("visibility", "language"):
        asked, told = MANIFEST.chosen(post, name), status.get(name)
        if asked is not None and isinstance(told, str) and told != asked:
            yield Difference(
                f"The instance says that its {name} is {told}, and {asked} was asked for.", is_another=False
            )
    if MANIFEST.chosen(post, "sensitive") and status.get("sensitive") is not True:
        yield Difference("Its media are not marked as sensitive.", is_another=False)
