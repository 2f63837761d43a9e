"""`postwire accounts`."""

import click

from postwire.account import Account
from postwire.cli.account_name import account_named
from postwire.cli.adding import add
from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.printing import emit, note, say, table
from postwire.cli.session import session_of
from postwire.cli.shapes import account_plain
from postwire.cli.timing import now


@click.group
def accounts() -> None:
    """Add, list and remove accounts."""


accounts.add_command(add)


@accounts.command("list")
@json_option
@common_options
@click.pass_context
def list_(context: click.Context, *, as_json: bool) -> Exit:
    """List accounts, never their tokens."""
    with session_of(context).store() as store:
        known = [(account, store.ciphertext(account.id) is not None) for account in store.accounts()]
    if as_json:
        emit({"accounts": [account_plain(account, has_token=kept) for account, kept in known]})
        return Exit.DONE
    if not known:
        note("no account yet; `postwire accounts add` adds one")
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
