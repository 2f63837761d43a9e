"""A report for somebody at a terminal."""

from collections.abc import Iterator
from itertools import groupby

from postwire_contract.report import Line, Report

Styled = tuple[str, str | None]
"""A line, and how it looks: good, bad, wait, head, dim."""

_INDENT = "    "
_NAMED = 3
"""So many that were skipped for the same words are named."""


def summary(report: Report) -> Iterator[Styled]:
    """Chapter by chapter; failures with their promise, skips by reason, and what nobody has tried by name."""
    connector, suite = report["connector"], report["suite"]
    origin = f"{connector['distribution']} {connector['version']}" if connector["distribution"] else "not installed"
    yield f"{connector['title']} ({connector['platform']}), {connector['module']}, {origin}", "head"
    yield f"suite {suite['number']} of {suite['distribution']} {suite['version']}", "dim"
    yield "", None
    for chapter, grouped in groupby(report["checks"], key=lambda line: line["chapter"]):
        yield from _chapter(chapter, list(grouped))
    yield "", None
    yield from _skips(report)
    untried = [proof["ability"] for proof in report["abilities"] if proof["standing"] == "untried"]
    if untried:
        yield f"UNTRIED, claimed and never proven: {', '.join(untried)}", "wait"
    unproven = [proof["ability"] for proof in report["abilities"] if proof["standing"] == "unproven"]
    if unproven:
        yield f"UNPROVEN: {', '.join(unproven)}", "wait"
    totals = ", ".join(f"{number} {result}" for result, number in report["totals"].items())
    yield f"{'green' if report['green'] else 'NOT GREEN'}: {totals}", "good" if report["green"] else "bad"


def _chapter(name: str, lines: list[Line]) -> Iterator[Styled]:
    numbers = ", ".join(
        f"{number} {result}"
        for result in ("passed", "failed", "warned", "skipped")
        if (number := sum(line["result"] == result for line in lines))
    )
    failed = any(line["result"] == "failed" for line in lines)
    yield f"{name:<12}{numbers}", "bad" if failed else None
    for (result, words), same in causes(lines).items():
        style = "bad" if result == "failed" else "wait"
        yield from ((f"  {result.upper()}  {line['name']}", style) for line in same)
        yield from (
            (f"{_INDENT}promise: {promise}", "dim") for promise in dict.fromkeys(one["promise"] for one in same)
        )
        yield from ((f"{_INDENT}{row}", None) for row in words.splitlines())


def causes(lines: list[Line]) -> dict[tuple[str, str], list[Line]]:
    """What failed or warned, with those together that say the same: one missing cassette fails many checks."""
    found: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        if line["result"] in {"failed", "warned"}:
            found.setdefault((line["result"], line["words"]), []).append(line)
    return found


def _skips(report: Report) -> Iterator[Styled]:
    skipped = [line for line in report["checks"] if line["result"] == "skipped" and line["reason"] != "untried"]
    for reason, grouped in groupby(sorted(skipped, key=lambda line: line["reason"]), key=lambda line: line["reason"]):
        yield f"skipped, {reason}:", None
        same: dict[str, list[str]] = {}
        for line in grouped:
            same.setdefault(line["words"], []).append(line["name"])
        yield from ((f"  {_some(names)}: {words}", "dim") for words, names in same.items())


def _some(names: list[str]) -> str:
    """The first of them, and how many more there are; the report has them all."""
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
