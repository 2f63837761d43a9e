"""`postwire evidence`."""

import json
import os
import platform
import sys
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from postwire.cli.delivery_id import delivery_named
from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.printing import counted, emit, say
from postwire.cli.refusal import Refusal
from postwire.cli.session import session_of
from postwire.cli.shapes import story_plain
from postwire.cli.timing import now
from postwire.cli.unknown import kind_plain, unexplained_kinds
from postwire.delivery import Delivery
from postwire.history import EntryKind
from postwire.redaction import redacted
from postwire.registry import Registry
from postwire.store import Store
from postwire.unexplained import Kind, kinds, trace_of, unexplained_in

MOST = 5
"""Deliveries of one kind whose whole stories are told."""


@click.command
@click.argument("given", metavar="ID|FINGERPRINT")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    required=True,
    help="Where to; never overwritten.",
)
@json_option
@common_options
@click.pass_context
def evidence(context: click.Context, given: str, output: Path, *, as_json: bool) -> Exit:
    """Write what a report to the platform needs into a file.

    Of one delivery, or of a kind of answer that `postwire unknown` names: every request with its answer, the platform's
    own trace ids (fbtrace_id), the whole story, and all versions. The post's text and the addresses of its media are in
    it; tokens, keys and signatures are not. Only its owner may read the file.
    """
    with session_of(context).store() as store:
        deliveries, found = _meant(store, given)
        # once more without secrets: the post is somebody else's text, and may hold what no request ever showed
        document = redacted(_document(store, deliveries, found))
    _write(output, json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    if as_json:
        emit({"file": str(output), "deliveries": [each.id for each in deliveries], "trace_ids": document["trace_ids"]})
        return Exit.DONE
    say(f"{output}: {counted(len(deliveries), 'delivery')}, {counted(len(document['trace_ids']), 'trace id')}")
    for trace in document["trace_ids"]:
        say(f"  {trace}", style="dim")
    return Exit.DONE


def _meant(store: Store, given: str) -> tuple[list[Delivery], tuple[Kind, ...]]:
    """The deliveries that are meant, and the kinds of answers in question. Raises `Refusal`."""
    if "-" not in given:
        delivery = delivery_named(store, given)
        return [delivery], kinds(unexplained_in(delivery, store.history(delivery.id)))
    kind = next((each for each in unexplained_kinds(store) if each.fingerprint.name == given), None)
    if kind is None:
        raise Refusal(
            f"no story holds an answer with the fingerprint {given!r}",
            code="unknown_fingerprint",
            field="FINGERPRINT",
            value=given,
            fix="`postwire unknown` lists them.",
        )
    met = (store.delivery(delivery_id) for delivery_id in kind.deliveries[:MOST])
    return [delivery for delivery in met if delivery], (kind,)


def _document(store: Store, deliveries: Iterable[Delivery], found: tuple[Kind, ...]) -> dict[str, Any]:
    stories = [(delivery, store.history(delivery.id)) for delivery in deliveries]
    traces = [
        trace
        for _, entries in stories
        for entry in entries
        if entry.kind is EntryKind.EXCHANGE and (trace := trace_of(entry))
    ]
    return {
        "format": "postwire evidence 1",
        "made_at": now().isoformat(),
        "versions": _versions({delivery.platform for delivery, _ in stories}),
        "trace_ids": list(dict.fromkeys(traces)),
        "unexplained": [kind_plain(kind) for kind in found],
        "deliveries": [story_plain(delivery, entries, now()) for delivery, entries in stories],
    }


def _versions(platforms: Iterable[str]) -> dict[str, str]:
    registry = Registry.installed()
    connectors = {name: registry[name] for name in platforms if name in registry}
    return {
        "postwire": version("postwire"),
        **{f"connector of {name}": connector.distribution for name, connector in connectors.items()},
        **{f"api of {name}": connector.manifest.api.version for name, connector in connectors.items()},
        "python": sys.version.split()[0],
        "system": platform.platform(),
    }


def _write(path: Path, text: str) -> None:
    """A new file that only its owner may read. Raises `Refusal`."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refusal(
            f"{str(path)!r} is there already",
            code="file_exists",
            field="--output",
            value=str(path),
            fix="Name a file that does not exist yet.",
        ) from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
