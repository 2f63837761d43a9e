"""One writer for many: everybody hears what became of their own change, and of no other."""

import asyncio

import pytest

from postwire.runner.writer import Writer
from postwire.store.errors import DiskFull, Unstorable


class Store:
    """Writes numbers; refuses some."""

    def __init__(self):
        self.batches = []

    def save(self, saves):
        self.batches.append(list(saves))
        if "full" in saves:
            raise DiskFull("posts.db")
        if "odd" in saves:
            raise Unstorable("half a surrogate pair")
        return tuple(save != "stale" for save in saves)


def written(*saves, under_way=20):
    store = Store()

    async def run():
        writer = Writer(store, lambda: under_way)
        try:
            return await asyncio.gather(*(writer.save(save) for save in saves), return_exceptions=True)
        finally:
            writer.close()

    return store, asyncio.run(run())


def test_what_is_wanted_at_the_same_moment_shares_a_transaction():
    store, results = written("a", "b", "stale", "c")

    assert results == [True, True, False, True]
    assert store.batches == [["a", "b", "stale", "c"]]


def test_one_change_that_cannot_be_written_does_not_take_the_others_with_it():
    store, results = written("a", "odd", "b")

    assert [results[0], results[2]] == [True, True]
    assert isinstance(results[1], Unstorable)
    assert store.batches == [["a", "odd", "b"], ["a"], ["odd"], ["b"]]


def test_a_full_disk_is_told_to_everybody():
    _, results = written("a", "full", "b")

    assert all(isinstance(result, DiskFull) for result in results)


@pytest.mark.parametrize("under_way", [1, 20])
def test_a_later_change_is_written_too(under_way):
    async def run():
        store = Store()
        writer = Writer(store, lambda: under_way)
        first = await writer.save("a")
        second = await writer.save("b")
        writer.close()
        return first, second, store.batches

    assert asyncio.run(run()) == (True, True, [["a"], ["b"]])
