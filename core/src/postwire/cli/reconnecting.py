"""Accounts that have to be connected again."""

from typing import Any

from postwire.connection import Connection
from postwire.store import Store


def broken_of(store: Store) -> list[Connection]:
    """The connections that are known to be broken."""
    return [each for each in store.connections() if each.broken is not None]


def broken_line(each: Connection) -> str:
    """For a person."""
    since = f" since {each.broken_at:%Y-%m-%d %H:%M} UTC" if each.broken_at else ""
    code = each.broken.code if each.broken else ""
    return (
        f"{each.account_id} has to be connected again{since} [{code}]; what is due for it waits: "
        f"`postwire accounts connect {each.account_id}`"
    )


def broken_plain(each: Connection) -> dict[str, Any]:
    """For a program."""
    return {
        "account": each.account_id,
        "code": each.broken.code if each.broken else None,
        "message": each.broken.message if each.broken else None,
        "since": each.broken_at.isoformat() if each.broken_at else None,
        "command": f"postwire accounts connect {each.account_id}",
    }
