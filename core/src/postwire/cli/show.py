"""`postwire show`."""

import click

from postwire.cli.chained import chain_lines, chain_of
from postwire.cli.delivery_id import delivery_named
from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.printing import emit, say
from postwire.cli.session import session_of
from postwire.cli.shapes import story_plain
from postwire.cli.story import story
from postwire.cli.timing import now


@click.command
@click.argument("delivery", metavar="ID")
@json_option
@common_options
@click.pass_context
def show(context: click.Context, delivery: str, *, as_json: bool) -> Exit:
    """Tell the whole story of one delivery.

    The post, where it stands, what happens next and who must act, and every request with the platform's own answer.
    The beginning of an ID is enough where only one begins so.
    """
    with session_of(context).store() as store:
        found = delivery_named(store, delivery)
        entries = store.history(found.id)
        parts = chain_of(found, store)
    if as_json:
        emit(story_plain(found, entries, now()) | {"chain": [part.id for part in parts]})
        return Exit.DONE
    for text, style in story(found, entries, now()):
        say(text, style=style)
    if parts:
        say("")
        say("The chain", style="head")
    for line in chain_lines(found, parts):
        say(f"  {line}")
    return Exit.DONE
