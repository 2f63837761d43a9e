"""What in a text is more than text: links, mentions and tags, by the UTF-8 bytes that they take up.

https://docs.bsky.app/docs/advanced-guides/post-richtext, read 2026-11-21; what is found is what the official app finds.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from postwire.counting import Unit, measure
from postwire.links import places

LONGEST_TAG = 64
"""Graphemes."""

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_MENTION = re.compile(
    rf"(?<![\w@./-])@(?P<handle>(?:{_LABEL}\.)+[A-Za-z](?:[A-Za-z0-9-]{{0,61}}[A-Za-z0-9])?)(?![\w@])"
)
_INVISIBLE = "\u00ad\u2060\u200a\u200b\u200c\u200d\u20e2"
_TAG = re.compile(rf"(?<!\S)[#\uff03](?!\ufe0f)(?P<tag>[^\s{_INVISIBLE}]+)")


@frozen
class Span:
    """One piece of a text."""

    start: int
    """Its first code point."""
    end: int
    """The one after its last."""
    kind: str
    """``link``, ``mention`` or ``tag``."""
    value: str
    """The address, the handle, or the tag without its sign."""


def spans(text: str) -> tuple[Span, ...]:
    """The pieces in order; none lies in another."""
    found: list[Span] = []
    for span in (*_links(text), *_mentions(text), *_tags(text)):
        if all(span.end <= other.start or other.end <= span.start for other in found):
            found.append(span)
    return tuple(sorted(found, key=lambda span: span.start))


def handles(text: str) -> tuple[str, ...]:
    """The different handles that a text mentions, in order, in small letters."""
    return tuple(dict.fromkeys(span.value for span in spans(text) if span.kind == "mention"))


def facets(text: str, dids: Mapping[str, str]) -> list[dict[str, Any]]:
    """The facets of a text. ``dids`` tells whom handles mean; one that it does not know stays text."""
    told = []
    for span in spans(text):
        feature = _feature(span, dids)
        if feature is not None:
            start = len(text[: span.start].encode())
            end = start + len(text[span.start : span.end].encode())
            told.append({"index": {"byteStart": start, "byteEnd": end}, "features": [feature]})
    return told


def _feature(span: Span, dids: Mapping[str, str]) -> dict[str, str] | None:
    kind = f"app.bsky.richtext.facet#{span.kind}"
    match span.kind:
        case "link":
            return {"$type": kind, "uri": span.value}
        case "tag":
            return {"$type": kind, "tag": span.value}
        case _:
            did = dids.get(span.value)
            return None if did is None else {"$type": kind, "did": did}


def _links(text: str) -> Iterator[Span]:
    for place in places(text):
        written = text[place.start : place.end]
        yield Span(place.start, place.end, "link", written if "://" in written else f"https://{written}")


def _mentions(text: str) -> Iterator[Span]:
    for found in _MENTION.finditer(text):
        yield Span(found.start(), found.end(), "mention", found["handle"].lower())


def _tags(text: str) -> Iterator[Span]:
    """A tag needs something beside digits and punctuation, and punctuation after it is not part of it."""
    for found in _TAG.finditer(text):
        tag = found["tag"]
        while tag and _is_punctuation(tag[-1]):
            tag = tag[:-1]
        if any(not each.isdigit() and not _is_punctuation(each) for each in tag) and _is_short(tag):
            yield Span(found.start(), found.start("tag") + len(tag), "tag", tag)


def _is_short(tag: str) -> bool:
    return measure(tag, Unit.GRAPHEMES) <= LONGEST_TAG


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character).startswith("P")
