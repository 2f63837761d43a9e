"""What the commands of one call share: the database they mean, and how they open it."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from postwire.cli.exit import Exit
from postwire.cli.refusal import Refusal

if TYPE_CHECKING:
    from postwire.credentials import Vault
    from postwire.engine import Engine
    from postwire.store import Store

VARIABLE = "POSTWIRE_DB"
DEFAULT = Path("postwire.db")


class Session:
    """One call of the command line."""

    def __init__(self) -> None:
        self.database = DEFAULT
        self.debug = False

    @contextlib.contextmanager
    def store(self, *, create: bool = False) -> "Iterator[Store]":
        """The store in the database file. Only a command that begins something creates the file."""
        from postwire.store.sqlite import SqliteStore  # noqa: PLC0415 - not every command opens it

        self._check(create=create)
        store = SqliteStore(self.database, create=create)
        try:
            yield store
        finally:
            store.close()

    @contextlib.contextmanager
    def engine(self, *, create: bool = False, vault: "Vault | None" = None) -> "Iterator[Engine]":
        """An engine over the store and the installed connectors."""
        from postwire.engine import Engine  # noqa: PLC0415 - imports httpx and cattrs: 300 ms

        with self.store(create=create) as store:
            engine = Engine(store, vault=vault)
            try:
                yield engine
            finally:
                engine.close()

    def _check(self, *, create: bool) -> None:
        """Refuse a missing file in words that fit the command line; whatever else is wrong, the store says itself."""
        if create or self.database.exists():
            return
        raise Refusal(
            f"database {str(self.database)!r} does not exist (looked in {Path.cwd()})",
            code="no_database",
            exit=Exit.SETUP,
            field="--db",
            value=str(self.database),
            fix=f"Name the right one with --db FILE or {VARIABLE}, or begin one with `postwire accounts add`.",
        )


def session_of(context: click.Context) -> Session:
    """The session of a call."""
    session: Session = context.ensure_object(Session)
    return session
