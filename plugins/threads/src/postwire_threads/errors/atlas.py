"""The rules read the other way round: from each code of ours to everything that leads there."""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby, pairwise

from attrs import evolve

from postwire.meaning import Meaning, Sign
from postwire_threads.errors.met import MET
from postwire_threads.errors.rule import Rule
from postwire_threads.errors.rules import RULES


@cache
def meanings() -> tuple[Meaning, ...]:
    """Every code, with its signs in the order in which the rules are asked."""
    signs: dict[str, list[Sign]] = {}
    first: dict[str, Meaning] = {}
    for rule in RULES:
        signs.setdefault(rule.meaning.code, []).append(_sign(rule))
        first.setdefault(rule.meaning.code, rule.meaning)
    return tuple(
        evolve(meaning, signs=tuple(signs[code]), met=MET.get(code, {})) for code, meaning in sorted(first.items())
    )


def _sign(rule: Rule) -> Sign:
    return Sign(
        rule=f"threads.{rule.id}",
        codes=tuple(_codes(rule)),
        types=tuple(sorted(rule.types)),
        statuses=tuple(sorted(rule.statuses)),
        operations=rule.operations,
        phrases=rule.says,
        note=_note(rule),
        sources=rule.sources,
    )


def _codes(rule: Rule) -> Iterator[str]:
    yield from sorted(rule.names)
    yield from sorted(rule.states)
    numbers = [code for code in rule.codes if code is not None]
    if not rule.subcodes:
        yield from _spans(numbers)
        return
    for subcodes in _spans(rule.subcodes):
        yield from (f"{code}/{subcodes}" for code in sorted(numbers)) if numbers else (subcodes,)


def _spans(numbers: Iterable[int]) -> Iterator[str]:
    """Neighbours as spans: ``200-299``."""
    ordered = sorted(numbers)
    jumps = {after for before, after in pairwise(ordered) if after != before + 1}
    group = 0

    def grouped(number: int) -> int:
        nonlocal group
        group += number in jumps
        return group

    for _, members in groupby(ordered, key=grouped):
        span = list(members)
        if len(span) > 2:
            yield f"{span[0]}-{span[-1]}"
        else:
            yield from map(str, span)


def _note(rule: Rule) -> str:
    if rule.page:
        return "the body is a web page"
    if rule.explained:
        return "a subcode and a heading for the user came with it"
    return ""
