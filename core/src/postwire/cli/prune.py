"""`postwire prune`."""

from datetime import timedelta

import click

from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.printing import counted, emit, say
from postwire.cli.refusal import UsageRefusal
from postwire.cli.session import session_of
from postwire.cli.timing import now, span_of

SHORTEST = timedelta(days=1)


@click.command
@click.option("--older-than", metavar="SPAN", required=True, help="Ended, and untouched, for so long: such as 90d.")
@click.option("--whole", is_flag=True, help="Forget the deliveries too, not only their stories.")
@click.option("--dry-run", is_flag=True, help="Say how much; forget nothing.")
@json_option
@common_options
@click.pass_context
def prune(context: click.Context, /, older_than: str, *, whole: bool, dry_run: bool, as_json: bool) -> Exit:
    """Forget the stories of deliveries that ended long ago.

    Of published, deleted, failed, cancelled and missed ones; never of what is unfinished, held or unconfirmed. The
    deliveries stay, with their posts and outcomes, unless --whole is given: then their idempotency keys may be used
    again, and a later look may take their posts for another delivery's. The file keeps its size and reuses the room.
    """
    age = span_of(older_than, "--older-than")
    if age < SHORTEST:
        raise UsageRefusal(
            f"--older-than {older_than!r} is less than a day",
            field="--older-than",
            value=older_than,
            fix="Keep at least a day: 1d.",
        )
    with session_of(context).sqlite() as store:
        pruned = store.prune(now() - age, whole=whole, dry_run=dry_run)
    if as_json:
        numbers = {"deliveries": pruned.deliveries, "entries": pruned.entries, "bytes": pruned.bytes}
        emit({"dry_run": dry_run, "whole": whole, **numbers})
        return Exit.DONE
    what = (
        counted(pruned.deliveries, "delivery") if whole else f"the stories of {counted(pruned.deliveries, 'delivery')}"
    )
    verb = "would be forgotten" if dry_run else "forgotten"
    say(f"{what} {verb}: {counted(pruned.entries, 'entry')}, {pruned.bytes} bytes")
    return Exit.DONE
