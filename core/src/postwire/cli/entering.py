"""Signing in with a name and a password."""

import click

from postwire.account import Account
from postwire.cli.adding import api_address
from postwire.cli.connected import explained
from postwire.cli.refusal import UsageRefusal
from postwire.cli.standard_input import standard_input
from postwire.connector import Connector
from postwire.credentials import CredentialError, Secret
from postwire.engine import Engine
from postwire.engine.sign_in import Connected
from postwire.manifest import SignInKind


def takes_password(connector: Connector, identifier: str | None, *, from_stdin: bool) -> bool:
    """Whether people sign in that way. Raises `UsageRefusal` where a name or password is given and they do not."""
    sign_in = connector.manifest.sign_in
    if sign_in is not None and sign_in.kind is SignInKind.PASSWORD:
        return True
    if identifier or from_stdin:
        raise UsageRefusal(
            f"people sign in at {connector.manifest.title} without giving us a password",
            field="--identifier" if identifier else "--password-stdin",
            fix="Leave --identifier and --password-stdin out.",
        )
    return False


def entered(  # noqa: PLR0913 - what a sign-in needs
    engine: Engine,
    connector: Connector,
    identifier: str | None,
    instance: str | None,
    known: Account | None,
    *,
    from_stdin: bool,
) -> Connected:
    """The account that came in. Raises `Refusal`, and what the engine raises."""
    name = identifier or (known.handle if known else "")
    if not name:
        raise UsageRefusal(
            f"people sign in at {connector.manifest.title} with a name and a password, and no name is given",
            field="--identifier",
            fix="Say --identifier NAME, and pass the password through stdin with --password-stdin.",
        )
    base = api_address(instance) if instance is not None else known.api_base if known else None
    password, account_id = _password(from_stdin=from_stdin), known.id if known else None
    with explained():
        return engine.enter(connector.platform, name, password, instance=base, account_id=account_id)


def _password(*, from_stdin: bool) -> Secret:
    asked = standard_input().isatty()
    if not asked and not from_stdin:
        raise UsageRefusal(
            "no password is given",
            field="--password-stdin",
            fix="Say --password-stdin and pass the password through stdin; it is never an argument.",
        )
    text = click.prompt("Password", hide_input=True, err=True) if asked else standard_input().read(65_536)
    try:
        return Secret(text)
    except CredentialError:
        raise UsageRefusal(
            "the password is empty, or has more than one word",
            field="--password-stdin",
            fix="Pass it alone, on one line; a password that the platform makes for apps is one word.",
        ) from None
