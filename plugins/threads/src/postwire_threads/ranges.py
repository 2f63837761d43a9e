"""Ranges of a text, found in characters and told in the unit that Threads counts in."""

import re
from collections.abc import Iterable, Iterator

from postwire.counting import Unit, measure

MOST_SPOILERS = 10

Range = tuple[int, int]
"""Where it begins, and where it has ended, in characters."""


def places_of(text: str, phrases: Iterable[str]) -> list[Range]:
    """Every place where one of some phrases stands, in order; places that overlap are one."""
    found = sorted(match.span() for phrase in phrases if phrase for match in re.finditer(re.escape(phrase), text))
    merged: list[Range] = []
    for begin, end in found:
        if merged and begin < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def told(text: str, begin: int, end: int, unit: Unit) -> dict[str, int]:
    """A range as ``offset`` and ``length`` in a unit."""
    return {"offset": measure(text[:begin], unit), "length": measure(text[begin:end], unit)}


def contested(text: str, places: Iterable[Range]) -> Iterator[Range]:
    """The ranges that lie elsewhere in another unit: a character that is not ASCII stands in them, or before them."""
    return ((begin, end) for begin, end in places if not text[:end].isascii())
