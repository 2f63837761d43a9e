"""`postwire retry` and `postwire resume`."""

import click

from postwire.cli.account_name import account_named
from postwire.cli.delivery_id import delivery_named, every
from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.printing import note
from postwire.cli.refusal import UsageRefusal
from postwire.cli.session import session_of
from postwire.cli.steering import steer
from postwire.lifecycle import events


@click.command
@click.argument("deliveries", metavar="ID...", nargs=-1, required=True)
@json_option
@common_options
@click.pass_context
def retry(context: click.Context, deliveries: tuple[str, ...], *, as_json: bool) -> Exit:
    """Start failed, missed or cancelled deliveries anew.

    They go out as soon as `postwire run` runs. One whose publish call ended without a clear answer is not started
    anew: `resume` goes on with it, so that it cannot go out twice.
    """
    with session_of(context).engine() as engine:
        found = [delivery_named(engine.store, given) for given in deliveries]
        return steer(engine, found, events.Retry).tell(as_json=as_json)


@click.command
@click.argument("deliveries", metavar="[ID...]", nargs=-1)
@click.option("--account", metavar="ACCOUNT", help="All held deliveries of this account.")
@click.option("--all-held", is_flag=True, help="All held deliveries.")
@json_option
@common_options
@click.pass_context
def resume(
    context: click.Context, deliveries: tuple[str, ...], account: str | None, *, all_held: bool, as_json: bool
) -> Exit:
    """Go on with held deliveries, or look once more at unconfirmed ones.

    A failed or missed delivery whose container was kept goes on with it.
    """
    if sum((bool(deliveries), account is not None, all_held)) != 1:
        raise UsageRefusal(
            "resume needs deliveries, and by one way of naming them",
            field="ID",
            fix="Give their ids, or --account ACCOUNT, or --all-held.",
        )
    with session_of(context).engine() as engine:
        store = engine.store
        if deliveries:
            found = [delivery_named(store, given) for given in deliveries]
        else:
            whose = account_named(account, store).id if account is not None else None
            found = list(every(store, states=("held",), account_id=whose))
            if not found:
                note("no delivery is held")
        return steer(engine, found, events.Resume).tell(as_json=as_json)
