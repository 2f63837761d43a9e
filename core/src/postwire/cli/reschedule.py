"""`postwire reschedule`."""

import click

from postwire.cli.delivery_id import delivery_named
from postwire.cli.exit import Exit
from postwire.cli.forecast import tell_tight, tight
from postwire.cli.options import common_options, json_option, timing_options
from postwire.cli.refusal import UsageRefusal
from postwire.cli.session import session_of
from postwire.cli.steering import Steered, impossible
from postwire.cli.timing import checked_ahead, now, timing_of
from postwire.lifecycle import Impossible


@click.command
@click.argument("delivery", metavar="ID")
@timing_options
@json_option
@common_options
@click.pass_context
def reschedule(context: click.Context, /, delivery: str, *, as_json: bool, **given: str | None) -> Exit:
    """Give a delivery another hour.

    Before it goes out, or after it has missed its hour; refused once publishing was begun. What is not given stays as
    it is. A late policy of `hold` that asks is answered by this.
    """
    timing = timing_of(given)
    if timing.due is None:
        raise UsageRefusal("the new hour is not said", field="--at", fix="Give --at TIME.")
    if (passed := timing.passed(now())) is not None:
        raise passed
    with session_of(context).engine() as engine:
        found = delivery_named(engine.store, delivery)
        checked_ahead(timing, engine.registry[found.platform].manifest.pace.container_life, found.platform)
        steered = Steered()
        try:
            moved = engine.reschedule(
                found.id,
                timing.due,
                late=timing.late,
                prepare_ahead=timing.prepare_ahead if given["prepare_ahead"] is not None else None,
            )
        except Impossible as error:
            steered.refused.append((found, impossible(error, found)))
        else:
            steered.done.append(moved)
            if not as_json:
                tell_tight(tight(engine, [moved]))
        return steered.tell(as_json=as_json)
