"""`postwire quota`."""

from typing import Any

import click

from postwire.cli.account_name import account_named
from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.printing import emit, note, table
from postwire.cli.session import session_of
from postwire.cli.vault import check_key
from postwire.engine.forecast import Tally
from postwire.engine.looks import quota as asked
from postwire.usage import Usage
from postwire.when import spoken


@click.command
@click.argument("account", metavar="ACCOUNT")
@json_option
@common_options
@click.pass_context
def quota(context: click.Context, /, *, account: str, as_json: bool) -> Exit:
    """Say how much of an account's quotas is used, and will be.

    Used is the platform's own count, of what went out by every way; it may be a minute behind. Sent and planned are
    what postwire itself sent in the window that ends now, and will send in the one that begins now.
    """
    with session_of(context).engine() as engine:
        named = account_named(account, engine.store)
        check_key(engine.store)
        told = engine.look(named.id, asked())
        ours = {tally.quota.name: tally for tally in engine.tally(named.id)}
    if as_json:
        emit({"account": named.id, "quotas": [_plain(usage, ours.get(usage.name)) for usage in told]})
        return Exit.DONE
    table(
        ("quota", "used", "of", "left", "in", "sent here", "planned"),
        [_row(each, ours.get(each.name)) for each in told],
    )
    if not told:
        note("the account may ask for no quota; see `postwire scopes`")
    return Exit.DONE


def _row(usage: Usage, tally: Tally | None) -> tuple[str, ...]:
    values = (usage.used, usage.maximum, usage.left)
    said = ("-" if value is None else str(value) for value in values)
    window = spoken(usage.window) if usage.window else "-"
    return (usage.name, *said, window, *((str(tally.sent), str(tally.planned)) if tally else ("-", "-")))


def _plain(usage: Usage, tally: Tally | None) -> dict[str, Any]:
    return {
        "name": usage.name,
        "used": usage.used,
        "maximum": usage.maximum,
        "left": usage.left,
        "window_seconds": usage.window.total_seconds() if usage.window else None,
        "sent_here": tally.sent if tally else None,
        "planned_here": tally.planned if tally else None,
    }
