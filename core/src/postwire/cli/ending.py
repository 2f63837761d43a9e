"""`postwire cancel` and `postwire delete`."""

import click

from postwire.cli.delivery_id import delivery_named
from postwire.cli.exit import Exit, worst
from postwire.cli.options import common_options, json_option
from postwire.cli.results import watcher
from postwire.cli.session import session_of
from postwire.cli.steering import steer
from postwire.cli.timing import now, span_of
from postwire.cli.vault import check_key
from postwire.cli.waiting import PATIENCE, end_of, wait_for
from postwire.lifecycle import events


@click.command
@click.argument("deliveries", metavar="ID...", nargs=-1, required=True)
@json_option
@common_options
@click.pass_context
def cancel(context: click.Context, deliveries: tuple[str, ...], *, as_json: bool) -> Exit:
    """Call deliveries off before they go out.

    Refused where a publish call was begun: what may be live is not called off, it is taken down with `delete`.
    """
    with session_of(context).engine() as engine:
        found = [delivery_named(engine.store, given) for given in deliveries]
        return steer(engine, found, events.Cancel).tell(as_json=as_json)


@click.command
@click.argument("deliveries", metavar="ID...", nargs=-1, required=True)
@click.option("--wait", is_flag=True, help="Delete here and now, and wait until it is gone.")
@click.option("--patience", metavar="SPAN", default=PATIENCE, show_default=True, help="How long --wait waits at most.")
@json_option
@common_options
@click.pass_context
def delete(context: click.Context, deliveries: tuple[str, ...], patience: str, *, wait: bool, as_json: bool) -> Exit:
    """Take published posts down.

    `postwire run` does it, unless --wait does it at once.
    """
    longest = span_of(patience, "--patience")
    with session_of(context).engine() as engine:
        found = [delivery_named(engine.store, given) for given in deliveries]
        if wait:
            check_key(engine.store)
        steered = steer(engine, found, events.Delete)
        if not wait:
            return steered.tell(as_json=as_json)
        ids = [delivery.id for delivery in steered.done]
        steered.done = list(wait_for(engine, ids, longest, now=now, on_change=watcher(as_json=as_json)))
        told = steered.tell(as_json=as_json)
        return worst([told, *(end_of(delivery) for delivery in steered.done)])
