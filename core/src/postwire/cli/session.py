"""What the commands of one call share: the database they mean, and how they open it."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from postwire.cli.exit import Exit
from postwire.cli.refusal import Refusal
from postwire.cli.showing import operators_host

if TYPE_CHECKING:
    from postwire.credentials import Vault
    from postwire.engine import Engine
    from postwire.store import Store
    from postwire.store.errors import Damaged
    from postwire.store.sqlite import SqliteStore

VARIABLE = "POSTWIRE_DB"
DEFAULT = Path("postwire.db")


class Session:
    """One call of the command line."""

    def __init__(self) -> None:
        self.database = DEFAULT
        self.debug = False

    @contextlib.contextmanager
    def sqlite(
        self, *, create: bool = False, complain: "Callable[[Damaged], None] | None" = None
    ) -> "Iterator[SqliteStore]":
        """The database file. Only a command that begins something creates it."""
        from postwire.store.sqlite import SqliteStore, log  # noqa: PLC0415 - not every command opens it

        self._check(create=create)
        store = SqliteStore(self.database, create=create, complain=complain or log)
        try:
            yield store
        finally:
            store.close()

    @contextlib.contextmanager
    def store(self, *, create: bool = False) -> "Iterator[Store]":
        """The store in the database file."""
        with self.sqlite(create=create) as store:
            yield store

    @contextlib.contextmanager
    def engine(self, *, create: bool = False, vault: "Vault | None" = None) -> "Iterator[Engine]":
        """An engine over the store and the installed connectors."""
        from postwire.cli.prober import policy  # noqa: PLC0415 - as below
        from postwire.engine import Engine  # noqa: PLC0415 - imports httpx and cattrs: 300 ms

        with self.store(create=create) as store:
            engine = Engine(store, vault=vault, host=operators_host(store), fetch=policy(()))
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
