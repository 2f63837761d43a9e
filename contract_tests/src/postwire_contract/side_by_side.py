"""``compare``: the reports of several connectors on one page."""

import json
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

import click

from postwire.conformance import BadReport, conformance
from postwire.manifest import Ability
from postwire_contract.page import document, table
from postwire_contract.report import Report
from postwire_contract.subject import Unusable

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command
@click.argument("reports", metavar="REPORT...", type=_FILE, nargs=-1, required=True)
@click.option("--page", "page_file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), required=True)
def compare(reports: tuple[Path, ...], page_file: Path) -> int:
    """Set what `check --json` wrote of several connectors side by side, as one HTML page.

    Exits with 0 where all are green, 1 where one is not, 3 where a file is no report.
    """
    read = [_read(path) for path in reports]
    page_file.write_text(side_by_side(read), encoding="utf-8")
    return 0 if all(report["green"] for report in read) else 1


def side_by_side(reports: Sequence[Report]) -> str:
    """The whole document."""
    titles = [report["connector"]["title"] for report in reports]
    return document(", ".join(titles), _head(reports), _matrix(reports), _chapters(reports), _recordings(reports))


def _read(path: Path) -> Report:
    text = path.read_text(encoding="utf-8")
    try:
        conformance(text, str(path))
    except BadReport as error:
        raise Unusable(str(error)) from None
    found: Report = json.loads(text)
    return found


def _head(reports: Sequence[Report]) -> Iterator[str]:
    yield "<header><p class=kind>Conformance of connectors</p><h1>Side by side</h1><ul class=totals>"
    for report in reports:
        verdict, word = ("passed", "green") if report["green"] else ("failed", "not green")
        yield f'<li class="{verdict}"><b>{escape(report["connector"]["title"])}</b> {word}</li>'
    yield "</ul></header>"


def _matrix(reports: Sequence[Report]) -> Iterator[str]:
    """Every ability in every connector; one that a report does not name was not known when it was written."""
    by_name = [{proof["ability"]: proof["standing"] for proof in report["abilities"]} for report in reports]
    known = [ability.value for ability in Ability]
    names = [*known, *sorted({name for proofs in by_name for name in proofs} - set(known))]
    yield "<section><h2>What they can do</h2>"
    rows = (
        [f"<b>{escape(name)}</b>", *(_standing(proofs.get(name, "not_offered")) for proofs in by_name)]
        for name in names
        if any(name in proofs for proofs in by_name)
    )
    yield from table(("ability", *_titles(reports)), rows)
    yield "</section>"


def _standing(standing: str) -> str:
    return f'<span class="standing {escape(standing)}">{escape(standing.replace("_", " "))}</span>'


def _chapters(reports: Sequence[Report]) -> Iterator[str]:
    """How many checks of each chapter passed, and what became of the others."""
    names = dict.fromkeys(line["chapter"] for report in reports for line in report["checks"])
    yield "<section><h2>Chapter by chapter</h2>"
    yield from table(
        ("chapter", *_titles(reports)), ([f"<b>{escape(name)}</b>", *_counted(reports, name)] for name in names)
    )
    yield "</section>"


def _counted(reports: Sequence[Report], chapter: str) -> Iterator[str]:
    for report in reports:
        results = [line["result"] for line in report["checks"] if line["chapter"] == chapter]
        told = (
            f'<span class="{result}">{results.count(result)} {result}</span>'
            for result in ("passed", "failed", "warned", "skipped")
            if result in results
        )
        yield ", ".join(told) or "<span class=dim>none</span>"


def _recordings(reports: Sequence[Report]) -> Iterator[str]:
    yield "<section><h2>Recordings and origins</h2>"
    rows: list[tuple[str, list[Any]]] = [
        ("recordings", [len(report["cassettes"]) for report in reports]),
        ("requests in them", [sum(each["interactions"] for each in report["cassettes"]) for report in reports]),
        ("recorded against", [_servers(report) for report in reports]),
        ("connector", [f"{each['connector']['distribution']} {each['connector']['version']}" for each in reports]),
        ("suite", [each["suite"]["number"] for each in reports]),
        ("checked", [each["when"] for each in reports]),
    ]
    yield from table(
        ("", *_titles(reports)),
        ([f"<b>{escape(name)}</b>", *(escape(str(cell)) for cell in cells)] for name, cells in rows),
    )
    yield "</section>"


def _servers(report: Report) -> str:
    found = sorted({f"{each['against']} {each['server']}".rstrip() for each in report["cassettes"]})
    return ", ".join(found) or "nothing"


def _titles(reports: Sequence[Report]) -> list[str]:
    return [report["connector"]["title"] for report in reports]
