"""`postwire read profile`."""

import click

from postwire.cli.asking import asked
from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.printing import emit, say
from postwire.engine import looks


@click.command
@click.argument("account", metavar="ACCOUNT")
@click.option("--of", metavar="HANDLE", help="Somebody else's public profile.")
@json_option
@common_options
@click.pass_context
def profile(context: click.Context, /, *, account: str, of: str | None, as_json: bool) -> Exit:
    """Show a profile as the platform tells it: the account's, or somebody else's in the account's name."""
    named, told = asked(context, account, looks.profile() if of is None else looks.profile_of(of))
    facts = {
        "handle": told.handle,
        "user_id": told.user_id,
        "name": told.name,
        "biography": told.biography,
        "picture": told.picture,
        "verified": told.verified,
    }
    counts = dict(told.counts)
    if as_json:
        emit({"account": named.id, "profile": {**facts, "counts": counts}})
        return Exit.DONE
    for name, value in {**facts, **counts}.items():
        if value is not None:
            say(f"{name:<15} {value}")
    return Exit.DONE
