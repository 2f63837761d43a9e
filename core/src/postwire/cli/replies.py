"""`postwire replies`: looking after what others answered."""

import click

from postwire.cli.asking import asked
from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.printing import emit, say
from postwire.engine import looks

_DEEDS = {
    "hide": lambda reply_id: looks.hide(reply_id, hidden=True),
    "unhide": lambda reply_id: looks.hide(reply_id, hidden=False),
    "approve": lambda reply_id: looks.approve(reply_id, approved=True),
    "ignore": lambda reply_id: looks.approve(reply_id, approved=False),
}
_DONE = {"hide": "hidden", "unhide": "shown again", "approve": "approved", "ignore": "ignored"}


@click.command
@click.argument("what", metavar="hide|unhide|approve|ignore", type=click.Choice(list(_DEEDS)))
@click.argument("account", metavar="ACCOUNT")
@click.argument("reply_id", metavar="REPLY_ID")
@json_option
@common_options
@click.pass_context
def replies(context: click.Context, /, *, what: str, account: str, reply_id: str, as_json: bool) -> Exit:
    """Hide replies that an account's posts got, show them again, approve or ignore them.

    What lies below a hidden reply is hidden with it. `postwire read answers` and `postwire read pending` list them.
    All of it may be repeated; what was ignored can still be approved.
    """
    named, _ = asked(context, account, _DEEDS[what](reply_id))
    if as_json:
        emit({"account": named.id, "reply_id": reply_id, "done": what})
    else:
        say(f"{reply_id} is {_DONE[what]}", style="good")
    return Exit.DONE
