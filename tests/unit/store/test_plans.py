"""What a statement over a group of rows searches along, whatever its size: a long queue must not be walked through."""

from collections.abc import Callable

import pytest

from postwire.store import queries
from postwire.store.sqlite import SqliteStore

SIZES = [1 << power for power in range(queries.GROUP.bit_length())]
BY_ID = "sqlite_autoindex_delivery_1 (id=?)"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("statement", "along"),
    [
        (queries.save, BY_ID),
        (queries.hour, BY_ID),
        (queries.accounts, "sqlite_autoindex_account_1 (id=?)"),
        (queries.wake_children, "delivery_parent (parent=?)"),
        (queries.used_keys, "delivery_key (account_id=? AND idempotency_key=?)"),
        (queries.alike, "delivery_content (account_id=? AND content=?)"),
        (queries.claimed, "delivery_post (account_id=? AND post_id=?)"),
    ],
)
def test_rows_are_searched_for_along_their_index(
    store: SqliteStore, statement: Callable[[int], str], along: str, size: int
) -> None:
    text = statement(size)
    with store._database.reading() as connection:
        lines = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {text}", [None] * text.count("?"))]
    searched = [line for line in lines if line.startswith("SEARCH")]
    assert searched
    assert all(line.split(" INDEX ")[-1] == along for line in searched)
    assert not [line for line in lines if line.startswith("SCAN delivery")]
