"""Whoever is told of a change cannot spoil it, nor any other."""

import asyncio
from types import SimpleNamespace

from postwire.engine.sign_in import Renewal, Renewed
from postwire.post import Post
from postwire.runner import Runner, Until
from postwire.runner.keeper import Keeper
from postwire.state import Published


def failing(_):
    raise BrokenPipeError("nobody listens")


def test_a_listener_that_fails_is_named_and_the_delivery_is_not_called_unworkable(host, caplog):
    if not host.asynchronous:
        return  # the runner has one colour
    engine = host.engine()
    (delivery,) = engine.submit(Post("Nobody listens."), [host.account.id])

    while (wake := host.store.next_wake()) is not None:
        host.clock.at = max(host.clock.at, wake)
        host.ways.runner.run(Runner(engine, now=host.clock, on_change=failing).run(Until.NOTHING_DUE))

    assert isinstance(host.store.delivery(delivery.id).state, Published)
    assert f"delivery {delivery.id} is saved as it is, but whoever is told of it failed" in caplog.text
    assert "could not be worked on" not in caplog.text


class Engine:
    """Two accounts whose tokens are due; one of them meets something that nobody foresaw."""

    def __init__(self):
        self.registry = {}
        self.asked = []

    def due_for_refresh(self):
        return ("here:ada", "here:bob"), None

    async def refresh_account_async(self, account_id):
        self.asked.append(account_id)
        if account_id == "here:ada":
            raise RuntimeError("unforeseen")
        return Renewal(account_id=account_id, result=Renewed.DONE, words="renewed")


def test_what_nobody_foresaw_in_one_refresh_leaves_the_other_accounts_alone(caplog):
    engine, told = Engine(), []

    asyncio.run(Keeper(engine, told.append).look())

    assert engine.asked == ["here:ada", "here:bob"]
    assert [renewal.account_id for renewal in told] == ["here:bob"]
    assert "the token of here:ada could not be renewed" in caplog.text


def test_a_listener_that_fails_does_not_end_the_renewal_of_tokens(caplog):
    engine = Engine()
    renews = SimpleNamespace(manifest=SimpleNamespace(sign_in=SimpleNamespace(refresh_after=1)))
    engine.registry = {"here": renews}

    async def look_twice():
        keeper = Keeper(engine, failing)
        await keeper.look()
        keeper.start()
        await keeper.finish()

    asyncio.run(look_twice())

    assert engine.asked == ["here:ada", "here:bob"] * 2
    assert "the token of here:bob is kept as it is, but whoever is told of it failed" in caplog.text
