"""A short name for a kind of answer: the same for the same trouble, whatever ids, times and texts stand in it. Pure.

It is made of the platform, what was being done, the answer's codes and its words without everything that changes from
one answer to the next. The HTTP status counts only where the answer holds no code: platforms change it at will.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from attrs import frozen

from postwire.exchange import Reply
from postwire.operation import Operation
from postwire.redaction import redact

LONGEST = 200
"""Characters of an answer's words that count."""
_READ = 16_384
_DEEPEST = 8

_CODES = re.compile(r"(?:error)?_?(?:sub_?code|code|type|name|reason|status_?code|status)", re.IGNORECASE)
_WORDS = re.compile(r"(?:error_?)?(?:message|msg|description|detail|title|error|summary)", re.IGNORECASE)
_LOCAL = re.compile(r"error_user_(?:title|msg|message)", re.IGNORECASE)

_PAGE = re.compile(r"\s*<(?:!doctype|\?xml|html|head|body|div)\b", re.IGNORECASE)
_HEADINGS = re.compile(r"<(title|h1|h2)\b[^>]{0,200}>(?P<words>[^<]{0,200})", re.IGNORECASE)

_CHANGING = (
    (re.compile(r"\bhttps?://[^\s\"'<>\\]+"), "~url"),
    (re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]+|(?<!\w)@\w+"), "~name"),
    (re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"), "~day"),
    (re.compile(r"\b[0-9]{1,2}-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*-[0-9]{2,4}\b"), "~day"),
    (re.compile(r"\b[a-z]{3}t\b(?=[.\s]|$)"), "~zone"),
    (re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}t[0-9:.]+(?:z|[+-][0-9:]+)?"), "~day"),
    (re.compile(r"\b(?=[\w-]*[0-9])(?=[\w-]*[a-z])[\w-]{12,}\b"), "~id"),
    (re.compile(r"[0-9]+(?:[.,:][0-9]+)*"), "#"),
    (re.compile(r"\*{3}"), "~secret"),
    (re.compile(r"\s+"), " "),
)


@frozen
class Fingerprint:
    """One kind of answer."""

    name: str
    """``threads-publish-3fa9c01d7e``: stable, safe in file names."""
    codes: tuple[str, ...]
    """``code=100``, ``type=THApiException``, in the order of their names."""
    words: str
    """What it says, without what changes."""


def fingerprint(platform: str, operation: Operation, reply: Reply) -> Fingerprint:
    """The fingerprint of an answer. Any body has one."""
    value = _parsed(reply.body)
    codes = tuple(sorted(set(_codes(value, 0))))
    words = _normal(" | ".join(_said(value, reply.body)))
    status = () if codes else (f"http={reply.status}",)
    whole = json.dumps([platform, operation.value, [*codes, *status], words])
    digest = hashlib.sha256(whole.encode()).hexdigest()[:10]
    return Fingerprint(f"{platform}-{operation.value}-{digest}", codes or status, words)


def _parsed(body: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _codes(value: Any, depth: int) -> Iterator[str]:
    for key, inner in _items(value, depth):
        if _CODES.fullmatch(key) and isinstance(inner, str | int) and not isinstance(inner, bool):
            plain = str(inner)
            if inner and len(plain) <= 60 and not re.search(r"\s", plain):
                yield f"{key.lower()}={plain}"
        yield from _codes(inner, depth + 1)


def _said(value: Any, body: str) -> Iterator[str]:
    """The words of an answer. Those in the language of the user are left out, where others stand beside them."""
    if value is None:
        headings = [match["words"] for match in _HEADINGS.finditer(body[:_READ])]
        yield from headings if _PAGE.match(body) and headings else [body[:_READ]]
        return
    told = list(_words(value, 0))
    plain = [words for key, words in told if not _LOCAL.fullmatch(key)]
    yield from plain or [words for _, words in told]


def _words(value: Any, depth: int) -> Iterator[tuple[str, str]]:
    for key, inner in _items(value, depth):
        if isinstance(inner, str) and inner and (_WORDS.fullmatch(key) or _LOCAL.fullmatch(key)):
            yield key, inner
        yield from _words(inner, depth + 1)


def _items(value: Any, depth: int) -> Iterator[tuple[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        yield from value.items()
    if isinstance(value, list):
        yield from (("", inner) for inner in value[:20])


def _normal(words: str) -> str:
    words = redact(words).lower()
    for pattern, name in _CHANGING:
        words = pattern.sub(name, words)
    return words.strip()[:LONGEST]
