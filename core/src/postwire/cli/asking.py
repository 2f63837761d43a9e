"""One question to a platform in an account's name."""

from typing import TypeVar

import click

from postwire.account import Account
from postwire.cli.account_name import account_named
from postwire.cli.session import session_of
from postwire.cli.vault import check_key
from postwire.engine.looks import Look

T = TypeVar("T")


def asked(context: click.Context, account: str, look: Look[T]) -> tuple[Account, T]:
    """The account that was meant, and the answer."""
    with session_of(context).engine() as engine:
        named = account_named(account, engine.store)
        check_key(engine.store)
        return named, engine.look(named.id, look)
