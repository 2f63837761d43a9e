"""Posts per second: durable through the runner, and bare. The same calls, the same server, the same transport."""

import asyncio
import itertools
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import httpx
from attrs import evolve

import postwire_threads
from postwire.account import Account
from postwire.container import Container
from postwire.credentials import Secret, Vault
from postwire.delivery import Delivery
from postwire.engine import Engine
from postwire.exchange import Exchange, Request
from postwire.hookspecs import hookimpl
from postwire.post import Post
from postwire.receipt import Receipt
from postwire.registry import Registry
from postwire.runner import Runner, Until
from postwire.store.sqlite import SqliteStore
from postwire.wire import fast_async_transport

TOKEN = "TH" + "x" * 178
TEXT = "A post of two hundred characters, more or less, as people write them. " * 3
ACCOUNTS = 16


@hookimpl
def _publish_in_one_call(container: Container, account: Account) -> Exchange[Receipt]:
    reply = yield Request("POST", f"/{account.user_id}/threads_publish", form={"creation_id": container.id or ""})
    return Receipt(reply.string("id"))


def connector(*, look_up: bool) -> object:
    """The Threads connector; without the look-up of the permalink it makes three calls a post instead of four."""
    hooks = {name: getattr(postwire_threads, name) for name in postwire_threads.__all__}
    return SimpleNamespace(**hooks if look_up else {**hooks, "publish": _publish_in_one_call}, __name__="threads")


async def bare(client: httpx.AsyncClient, base: str, posts: int, concurrency: int, *, look_up: bool) -> float:
    """The calls and nothing else; returns posts per second."""
    headers = {"authorization": f"Bearer {TOKEN}", "accept": "application/json"}
    numbers = itertools.count()

    async def worker() -> None:
        for number in numbers:
            if number >= posts:
                return
            user = f"{base}/{number % ACCOUNTS}"
            form = {"media_type": "TEXT", "text": TEXT}
            container = (await client.post(f"{user}/threads", data=form, headers=headers)).json()["id"]
            fields = {"fields": "id,status,error_message"}
            status = (await client.get(f"{base}/{container}", params=fields, headers=headers)).json()["status"]
            assert status == "FINISHED"  # noqa: S101 - a benchmark of failures is worth nothing
            form = {"creation_id": container}
            post = (await client.post(f"{user}/threads_publish", data=form, headers=headers)).json()["id"]
            if look_up:
                seen = await client.get(f"{base}/{post}", params={"fields": "id,permalink,timestamp"}, headers=headers)
                seen.json()

    started = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(concurrency)))
    return posts / (time.perf_counter() - started)


async def durable(folder: Path, base: str, posts: int, concurrency: int, *, look_up: bool) -> float:
    """The same through the runner, every intent on disk; returns posts per second.

    As `bare` is, it is asked for a few posts first: connections are open when the clock starts.
    """
    with tempfile.TemporaryDirectory(dir=folder) as place:
        store = SqliteStore(Path(place) / "bench.db")
        try:
            engine = Engine(store, Registry.of(connector(look_up=look_up)), Vault(Vault.new_key()))
            accounts = [Account(platform="threads", user_id=str(n), api_base=base) for n in range(ACCOUNTS)]
            for account in accounts:
                engine.add_account(account, Secret(TOKEN))
            (template,) = engine.draft(Post(TEXT), [accounts[0].id], datetime.now(UTC))
            await _published(engine, template, accounts, range(concurrency), concurrency)
            seconds = await _published(engine, template, accounts, range(concurrency, concurrency + posts), concurrency)
            await engine.aclose()
        finally:
            store.close()
    return posts / seconds


async def _published(
    engine: Engine, template: Delivery, accounts: list[Account], numbers: range, concurrency: int
) -> float:
    """Submit some posts and let a runner publish them; returns the seconds that it took."""
    engine.store.submit([_copy(template, number, accounts) for number in numbers])
    published = [0]
    runner = Runner(engine, concurrency=concurrency, on_change=_counter(published))
    started = time.perf_counter()
    await runner.run(Until.IDLE)
    seconds = time.perf_counter() - started
    known = engine.store.tally(datetime.now(UTC)).counts["published"]
    assert (published[0], known) == (len(numbers), numbers.stop)  # noqa: S101 - as above
    return seconds


def _copy(template: Delivery, number: int, accounts: list[Account]) -> Delivery:
    return evolve(
        template,
        id=f"{number:032x}",
        account_id=accounts[number % len(accounts)].id,
        wake_at=template.due + timedelta(microseconds=number),
    )


def _counter(counted: list[int]) -> Callable[[Delivery], None]:
    def count(_: Delivery) -> None:
        counted[0] += 1

    return count


def fast_client() -> httpx.AsyncClient:
    """A client of httpx over the transport that the runner uses."""
    return httpx.AsyncClient(timeout=60, transport=fast_async_transport())


def plain_client() -> httpx.AsyncClient:
    """What a script would make: httpx as it is shipped, one client for all."""
    return httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_connections=None))
