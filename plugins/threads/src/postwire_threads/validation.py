"""What Threads would refuse or change: the manifest's data, and what data cannot say."""

import re
from collections.abc import Iterator

from postwire.checks import check
from postwire.post import Post
from postwire.problem import Fix, Problem, Severity
from postwire_threads.manifest import MANIFEST
from postwire_threads.manifest.sources import POSTS, REFERENCE
from postwire_threads.option_rules import option_rules

__all__ = ["validate"]

_IDS = ("quote_post_id", "location_id", "repost_of")
_ID = re.compile(r"[0-9]{1,32}")


def validate(post: Post) -> tuple[Problem, ...]:
    """Everything that is wrong, doubtful or unknown about a post for Threads; empty if nothing."""
    return (
        *check(post, MANIFEST),
        *option_rules(post),
        *_link_problems(post),
        *_id_problems(post),
        *_topic_problems(post),
    )


def _link_problems(post: Post) -> Iterator[Problem]:
    if post.link is not None and post.media:
        yield Problem(
            rule="threads.link.with_media",
            severity=Severity.ERROR,
            message="Threads shows a link card only below posts without pictures and videos.",
            field="link",
            observed=post.link,
            fix=Fix("Put the address into the text, or leave the pictures and videos out."),
            sources=(POSTS, REFERENCE),
        )


def _id_problems(post: Post) -> Iterator[Problem]:
    """Ids are decimal digits; what people paste instead is the address of a post."""
    options = post.options_for(MANIFEST.platform)
    for field, path, value in (
        ("reply_to", "reply_to", post.reply_to),
        *((f"options.{name}", f"options.threads.{name}", options.get(name)) for name in _IDS),
    ):
        if not isinstance(value, str) or not value.strip() or _ID.fullmatch(value):
            continue
        trimmed = value.strip()
        yield Problem(
            rule=f"threads.{field}.not_an_id",
            severity=Severity.ERROR,
            message=f"{value!r} is no id of a Threads post: ids are digits only.",
            field=field,
            observed=value,
            fix=Fix(
                "Give the post's id, not its address or short code: its receipt holds it, or GET /me/threads.",
                change={path: trimmed} if _ID.fullmatch(trimmed) else None,
            ),
            sources=(REFERENCE,),
        )


def _topic_problems(post: Post) -> Iterator[Problem]:
    tag = post.options_for(MANIFEST.platform).get("topic_tag")
    if not isinstance(tag, str) or not tag.startswith("#"):
        return
    bare = tag.lstrip("#").strip()
    yield Problem(
        rule="threads.options.topic_tag.hash",
        severity=Severity.WARNING,
        message=f"The topic {tag!r} begins with a hash sign, which is a mark in texts and no part of a topic.",
        field="options.topic_tag",
        observed=tag,
        allowed=bare,
        fix=Fix("Leave the hash sign out.", change={"options.threads.topic_tag": bare} if bare else None),
        sources=(REFERENCE, POSTS),
    )
