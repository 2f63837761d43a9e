"""``classify``: keeps a pasted answer as a file that fails until somebody has said what it means."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import click
from attrs import evolve

from postwire.cli.printing import say
from postwire.connector import Connector
from postwire.drive import diagnose
from postwire.exchange import Refused, Reply
from postwire.operation import Operation
from postwire.redaction import redact
from postwire.salvage import LONGEST, salvage
from postwire_contract.checking import ANSWERS
from postwire_contract.subject import subject

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_TELLING = {"content-type", "retry-after"}
"""Headers that say something about the refusal, beside those that begin with ``x-`` or ``ratelimit``."""
_PRIVATE = re.compile(r"auth|cookie|csrf|xsrf|forwarded|key|passw|real-ip|secret|session|sign|token|client-ip")
"""In the names of others: what they hold is somebody's, and says nothing about a refusal."""


@click.command
@click.argument("name", metavar="NAME")
@click.argument("file", metavar="[FILE|-]", default="-")
@click.option(
    "--operation",
    type=click.Choice([operation.value for operation in Operation]),
    required=True,
    help="What was being done when the answer came.",
)
@click.option("--name", "slug", metavar="SLUG", help="The new file's name without .json; else after what it is now.")
@click.option("--status", type=click.IntRange(100, 599), help="The HTTP status, where the text does not hold it.")
@click.option("--module", metavar="PACKAGE", help="An importable package instead of the installed platform's.")
@click.option(
    "--folder",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(ANSWERS),
    show_default=True,
    help="Where the file goes.",
)
def classify(  # noqa: PLR0913 - one for each option
    *, name: str, file: str, operation: str, slug: str | None, status: int | None, module: str | None, folder: Path
) -> int:
    """Keep a platform's answer as a test.

    Reads an answer's body, a log line, or whatever was pasted, from FILE or stdin, digs the answer out, masks secrets
    and e-mail addresses, writes it to DIR/SLUG.json and says what the connector takes it for now. The contract suite
    fails for it until `expected` in the file says what it means, and the connector agrees.
    """
    kit = subject(name, module).kit(folder)
    if kit.manifest.platform != name:
        raise click.UsageError(f"--module {module} is the connector of {kit.manifest.platform!r}, not of {name!r}")
    reply = _answer(_pasted(file), kit.connector, Operation(operation))
    reply = evolve(reply, status=status or reply.status)
    diagnosis = diagnose(kit.connector, reply, Operation(operation))
    stem = slug or f"{operation}-{re.sub('[^a-z0-9]+', '-', diagnosis.code.partition('.')[2].lower())}".strip("-")
    if not _SLUG.fullmatch(stem):
        raise click.UsageError(
            f"--name {stem!r} has to be 1 to 80 lower-case letters, digits, - and _, with a letter or digit first"
        )
    path = folder / f"{stem}.json"
    if path.exists():
        raise click.UsageError(f"{path} is there already; give another --name, or delete it first")
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(_plain(reply, operation), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    say(f"{path} written; read it before you commit it: ids and names of people are still in it")
    say(f"status     {reply.status or 'not in the text; give --status if you know it'}")
    say(f"now        {diagnosis.category}/{diagnosis.action}, {diagnosis.code}")
    say(f"rule       {diagnosis.rule}")
    say(f"message    {diagnosis.message}")
    say(
        f'next       write what it means into "expected" of {path.name}; until then `answers.{stem}` fails',
        style="wait",
    )
    return 0


def _plain(reply: Reply, operation: str) -> dict[str, Any]:
    return {
        "operation": operation,
        "reply": {"status": reply.status, "headers": dict(reply.headers), "body": reply.body},
        "expected": None,
    }


def _pasted(file: str) -> str:
    try:
        data = sys.stdin.buffer.read(4 * LONGEST + 1) if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise click.UsageError(f"{file}: {error.strerror}; give a readable file, or - for stdin") from error
    text = data.decode("utf-8-sig", "replace")
    if not text.strip():
        raise click.UsageError(f"{file}: there is nothing to classify; paste the platform's answer")
    return text


def _answer(pasted: str, connector: Connector, operation: Operation) -> Reply:
    """What was dug out, scrubbed.

    Digging takes the part of a JSON text that looks most like an answer. Where the connector understands the whole, the
    whole is the answer: its platform wraps what it says.
    """
    try:
        reply = _scrubbed_reply(salvage(pasted))
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    whole = _ending(_scrubbed(pasted))
    if whole is None:
        return reply
    unwrapped = evolve(reply, body=whole)
    understood = connector.classify_error(unwrapped, operation) is not None
    return unwrapped if understood or connector.classify_error(reply, operation) is None else reply


def _ending(text: str) -> str | None:
    """The JSON object that a text ends in; None: it does not."""
    start = text.find("{")
    body = text[start:].strip() if start >= 0 else ""
    try:
        Reply(0, body).object()
    except Refused:
        return None
    return body


def _scrubbed_reply(reply: Reply) -> Reply:
    headers = {
        name: _scrubbed(value)
        for name, value in reply.headers.items()
        if name in _TELLING or (name.startswith(("x-", "ratelimit")) and not _PRIVATE.search(name))
    }
    return evolve(reply, body=_scrubbed(reply.body), headers=headers)


def _scrubbed(text: str) -> str:
    return _MAIL.sub("someone@example.com", redact(text))
