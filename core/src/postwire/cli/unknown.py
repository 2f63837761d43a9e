"""`postwire unknown`."""

from typing import Any

import click

from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.printing import emit, one_line, say, table
from postwire.cli.session import session_of
from postwire.store import Store
from postwire.unexplained import Kind, kinds, unexplained_in

SHOWN = 3
"""Deliveries of a kind that are named."""


@click.command
@json_option
@common_options
@click.pass_context
def unknown(context: click.Context, *, as_json: bool) -> Exit:
    """Count the answers that nobody could explain, by kind.

    A kind is named by a fingerprint, which stays the same whatever ids, times and texts stand in an answer. Counted is
    what the stories of deliveries hold, of the latest 1000 that met such answers; `postwire prune` forgets them.
    """
    with session_of(context).store() as store:
        found = unexplained_kinds(store)
    if as_json:
        emit({"kinds": [kind_plain(kind) for kind in found]})
        return Exit.DONE
    if not found:
        say("every answer could be explained", style="good")
        return Exit.DONE
    table(
        ("times", "last", "fingerprint", "codes", "what it says", "deliveries"),
        [
            (
                str(len(kind.answers)),
                kind.answers[0].at.isoformat(timespec="seconds"),
                kind.fingerprint.name,
                " ".join(kind.fingerprint.codes),
                one_line(kind.fingerprint.words, 60) or "(nothing)",
                " ".join(delivery[:8] for delivery in kind.deliveries[:SHOWN]),
            )
            for kind in found
        ],
    )
    say("`postwire evidence FINGERPRINT -o FILE` writes down what a report needs.", style="dim")
    return Exit.DONE


def unexplained_kinds(store: Store) -> tuple[Kind, ...]:
    """What the stories hold, the most frequent first."""
    met = (store.delivery(delivery_id) for delivery_id in store.unexplained())
    return kinds(
        answer for delivery in met if delivery for answer in unexplained_in(delivery, store.history(delivery.id))
    )


def kind_plain(kind: Kind) -> dict[str, Any]:
    """One kind: its keys are stable, more may be added."""
    return {
        "fingerprint": kind.fingerprint.name,
        "times": len(kind.answers),
        "first": kind.answers[-1].at.isoformat(),
        "last": kind.answers[0].at.isoformat(),
        "codes": list(kind.fingerprint.codes),
        "words": kind.fingerprint.words,
        "taken_for": kind.answers[0].code,
        "deliveries": list(kind.deliveries),
        "trace_ids": list(kind.trace_ids),
    }
