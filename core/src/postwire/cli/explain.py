"""`postwire explain`."""

from pathlib import Path

import click
from attrs import evolve

from postwire.atlas import Atlas, Found
from postwire.cli.entry import entry_lines, entry_plain
from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.platform_name import connector_named
from postwire.cli.printing import emit, note, say
from postwire.cli.refusal import UsageRefusal
from postwire.cli.shapes import body_plain, diagnosis_plain, reply_plain
from postwire.cli.standard_input import standard_input
from postwire.cli.story import answer_lines, diagnosis_lines
from postwire.connector import Connector, ConnectorFault
from postwire.drive import diagnose
from postwire.exchange import Reply
from postwire.operation import Operation
from postwire.registry import Registry
from postwire.salvage import LONGEST, salvage


@click.command
@click.argument("platform", metavar="PLATFORM")
@click.argument("given", metavar="[FILE|-|CODE]", default="-")
@click.option(
    "--operation",
    type=click.Choice([operation.value for operation in Operation]),
    help="What was being done; the same answer means different things at different moments. An answer is taken for one "
    "to create where nothing is said.",
)
@click.option("--status", type=click.IntRange(100, 599), help="The HTTP status, where the text does not hold it.")
@json_option
@common_options
def explain(platform: str, given: str, operation: str | None, status: int | None, *, as_json: bool) -> Exit:
    """Say what a platform's error means and what to do about it.

    Reads an answer's body, a log line, or whatever was pasted, from FILE or stdin. Secrets in it are masked. For a
    delivery of postwire's own, `postwire show ID` tells more.

    With a CODE in the place of FILE it tells everything that is known of that code: one of postwire (token_expired) or
    one of the platform (for Threads: 190/463, 4279009, FAILED_DOWNLOADING_VIDEO).
    """
    connector = connector_named(Registry.installed(), platform)
    atlas = Atlas.of(connector)
    if given != "-" and not Path(given).exists() and (found := atlas.look_up(given)):
        return _entries(atlas, atlas.during(found, Operation(operation)) if operation else found, as_json=as_json)
    pasted = _pasted(given)
    try:
        reply = salvage(pasted, lambda reply: _is_known(connector, reply, Operation(operation or Operation.CREATE)))
    except ValueError as error:
        raise UsageRefusal(str(error), field="FILE", value=given) from None
    if status is not None:
        reply = evolve(reply, status=status)
    operation = operation or Operation.CREATE.value
    diagnosis = diagnose(connector, reply, Operation(operation))
    if as_json:
        emit({"operation": operation, **diagnosis_plain(diagnosis), "answer": reply_plain(reply)})
        return Exit.DONE
    for text, style in diagnosis_lines(diagnosis, indent=""):
        say(text, style=style)
    if diagnosis.code in atlas.meanings:
        say(f"more      `postwire explain {platform} {atlas.meanings[diagnosis.code].name}`")
    say("answer    " + (f"HTTP {reply.status}" if reply.status else "no HTTP status is known"))
    for text, style in answer_lines(body_plain(reply.body), "  "):
        say(text, style=style)
    return Exit.DONE


def _is_known(connector: Connector, reply: Reply, operation: Operation) -> bool:
    try:
        return connector.classify_error(reply, operation) is not None
    except ConnectorFault:  # it is told with the diagnosis
        return False


def _entries(atlas: Atlas, found: tuple[Found, ...], *, as_json: bool) -> Exit:
    if as_json:
        emit({"entries": [entry_plain(atlas, each) for each in found]})
        return Exit.DONE
    for text, style in entry_lines(atlas, found):
        say(text, style=style)
    return Exit.DONE


def _pasted(file: str) -> str:
    if file == "-":
        if standard_input().isatty():
            note("paste the answer, then Ctrl-D", style="dim")
        data = standard_input().buffer.read(4 * LONGEST + 1)
    else:
        try:
            with Path(file).open("rb") as opened:
                data = opened.read(4 * LONGEST + 1)
        except OSError as error:
            raise UsageRefusal(
                f"{file!r} cannot be read: {error.strerror}",
                field="FILE",
                value=file,
                fix="Give a readable file, - for stdin, or a code: no code is known that reads so.",
            ) from None
    text = data.decode("utf-8-sig", "replace")
    if not text.strip():
        raise UsageRefusal("there is nothing to explain", field="FILE", value=file, fix="Paste the platform's answer.")
    return text
