"""Runs the demo and tells what happened."""

import asyncio
import contextlib
import importlib
import json
import os
import shutil
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from attrs import define, evolve
from rich.console import Console
from rich.table import Table
from rich.text import Text

from postwire.account import Account
from postwire.credentials import Vault
from postwire.delivery import Delivery
from postwire.demo.media import Sample
from postwire.demo.media_server import MediaServer
from postwire.demo.script import LOST, Scene, scenes
from postwire.diagnosis import Diagnosis
from postwire.engine import Engine, Invalid
from postwire.post import Post
from postwire.probe import FetchPolicy, probe
from postwire.registry import Registry
from postwire.runner import Runner, Until
from postwire.state import Failed, Held, Published, Unconfirmed, name_of
from postwire.store.sqlite import SqliteStore


class DemoUnavailable(Exception):
    """Something that the demo needs is not installed."""


@define
class Told:
    """What became of one scene."""

    scene: Scene
    delivery: Delivery | None = None
    refusal: Invalid | None = None

    @property
    def ended(self) -> str:
        """``refused``, or the delivery's state."""
        return name_of(self.delivery.state) if self.delivery is not None else "refused"


def run(folder: Path | None = None) -> bool:
    """Run the demo in a folder (None: a new one that is kept). True: everything ended as it ought to."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 110
    sandbox_package = _sandbox_package()
    folder = folder or Path(tempfile.mkdtemp(prefix="postwire-demo-"))
    database = folder / "postwire.db"
    started = time.monotonic()
    with contextlib.ExitStack() as stack:
        media = stack.enter_context(MediaServer(Path(Sample.PHOTO.path).parent))
        sandbox = stack.enter_context(sandbox_package.serve())
        store = SqliteStore(database)
        stack.callback(store.close)
        engine = Engine(store, Registry.installed(), Vault(Vault.new_key()))
        settings = sandbox_package.Settings()
        account = Account(
            platform="threads",
            user_id=settings.user_id,
            handle=settings.username,
            api_base=f"{sandbox.url}/v1.0",
        )
        connector = engine.registry["threads"]
        _say(
            console,
            "platform ",
            f"Threads connector from {connector.distribution}, against a local sandbox, {sandbox.url}",
        )
        _say(console, "media    ", f"http://{media.host}/, files of our own")
        _say(console, "database ", str(database))
        engine.add_account(account, settings.token)
        _arm(sandbox.url)
        told = [_submit(engine, account, scene, media) for scene in scenes(media)]
        for item in told:
            if item.refusal is not None:
                _say(console, "refused  ", item.scene.title)
            else:
                hour = f", due in {item.scene.after.seconds} s" if item.scene.after else ""
                _say(console, "accepted ", item.scene.title + hour)
        titles = {item.delivery.id: item.scene.title for item in told if item.delivery is not None}
        asyncio.run(_work(engine, _progress(console, titles, started)))
        for item in told:
            if item.delivery is not None:
                item.delivery = store.delivery(item.delivery.id)
        live = _ask(sandbox.url, "published")["published"]
    console.print()
    console.print(_table(told))
    return _verdict(console, told, live, database)


def _sandbox_package() -> ModuleType:
    try:
        return importlib.import_module("postwire_threads.sandbox")
    except ImportError as error:
        raise DemoUnavailable(
            f"the demo needs the Threads connector and its sandbox ({error}); "
            "install them: pip install 'postwire[media,fast]' 'postwire-threads[sandbox]'"
        ) from error


def _arm(url: str) -> None:
    fault = {"effect": "lost", "operation": "publish", "text": LOST}
    _ask(url, "faults", fault)


def _ask(url: str, verb: str, order: dict[str, Any] | None = None) -> Any:
    request = urllib.request.Request(  # noqa: S310 - the sandbox's own http address
        f"{url}/_sandbox/{verb}",
        data=json.dumps(order).encode() if order else None,
        headers={"content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - as above
        return json.load(answer)


def _submit(engine: Engine, account: Account, scene: Scene, media: MediaServer) -> Told:
    policy = FetchPolicy(allowed_hosts=frozenset({media.host}))
    items = tuple(probe(item, policy) if scene.probed else item for item in scene.post.media)
    post: Post = evolve(scene.post, media=items)
    try:
        (delivery,) = engine.submit(post, [account.id], datetime.now(UTC) + scene.after)
    except Invalid as refusal:
        return Told(scene, refusal=refusal)
    return Told(scene, delivery)


async def _work(engine: Engine, on_change: Callable[[Delivery], None]) -> None:
    runner = Runner(engine, on_change=on_change)
    while engine.store.next_wake() is not None:
        await runner.run(Until.IDLE)
        await asyncio.sleep(0.2)
    await engine.aclose()


def _progress(console: Console, titles: dict[str, str], started: float) -> Callable[[Delivery], None]:
    seen: dict[str, str] = {}

    def show(delivery: Delivery) -> None:
        state = name_of(delivery.state)
        if seen.get(delivery.id) != state:
            seen[delivery.id] = state
            _say(console, f"{time.monotonic() - started:6.1f} s ", f"{titles[delivery.id]}: {state}")

    return show


def _table(told: list[Told]) -> Table:
    table = Table(title="What happened", title_justify="left", expand=True)
    table.add_column("post", ratio=3)
    table.add_column("ended", no_wrap=True)
    table.add_column("what, and what to do", ratio=8, overflow="fold")
    for item in told:
        style = {"published": "green", "refused": "yellow", "failed": "yellow"}.get(item.ended, "red")
        table.add_row(item.scene.title, Text(item.ended, style=style), Text("\n".join(_words(item))))
    return table


def _words(item: Told) -> Iterator[str]:
    if item.refusal is not None:
        problems = [problem for _, problem in item.refusal.problems]
        for problem in problems:
            yield f"{problem.message} [{problem.rule}]"
            yield f"fix: {problem.fix.sentence}"
        if command := next((problem.fix.command for problem in problems if problem.fix.command), None):
            yield f"$ {command}"
        return
    assert item.delivery is not None  # noqa: S101 - either refused or accepted
    match item.delivery.state:
        case Published(receipt):
            yield f"{receipt.permalink or 'no permalink'} (post {receipt.post_id})"
        case Failed(diagnosis) | Held(diagnosis) | Unconfirmed(diagnosis=diagnosis):
            yield from _explained(diagnosis)
        case other:
            yield name_of(other)


def _explained(diagnosis: Diagnosis) -> Iterator[str]:
    yield f"{diagnosis.message} [{diagnosis.code}]"
    if diagnosis.next_step:
        yield f"next: {diagnosis.next_step}"


def _verdict(console: Console, told: list[Told], live: list[dict[str, Any]], database: Path) -> bool:
    """Compare the sandbox's own list with ours."""
    receipts = {
        item.delivery.state.receipt.post_id
        for item in told
        if item.delivery is not None and isinstance(item.delivery.state, Published)
    }
    expected = sum(item.scene.ends == "published" for item in told)
    lost = [post for post in live if LOST in post["text"]]
    good = (
        all(item.ended == item.scene.ends for item in told)
        and {post["id"] for post in live} == receipts
        and len(live) == expected
        and len(lost) == 1
    )
    console.print()
    _say(console, "sandbox  ", f"{len(live)} posts are live; {expected} were to go out")
    _say(
        console,
        "lost one ",
        f"live {len(lost)} time(s) as post {', '.join(post['id'] for post in lost)}, "
        f"{sum(post['publish_calls'] for post in lost)} publish call",
    )
    _say(console, "look     ", f"{_command()} --db {database} list")
    if not good:
        _say(console, "FAILED   ", "something did not end as it ought to; please report this output")
    return good


def _command() -> str:
    """What a person types to get this postwire."""
    beside = Path(sys.executable).with_name("postwire")
    if shutil.which("postwire") or not beside.exists():
        return "postwire"
    return os.path.relpath(beside)


def _say(console: Console, label: str, words: str) -> None:
    console.print(Text.assemble((label, "bold"), words), soft_wrap=True)
