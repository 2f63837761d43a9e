"""What a post asks of a platform, against what the platform can do."""

from collections.abc import Iterator

from postwire.manifest import Ability, Manifest
from postwire.media import MediaKind
from postwire.post import Post
from postwire.problem import Fix, Problem, Severity

_KINDS = {MediaKind.IMAGE: Ability.IMAGE, MediaKind.VIDEO: Ability.VIDEO}
_WORDS = {
    Ability.TEXT: ("posts without pictures or videos", "Add a picture or a video"),
    Ability.IMAGE: ("pictures", "Take the picture out"),
    Ability.VIDEO: ("videos", "Take the video out"),
    Ability.CAROUSEL: ("more than one picture or video in a post", "Keep one of them"),
    Ability.REPLY: ("replies", "Post it on its own"),
    Ability.LINK: ("link cards", "Put the address into the text"),
    Ability.ALT_TEXT: ("alternative texts", "Take the alternative text out"),
}


def ability_problems(post: Post, manifest: Manifest) -> Iterator[Problem]:
    """An error for every ability that the post needs and the platform lacks."""
    for ability, field, item in _needs(post):
        if manifest.supports(ability):
            continue
        what, remedy = _WORDS[ability]
        yield Problem(
            rule=f"{manifest.platform}.ability.{ability}",
            severity=Severity.ERROR,
            message=f"{manifest.title} takes no {what}.",
            field=field,
            item=item,
            observed=ability.value,
            allowed=", ".join(known for known in _WORDS if manifest.supports(known)),
            fix=Fix(f"{remedy}, or leave {manifest.title} out."),
            sources=manifest.sources,
        )


def _needs(post: Post) -> Iterator[tuple[Ability, str, int | None]]:
    if not post.media:
        yield Ability.TEXT, "text", None
    if len(post.media) > 1:
        yield Ability.CAROUSEL, "media", None
    if post.reply_to is not None:
        yield Ability.REPLY, "reply_to", None
    if post.link is not None:
        yield Ability.LINK, "link", None
    for item, media in enumerate(post.media):
        if media.kind is not None:
            yield _KINDS[media.kind], "media", item
        if media.alt_text:
            yield Ability.ALT_TEXT, "media", item
