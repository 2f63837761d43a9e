"""`postwire retry` and `postwire resume`."""

from typing import Any

import click

from postwire.cli.choosing import Choice, choice_options
from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.session import session_of
from postwire.cli.steering import steer_all
from postwire.lifecycle import events


@click.command
@choice_options("failed", "missed", "cancelled")
@json_option
@common_options
@click.pass_context
def retry(context: click.Context, /, *, as_json: bool, **given: Any) -> Exit:
    """Start failed, missed or cancelled deliveries anew.

    They go out as soon as `postwire run` runs; of one account not all at once, but at the distance that they were
    meant to have, up to the platform's. One whose publish call ended without a clear answer is not started anew:
    `resume` goes on with it, so that it cannot go out twice.
    """
    choice = Choice(**given)
    with session_of(context).engine() as engine:
        found = choice.found(engine.store, ("failed",))
        if choice.dry_run:
            return choice.rehearsed(found, "started anew", as_json=as_json)
        return steer_all(engine, found, events.Retry).tell(as_json=as_json)


@click.command
@choice_options("held", "unconfirmed", "failed", "missed")
@json_option
@common_options
@click.pass_context
def resume(context: click.Context, /, *, as_json: bool, **given: Any) -> Exit:
    """Go on with held deliveries, or look once more at unconfirmed ones.

    A failed or missed delivery whose container was kept goes on with it. An unconfirmed one is looked for; where the
    platform promises that one container goes live once, and says that it is not live, it is sent again (`reconcile`
    only looks).
    """
    choice = Choice(**given)
    with session_of(context).engine() as engine:
        found = choice.found(engine.store, ("held",))
        if choice.dry_run:
            return choice.rehearsed(found, "let go on", as_json=as_json)
        return steer_all(engine, found, events.Resume).tell(as_json=as_json)
