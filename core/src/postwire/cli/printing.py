"""Where output goes: results to stdout, words about them to stderr, and no control character to a terminal."""

import contextlib
import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What could move a cursor, ring, colour, or reverse the reading order; tab and line feed are left."""


def visible(text: str) -> str:
    """The text with every control character written out: a post, or an answer, must not command the terminal."""
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def one_line(text: str, width: int) -> str:
    """The beginning of a text, for a table."""
    flat = " ".join(text.split())
    return flat if len(flat) <= width else flat[: width - 1] + "…"


def counted(number: int, noun: str) -> str:
    """``1 delivery``, ``2 deliveries``."""
    if number == 1:
        return f"1 {noun}"
    return f"{number} {noun.removesuffix('y')}ies" if noun.endswith("y") else f"{number} {noun}s"


def say(text: str = "", *, style: str | None = None) -> None:
    """One result for a person, on stdout."""
    _echo(text, style, err=False)


def note(text: str, *, style: str | None = None) -> None:
    """Words beside the result, on stderr."""
    _echo(text, style, err=True)


def emit(document: Mapping[str, Any]) -> None:
    """The one JSON document of a command, on stdout; ASCII only, so that no locale can spoil it."""
    _out(json.dumps(document, indent=2))


def emit_line(document: Mapping[str, Any]) -> None:
    """One of many JSON documents, on a line of its own."""
    _out(json.dumps(document, separators=(",", ":")))


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows under headings: drawn on a terminal, plain columns elsewhere."""
    clean = [[visible(cell).replace("\n", " ") for cell in row] for row in rows]
    if sys.stdout is not None and sys.stdout.isatty():
        _drawn(headings, clean)
        return
    widths = [max(map(len, column)) for column in zip(headings, *clean, strict=True)]
    for row in (headings, *clean):
        _out("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _drawn(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich import box  # noqa: PLC0415 - 80 ms, and only where somebody looks
    from rich.console import Console  # noqa: PLC0415 - 50 ms, and only for tables
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        drawn.add_column(heading, overflow="fold")
    for row in rows:
        drawn.add_row(*map(Text, row))
    Console().print(drawn)


def _out(text: str) -> None:
    """Write a line to stdout. Raises `OSError`, which names it."""
    try:
        click.echo(text)
    except OSError as error:
        raise OSError(error.errno, error.strerror, "standard output") from None


def _echo(text: str, style: str | None, *, err: bool) -> None:
    styled = click.style(visible(text), **_STYLES[style]) if style and not os.environ.get("NO_COLOR") else visible(text)
    if not err:
        _out(styled)
        return
    with contextlib.suppress(OSError):  # nobody listens, and what is done beside the words goes on
        click.echo(styled, err=True)


_STYLES: dict[str, dict[str, Any]] = {
    "good": {"fg": "green"},
    "bad": {"fg": "red"},
    "wait": {"fg": "yellow"},
    "head": {"bold": True},
    "dim": {"dim": True},
}
