"""What holds for every post on every platform, whatever its manifest says."""

import ipaddress
from collections.abc import Iterator

from postwire.checks.subject import subject
from postwire.links import web_address
from postwire.manifest import Manifest
from postwire.media import Media
from postwire.post import Post
from postwire.problem import Fix, Problem, Severity

_NO_ADDRESS = (
    "no http(s) address but a local file",
    "Put it where everybody can read it without logging in, or have postwire show it (docs/MEDIA.md).",
)
_WRONG_ADDRESS = ("no whole http(s) address", "Copy the address from a browser: a space, for one, is written as %20.")
_PRIVATE_SUFFIXES = (".localhost", ".local", ".lan", ".internal")


def shape_problems(post: Post, manifest: Manifest) -> Iterator[Problem]:
    """An empty post, a text that is no Unicode, a link that is no address, media that nobody can tell or fetch."""
    platform, title, sources = manifest.platform, manifest.title, manifest.sources
    says_more = any(option.is_content and manifest.chosen(post, option.name) for option in manifest.options)
    if not post.text.strip() and not post.media and post.link is None and not says_more:
        yield Problem(
            rule=f"{platform}.post.empty",
            severity=Severity.ERROR,
            message="The post has no text, no picture, no video and no link.",
            field="text",
            observed=len(post.text),
            fix=Fix("Give it a text, or something to show."),
            sources=sources,
        )
    yield from _unsayable(post.text, "text", None, manifest)
    if post.reply_to is not None and not post.reply_to.strip():
        yield Problem(
            rule=f"{platform}.reply_to.empty",
            severity=Severity.ERROR,
            message="The post answers a post without an id.",
            field="reply_to",
            observed=post.reply_to,
            fix=Fix(f"Give the id of the {title} post that it answers, or none."),
            sources=sources,
        )
    if post.link is not None and web_address(post.link) is None:
        yield Problem(
            rule=f"{platform}.link.not_an_address",
            severity=Severity.ERROR,
            message=f"The link {post.link!r} is no http(s) address.",
            field="link",
            observed=post.link,
            allowed="http, https",
            fix=Fix("Write the whole address, such as https://www.example.com/page."),
            sources=sources,
        )
    for item, media in enumerate(post.media):
        yield from _media_problems(post, item, media, manifest)


def _media_problems(post: Post, item: int, media: Media, manifest: Manifest) -> Iterator[Problem]:
    whose = subject(post, item)
    if media.kind is None:
        yield Problem(
            rule=f"{manifest.platform}.media.unknown_kind",
            severity=Severity.ERROR,
            message=f"{whose}: it cannot be told whether this is a picture or a video.",
            field="media",
            item=item,
            allowed="image, video",
            fix=Fix("Have it probed, or declare what it is."),
            sources=manifest.sources,
        )
    yield from _unsayable(media.alt_text or "", "media", item, manifest)
    if not manifest.media_by_url:
        return
    address = web_address(media.location)
    if address is None:
        what, remedy = _WRONG_ADDRESS if media.is_remote else _NO_ADDRESS
        yield Problem(
            rule=f"{manifest.platform}.media.no_address",
            severity=Severity.ERROR,
            message=f"{whose}: {manifest.title} fetches media itself, and this is {what}.",
            field="media",
            item=item,
            allowed="http, https",
            fix=Fix(remedy),
            sources=manifest.sources,
        )
    elif _is_private(address.hostname or ""):
        yield Problem(
            rule=f"{manifest.platform}.media.private_address",
            severity=Severity.WARNING,
            message=f"{whose}: {manifest.title} fetches media itself, and cannot reach {address.hostname}.",
            field="media",
            item=item,
            observed=address.hostname,
            fix=Fix(
                "Give an address that the whole internet can reach; only a sandbox on this machine reads this one."
            ),
            sources=manifest.sources,
        )


def _unsayable(text: str, field: str, item: int | None, manifest: Manifest) -> Iterator[Problem]:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        yield Problem(
            rule=f"{manifest.platform}.{'alt_text' if field == 'media' else field}.not_unicode",
            severity=Severity.ERROR,
            message=f"Character {error.start + 1} is half of a surrogate pair (U+{ord(text[error.start]):04X}).",
            field=field,
            item=item,
            observed=f"U+{ord(text[error.start]):04X}",
            fix=Fix("The text was cut inside an emoji or decoded wrongly: take it from its origin again."),
            sources=manifest.sources,
        )


def _is_private(host: str) -> bool:
    name = host.rstrip(".").lower()
    try:
        return not ipaddress.ip_address(name).is_global
    except ValueError:
        return "." not in name or name.endswith(_PRIVATE_SUFFIXES)
