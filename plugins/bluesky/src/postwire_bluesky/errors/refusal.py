"""Reads a refusal's name and words out of an answer, and out of what programs print in its place.

Met so far: ``{"error": "ExpiredToken", "message": "..."}``; the same with both in ``error``; log entries that call the
name ``name``; wrappers that call the words ``errorMessage``; ``XRPC ERROR 400: InvalidRequest: ...``;
``400 InvalidRequest: ...``; ``XRPCError: ...``.
"""

import re
from collections.abc import Set as AbstractSet

from postwire.exchange import Refused, Reply
from postwire_bluesky.answers import error_of

LONGEST_PROSE = 4096
"""Characters of a text without structure that are read. What a refusal has to say stands at its beginning."""

_LEADING = re.compile(r"(?P<name>[A-Z][A-Za-z]{2,40}):\s*(?P<words>\S.*)", re.DOTALL)
_NAME = re.compile(r"(?<![\w.])[A-Z][A-Za-z]{2,40}(?![\w(])")


def refusal_of(reply: Reply, names: AbstractSet[str]) -> tuple[str, str]:
    """The name and the words; empty where there is none. ``names`` are those that may stand anywhere in prose."""
    try:
        told = reply.object()
    except Refused:
        return _from_prose(reply, names)
    name, words = error_of(reply)
    if not name:
        called, passed_on = told.get("name"), told.get("errorMessage")
        words = words or (passed_on if isinstance(passed_on, str) else "")
        return (called if isinstance(called, str) and called in names else ""), words
    if not words and (leading := _LEADING.fullmatch(name)):
        return leading["name"], leading["words"]
    return name, words


def _from_prose(reply: Reply, names: AbstractSet[str]) -> tuple[str, str]:
    """Of a page nothing is believed: it is not from the server but from what stands before it."""
    text = reply.body[:LONGEST_PROSE].strip()
    if not text or text.startswith("<"):
        return "", ""
    return next((found for found in _NAME.findall(text) if found in names), ""), " ".join(text.split())
