"""Finds the objects in a text and picks the one that is a platform's answer."""

import contextlib
import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from postwire.salvage.notation import Unreadable, read_object

ATTEMPTS = 64
"""Objects that are read. A text with more of them is a log; the answer is looked for in its beginning."""
DEEPEST = 12
"""How far down an answer is looked for, texts that hold JSON included."""

_GAP = r"(?:\s|\\++[nrt])*+"
_OPENING = re.compile(
    rf"\{{(?={_GAP}(?:\\*+[\"'“”\u2018\u2019]|[@:]?[A-Za-z_$]|\[[\"']))"  # JSON and its relatives
    r"|#<(?=[A-Z][\w:]{0,80}+\s)"  # Ruby
    r"|\((?=\s*+\[[\"']?\w)"  # PHP
    r"|(?<![\w.])[A-Z]\w{1,60}+\((?=\s*+[A-Za-z_]\w{0,40}+=(?![=>]))"  # Python, and Java's and Kotlin's records
)
_FIRST_KEY = re.compile(r"[\"“'][A-Za-z_]\w{0,40}+[\"”']\s{0,4}+[:=]")
_FIRST_QUOTE = re.compile(rf"[{{\[]{_GAP}(?P<escape>\\++)[\"']")
_ESCAPE = re.compile(r"\\(.)")
_MEANING = {"n": "\n", "r": "\r", "t": "\t", "u": "\\u"}


def answers_in(text: str) -> list[tuple[dict[str, Any], bool]]:
    """The objects in this text, those first that read most like a platform's refusal, and whether they do at all."""
    inner = (found for outer in _objects(text) for found in _within(outer, 0))
    ranked = sorted(((_likeness(one), depth, one) for one, depth in inner), key=_rank, reverse=True)
    return [(one, likeness > 0) for likeness, _, one in ranked]


def _rank(found: tuple[int, int, dict[str, Any]]) -> tuple[int, int]:
    """Of two that look alike, the inner one is the platform's; the outer ones are our side's wrapping."""
    return found[0], found[1]


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """The objects of the text, in order: strictly read where they are JSON, leniently where they are not."""
    found, at = False, 0
    try:
        for _ in range(ATTEMPTS):
            opening = _OPENING.search(text, at)
            if opening is None:
                break
            value, at = _read(text, opening.start())
            found = found or bool(value)
            yield value
        first = None if found else _FIRST_KEY.search(text)
        if first:
            value, _ = read_object(text, first.start())
            if len(value) > 1:
                yield value
    except Unreadable:
        return


def _read(text: str, start: int) -> tuple[dict[str, Any], int]:
    """The object that opens at ``start``, and where to go on."""
    try:
        value, end = _STRICT.raw_decode(text, start)
    except (ValueError, RecursionError):
        quote = _FIRST_QUOTE.match(text, start)
        if quote is None:
            return read_object(text, start)
        # n layers of JSON put 2**n - 1 backslashes before a quote
        unescaped = text[start:]
        for _ in range(min((len(quote["escape"]) + 1).bit_length() - 1, 3)):
            unescaped = _ESCAPE.sub(_resolved, unescaped)
        return read_object(unescaped, 0)[0], len(text)
    return (value if isinstance(value, dict) else {}), end


def _resolved(match: "re.Match[str]") -> str:
    return _MEANING.get(match[1], match[1])


def _within(value: Any, depth: int) -> Iterator[tuple[dict[str, Any], int]]:
    """Every object inside a value, and how deep it lies."""
    if depth > DEEPEST:
        return
    match value:
        case dict():
            yield value, depth
            for one in value.values():
                yield from _within(one, depth + 1)
        case list():
            for one in value:
                yield from _within(one, depth + 1)
        case str() if "{" in value and ("rror" in value or "message" in value):
            opening = _OPENING.search(value)
            if opening:
                with contextlib.suppress(Unreadable):  # what is too deep to be an answer holds none
                    yield from _within(_read(value, opening.start())[0], depth + 1)
        case _:
            pass


def _likeness(found: Mapping[str, Any]) -> int:
    """How much it looks like an answer that says no: by the names that APIs give their errors, of whatever platform."""
    named = {key.lower(): value for key, value in found.items()}
    error, errors = named.get("error"), named.get("errors")
    if isinstance(error, dict) and error:
        return 5
    if any(key.startswith("error") and _TELLING.search(key) for key in named) or (isinstance(errors, list) and errors):
        return 4
    if isinstance(error, str):
        return 3
    if named.keys() & {"message", "msg", "detail"}:
        return 3 if named.keys() & {"code", "type", "status"} else 2
    return 1 if named.get("status") is not None or named.get("status_code") is not None else 0


def _finite(text: str) -> float | str:
    number = float(text)
    return number if math.isfinite(number) else text


_TELLING = re.compile(r"message|msg|description|code|type|title")
_STRICT = json.JSONDecoder(parse_float=_finite, parse_constant=str)
