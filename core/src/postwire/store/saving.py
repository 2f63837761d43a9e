"""How changes come into the store: many in one transaction, each by itself."""

from collections.abc import Iterator, Sequence

from postwire.state import settles
from postwire.store import Save, queries, rows
from postwire.store.database import Database


def save(database: Database, saves: Sequence[Save]) -> tuple[bool, ...]:
    """See `postwire.store.Store.save`."""
    # Written as rows before the lock is taken, which other processes wait for.
    changes = [rows.saved(each) for each in saves]
    hours = [rows.hour(each.delivery) for each in saves]
    stories = [[rows.told(each.delivery.id, entry) for entry in each.entries] for each in saves]
    took = [False] * len(saves)
    with database.writing() as connection:
        for group in _groups(saves):
            ((size, values),) = queries.grouped(changes[group])
            stored = {hour[0]: hour for hour in connection.execute(queries.save(size), values).fetchall()}
            kept = [index for index in range(group.start, group.stop) if hours[index][0] in stored]
            for index in kept:
                took[index] = True
            moved = [hours[index] for index in kept if hours[index] != stored[hours[index][0]]]
            for size, values in queries.grouped(moved):
                connection.execute(queries.hour(size), values)
            for size, values in queries.grouped([line for index in kept for line in stories[index]]):
                connection.execute(queries.entries(size), values)
            ended = [(saves[index].delivery.id,) for index in kept if settles(saves[index].delivery.state)]
            for size, values in queries.grouped(ended):
                connection.execute(queries.wake_children(size), values)
    return tuple(took)


def _groups(saves: Sequence[Save]) -> Iterator[slice]:
    """Consecutive saves that one statement can write: no delivery twice, since its first save may allow its second."""
    start, seen = 0, set[str]()
    for index, each in enumerate(saves):
        if each.delivery.id in seen or index - start == queries.GROUP:
            yield slice(start, index)
            start, seen = index, set()
        seen.add(each.delivery.id)
    if seen:
        yield slice(start, len(saves))
