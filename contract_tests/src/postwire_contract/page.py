"""The report as one HTML page that needs nothing else: no script, no font, no picture from anywhere."""

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from pathlib import Path

from postwire_contract.report import Line, Proof, Recording, Report
from postwire_contract.summary import causes

_STYLE = Path(__file__).with_name("page.css")
_FOLDED = 4
"""So many names are shown at once."""
_ORDER = ("failed", "warned", "skipped", "passed")


def page(report: Report) -> str:
    """The whole document."""
    connector = report["connector"]
    return document(
        f"{connector['title']}: {'green' if report['green'] else 'not green'}",
        _head(report),
        _trouble(report["checks"]),
        _matrix(report["abilities"]),
        _chapters(report["checks"]),
        _cassettes(report["cassettes"]),
        _origin(report),
    )


def document(title: str, head: Iterable[str], *sections: Iterable[str]) -> str:
    """An HTML document; head and sections are HTML already."""
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>{escape(title)}</title>",
            f"<style>{_STYLE.read_text(encoding='utf-8')}</style>",
            "</head>",
            "<body>",
            *head,
            "<main>",
            *(line for section in sections for line in section),
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _head(report: Report) -> Iterator[str]:
    connector = report["connector"]
    origin = f"{connector['distribution']} {connector['version']}" if connector["distribution"] else "not installed"
    yield "<header>"
    yield f"<p class=kind>Conformance of a connector</p><h1>{escape(connector['title'])}</h1>"
    verdict = "green" if report["green"] else "not green"
    yield f'<p class="verdict {"passed" if report["green"] else "failed"}">{verdict}</p>'
    yield f"<p>{escape(origin)}, checked {escape(report['when'])} by suite {report['suite']['number']}</p>"
    yield "<ul class=totals>"
    yield from (f'<li class="{result}"><b>{report["totals"][result]}</b> {result}</li>' for result in reversed(_ORDER))
    yield "</ul></header>"


def _trouble(lines: list[Line]) -> Iterator[str]:
    """What is wrong comes first: a reader of a red report looks for nothing else."""
    found = causes(lines)
    if not found:
        return
    yield "<section><h2>What is wrong</h2>"
    for (result, words), same in found.items():
        names = " ".join(f"<code>{escape(line['name'])}</code>" for line in same)
        promises = "; ".join(dict.fromkeys(escape(line["promise"]) for line in same))
        yield (
            f'<article class="{result}"><h3>{escape(words)}</h3><p class=dim>Promised: {promises}.</p>'
            f"<p><small>{result}</small> {names}</p></article>"
        )
    yield "</section>"


def _matrix(proofs: list[Proof]) -> Iterator[str]:
    yield "<section><h2>What it can do</h2>"
    rows = (
        [
            f"<b>{escape(proof['ability'])}</b>",
            escape(proof["support"]),
            f'<span class="standing {escape(proof["standing"])}">{escape(proof["standing"].replace("_", " "))}</span>',
            _names(proof["checks"]),
        ]
        for proof in proofs
    )
    yield from table(("ability", "declared", "standing", "checks that say so"), rows)
    yield "</section>"


def _names(names: list[str]) -> str:
    """The checks' names; many of them are folded."""
    if not names:
        return "<span class=dim>none</span>"
    told = "<br>".join(f"<code>{escape(name)}</code>" for name in names)
    return told if len(names) <= _FOLDED else f"<details><summary>{len(names)} checks</summary>{told}</details>"


def _chapters(lines: list[Line]) -> Iterator[str]:
    yield "<section><h2>Chapter by chapter</h2>"
    for chapter, grouped in groupby(lines, key=lambda line: line["chapter"]):
        inside = list(grouped)
        numbers = {result: sum(line["result"] == result for line in inside) for result in reversed(_ORDER)}
        told = ", ".join(
            f'<span class="{result}">{number} {result}</span>' for result, number in numbers.items() if number
        )
        opened = " open" if numbers["failed"] or numbers["warned"] else ""
        yield f"<details{opened}><summary><b>{escape(chapter)}</b> {told}</summary>"
        rows = (
            [
                f'<span class="{line["result"]}">{escape(line["result"])}</span>'
                + (f"<br><small>{escape(line['reason'])}</small>" if line["reason"] else ""),
                f"<code>{escape(line['name'])}</code>",
                escape(line["promise"]) + (f"<br><small>{escape(line['words'])}</small>" if line["words"] else ""),
            ]
            for line in sorted(inside, key=lambda line: _ORDER.index(line["result"]))
        )
        yield from table(("result", "check", "promise"), rows)
        yield "</details>"
    yield "</section>"


def _cassettes(recordings: list[Recording]) -> Iterator[str]:
    yield "<section><h2>Recordings</h2>"
    if not recordings:
        yield "<p>There is none: nothing that this connector says was ever played.</p></section>"
        return
    if all(recording["against"] == "sandbox" for recording in recordings):
        yield "<p class=dim>All of them against a sandbox: they prove the connector, not the platform.</p>"
    rows = (
        [
            f"<b>{escape(recording['scenario'])}</b>",
            escape(f"{recording['against']} {recording['server']}".rstrip()),
            escape(recording["recorded"]),
            str(recording["interactions"]),
            escape(recording["api_version"]),
            f'<code title="{escape(recording["sha256"])}">{escape(recording["sha256"][:12])}</code>',
        ]
        for recording in recordings
    )
    yield from table(("scenario", "against", "recorded", "requests", "API", "SHA-256"), rows)
    yield "</section>"


def _origin(report: Report) -> Iterator[str]:
    told = {
        "platform": report["connector"]["platform"],
        "package": report["connector"]["module"],
        "source": f"SHA-256 {report['connector'].get('source') or 'not known'}",
        "hooks": f"version {report['connector']['hooks_version']}",
        "suite": f"{report['suite']['distribution']} {report['suite']['version']}, suite {report['suite']['number']}, "
        f"connector says it meets {report['suite']['meets']}",
        "postwire": report["host"]["postwire"],
        "Python": f"{report['host']['python']} on {report['host']['system']}",
    }
    yield "<section><h2>How it was checked</h2><dl>"
    yield from (f"<dt>{escape(name)}</dt><dd>{escape(str(value))}</dd>" for name, value in told.items())
    yield "</dl></section>"


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Cells are HTML already."""
    yield "<div class=wide><table><thead><tr>"
    yield "".join(f"<th scope=col>{escape(heading)}</th>" for heading in headings)
    yield "</tr></thead><tbody>"
    yield from ("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    yield "</tbody></table></div>"
