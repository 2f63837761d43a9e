"""What a server would refuse, or take and show as something else: the manifest's data, and what data cannot say."""

import re
from collections.abc import Iterator

from postwire.checks import check
from postwire.hookspecs import hookimpl
from postwire.media import MediaKind
from postwire.post import Post
from postwire.problem import Fix, Problem, Severity
from postwire_bluesky.at_uri import POST, at_uri, of_page
from postwire_bluesky.manifest import MANIFEST
from postwire_bluesky.manifest.options import CARD_PICTURE, LANGUAGES, QUOTE
from postwire_bluesky.manifest.sources import LEXICON, POSTS

LARGEST_THUMBNAIL = 1_000_000
"""Bytes of a card's picture; pictures of a post may have twice as many."""
_LANGUAGE = re.compile(r"(?:[A-Za-z]{2,3}|i)(?:-[A-Za-z0-9]{1,8})*")


@hookimpl
def validate_media(post: Post) -> tuple[Problem, ...]:
    """Everything that is wrong, doubtful or unknown about a post for Bluesky; empty if nothing."""
    return (
        *check(post, MANIFEST),
        *_address_problems(post),
        *_card_problems(post),
        *_language_problems(post),
    )


def _address_problems(post: Post) -> Iterator[Problem]:
    """Posts are named by the addresses of their records; what people have at hand is the address of a page."""
    quoted = post.options_for(MANIFEST.platform).get(QUOTE)
    for field, path, value in (
        ("reply_to", "reply_to", post.reply_to),
        (f"options.{QUOTE}", f"options.{MANIFEST.platform}.{QUOTE}", quoted),
    ):
        if not isinstance(value, str) or not value.strip() or _is_a_post(value):
            continue
        meant = of_page(value)
        change = None if meant is None else str(meant)
        yield Problem(
            rule=f"bluesky.{field}.not_an_id",
            severity=Severity.ERROR,
            message=f"{value!r} is no id of a post on Bluesky: those begin with at://.",
            field=field,
            observed=value,
            allowed=change,
            fix=Fix(
                f"Give {change}." if change else "Give the id that its receipt holds, or the address of its page.",
                change={path: change} if change else None,
            ),
            sources=(LEXICON,),
        )


def _is_a_post(value: str) -> bool:
    try:
        return at_uri(value).collection == POST
    except ValueError:
        return False


def _card_problems(post: Post) -> Iterator[Problem]:
    if post.link is None or not post.media:
        return
    kinds = [media.kind for media in post.media]
    wanted = bool(post.options_for(MANIFEST.platform).get(CARD_PICTURE))
    one_picture = kinds == [MediaKind.IMAGE]
    if not (wanted and one_picture):
        yield Problem(
            rule="bluesky.link.with_media",
            severity=Severity.ERROR,
            message="A post shows a link's card, or pictures, or a video; a card can hold one picture as its own.",
            field="link",
            observed=post.link,
            fix=Fix(
                "Put the address into the text, or let the card have the picture (option card_picture).",
                change={f"options.{MANIFEST.platform}.{CARD_PICTURE}": True} if one_picture else None,
            ),
            sources=(POSTS, LEXICON),
        )
    facts = post.media[0].facts
    if wanted and facts is not None and (facts.bytes or 0) > LARGEST_THUMBNAIL:
        yield Problem(
            rule="bluesky.card_picture.max_bytes",
            severity=Severity.ERROR,
            message=f"The card's picture has {facts.bytes} bytes; it may have {LARGEST_THUMBNAIL}.",
            field="media",
            item=0,
            observed=facts.bytes,
            allowed=LARGEST_THUMBNAIL,
            fix=Fix("Save it smaller."),
            sources=(LEXICON,),
        )


def _language_problems(post: Post) -> Iterator[Problem]:
    given = post.options_for(MANIFEST.platform).get(LANGUAGES)
    for name in given if isinstance(given, list | tuple) else ():
        if isinstance(name, str) and not _LANGUAGE.fullmatch(name):
            yield Problem(
                rule="bluesky.options.languages.not_a_language",
                severity=Severity.ERROR,
                message=f"{name!r} is no name of a language as BCP 47 writes them.",
                field=f"options.{LANGUAGES}",
                observed=name,
                allowed="en, pt-BR, zh-Hant",
                fix=Fix("Give its code, such as en or pt-BR."),
                sources=(LEXICON,),
            )
