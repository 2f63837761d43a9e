"""`postwire accounts`."""

from importlib import import_module

import click

from postwire.account import Account
from postwire.cli.account_name import account_named
from postwire.cli.adding import add
from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.printing import emit, note, say, table
from postwire.cli.reconnecting import broken_line, broken_of, broken_plain
from postwire.cli.session import session_of
from postwire.cli.shapes import account_plain
from postwire.cli.timing import now

_LOADED_WHEN_CALLED = {"connect": "postwire.cli.connect", "refresh": "postwire.cli.refreshing"}
"""They hold conversations, and what that needs takes 300 ms to import."""


class _Accounts(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_LOADED_WHEN_CALLED])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in _LOADED_WHEN_CALLED:
            command: click.Command = getattr(import_module(_LOADED_WHEN_CALLED[cmd_name]), cmd_name)
            return command
        return super().get_command(ctx, cmd_name)


@click.group(cls=_Accounts)
def accounts() -> None:
    """Connect, add, list, renew and remove accounts."""


accounts.add_command(add)


@accounts.command("list")
@json_option
@common_options
@click.pass_context
def list_(context: click.Context, *, as_json: bool) -> Exit:
    """List accounts, never their tokens, and say which have to be connected again."""
    with session_of(context).store() as store:
        known = [(account, store.ciphertext(account.id) is not None) for account in store.accounts()]
        broken = broken_of(store)
    if as_json:
        told = {each.account_id: broken_plain(each) for each in broken}
        emit({"accounts": [account_plain(account, has_token=kept) for account, kept in known], "reconnect": told})
        return Exit.DONE
    if not known:
        note("no account yet; `postwire accounts connect PLATFORM` connects one")
        return Exit.DONE
    rows = [
        (
            account.id,
            f"@{account.handle}" if account.handle else "",
            ", ".join(sorted(account.scopes)) if account.scopes is not None else "not known",
            _token(account, kept=kept),
            account.api_base or "",
        )
        for account, kept in known
    ]
    table(("account", "handle", "scopes", "token", "api"), rows)
    for each in broken:
        say(broken_line(each), style="wait")
    return Exit.DONE


@accounts.command
@click.argument("account", metavar="ACCOUNT")
@json_option
@common_options
@click.pass_context
def remove(context: click.Context, account: str, *, as_json: bool) -> Exit:
    """Remove an account and its token. Refused while unfinished deliveries need it."""
    with session_of(context).store() as store:
        found = account_named(account, store)
        store.remove_account(found.id)
    if as_json:
        emit({"removed": found.id})
    else:
        say(f"{found.id} was removed, its token with it")
    return Exit.DONE


def _token(account: Account, *, kept: bool) -> str:
    if not kept:
        return "missing"
    end = account.token_expires_at
    if end is None:
        return "kept"
    return f"{'ended' if end <= now() else 'until'} {end.isoformat(timespec='minutes')}"
