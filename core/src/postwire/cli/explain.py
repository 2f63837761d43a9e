"""`postwire explain`."""

import sys
from pathlib import Path

import click
from attrs import evolve

from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.platform_name import connector_named
from postwire.cli.printing import emit, note, say
from postwire.cli.refusal import UsageRefusal
from postwire.cli.shapes import body_plain, diagnosis_plain, reply_plain
from postwire.cli.story import answer_lines, diagnosis_lines
from postwire.drive import diagnose
from postwire.operation import Operation
from postwire.registry import Registry
from postwire.salvage import LONGEST, salvage


@click.command
@click.argument("platform", metavar="PLATFORM")
@click.argument("file", metavar="[FILE|-]", default="-")
@click.option(
    "--operation",
    type=click.Choice([operation.value for operation in Operation]),
    default=Operation.CREATE.value,
    show_default=True,
    help="What was being done; the same answer means different things at different moments.",
)
@click.option("--status", type=click.IntRange(100, 599), help="The HTTP status, where the text does not hold it.")
@json_option
@common_options
def explain(platform: str, file: str, operation: str, status: int | None, *, as_json: bool) -> Exit:
    """Say what a platform's error means and what to do about it.

    Reads an answer's body, a log line, or whatever was pasted, from FILE or stdin. Secrets in it are masked. For a
    delivery of postwire's own, `postwire show ID` tells more.
    """
    connector = connector_named(Registry.installed(), platform)
    pasted = _pasted(file)
    try:
        reply = salvage(pasted)
    except ValueError as error:
        raise UsageRefusal(str(error), field="FILE", value=file) from None
    if status is not None:
        reply = evolve(reply, status=status)
    diagnosis = diagnose(connector, reply, Operation(operation))
    if as_json:
        emit({"operation": operation, **diagnosis_plain(diagnosis), "answer": reply_plain(reply)})
        return Exit.DONE
    for text, style in diagnosis_lines(diagnosis, indent=""):
        say(text, style=style)
    say("answer    " + (f"HTTP {reply.status}" if reply.status else "no HTTP status is known"))
    for text, style in answer_lines(body_plain(reply.body), "  "):
        say(text, style=style)
    return Exit.DONE


def _pasted(file: str) -> str:
    if file == "-":
        if sys.stdin.isatty():
            note("paste the answer, then Ctrl-D", style="dim")
        data = sys.stdin.buffer.read(4 * LONGEST + 1)
    else:
        try:
            with Path(file).open("rb") as opened:
                data = opened.read(4 * LONGEST + 1)
        except OSError as error:
            raise UsageRefusal(
                f"{file!r} cannot be read: {error.strerror}",
                field="FILE",
                value=file,
                fix="Give a readable file, or -.",
            ) from None
    text = data.decode("utf-8-sig", "replace")
    if not text.strip():
        raise UsageRefusal("there is nothing to explain", field="FILE", value=file, fix="Paste the platform's answer.")
    return text
