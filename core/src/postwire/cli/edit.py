"""`postwire edit`."""

import click
from attrs import evolve

from postwire.cli.delivery_id import delivery_named
from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.session import session_of


@click.command
@click.argument("delivery", metavar="ID")
@click.option("--text", default=None, help="What it was to say.")
@json_option
@common_options
@click.pass_context
def edit(context: click.Context, delivery: str, text: str | None, *, as_json: bool) -> Exit:  # noqa: ARG001 - told by the group
    """Refused, with what to do instead: delete the post and submit it anew.

    No platform here lets a published post be edited. The refusal says what to do, which depends on how far the delivery
    is; nothing is sent.
    """
    with session_of(context).engine() as engine:
        found = delivery_named(engine.store, delivery)
        engine.edit(found.id, evolve(found.post, text=found.post.text + "\n" if text is None else text))
