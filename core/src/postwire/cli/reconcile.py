"""`postwire reconcile`."""

import click

from postwire.cli.delivery_id import delivery_named, every
from postwire.cli.exit import Exit, worst
from postwire.cli.options import common_options, json_option
from postwire.cli.printing import note
from postwire.cli.session import session_of
from postwire.cli.steering import Steered, impossible
from postwire.cli.vault import check_key
from postwire.cli.waiting import end_of
from postwire.lifecycle import Impossible


@click.command
@click.argument("deliveries", metavar="[ID...]", nargs=-1)
@json_option
@common_options
@click.pass_context
def reconcile(context: click.Context, deliveries: tuple[str, ...], *, as_json: bool) -> Exit:
    """Look on the platform once more for unconfirmed deliveries.

    All of them, where no ID is given. Only looks: the container is asked, and the account's own posts are searched.
    What is found is published, the rest stays unconfirmed, with what was seen in its story. Nothing is sent.
    """
    with session_of(context).engine() as engine:
        named = [delivery_named(engine.store, given) for given in deliveries]
        found = named or list(every(engine.store, states=("unconfirmed",)))
        if not found:
            note("no delivery is unconfirmed")
        check_key(engine.store)
        steered = Steered()
        for delivery in found:
            try:
                steered.done.append(engine.reconcile(delivery.id))
            except Impossible as error:
                steered.refused.append((delivery, impossible(error, delivery)))
        return worst([steered.tell(as_json=as_json), *(end_of(delivery) for delivery in steered.done)])
