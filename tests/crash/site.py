"""One database, one account, one proxy, and the processes that work there and die there."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from attrs import define, field
from tests.crash.proxy import Proxy
from tests.crash.verdict import Told, Verdict, judge
from tests.crash.world import Member, World

from postwire.account import Account
from postwire.credentials import Vault
from postwire.engine import Engine
from postwire.media import Media
from postwire.post import Post
from postwire.registry import Registry
from postwire.state import Published, State, name_of
from postwire.store.sqlite import SqliteStore

PATIENCE = 60.0
"""Seconds after which a process that was to come to an end by itself counts as stuck."""
PICTURE = "https://media.example/lighthouse.jpg"
KINDS = {"text": 0, "image": 1, "carousel": 2}
"""Kind of post to number of pictures."""


def post(text: str, kind: str) -> Post:
    """A short post."""
    return Post(text, [Media(PICTURE, "A lighthouse")] * KINDS[kind])


@define
class Life:
    """How one process lived."""

    code: int
    """Of its exit; negative: the signal that killed it."""
    passed: dict[str, int] = field(factory=dict)
    """The moments that it passed, if it came to its end."""
    errors: str = ""

    @property
    def killed(self) -> bool:
        """Whether SIGKILL ended it."""
        return self.code == -9


class Runner:
    """One process of `postwire run`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._begun = asyncio.Event()
        self._lines: list[bytes] = []
        self._reading = asyncio.gather(self._read(), process.stderr.read())

    async def _read(self) -> None:
        async for line in self._process.stdout:
            self._lines.append(line)
            self._begun.set()
        self._begun.set()

    async def begun(self) -> None:
        """Wait until it works, or has come to its end."""
        await self._begun.wait()

    def kill(self) -> None:
        """kill -9."""
        if self._process.returncode is None:
            # not its own kill(), which may reap the process before asyncio hears of its end
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)

    async def exited(self) -> None:
        """Wait for its end, however long it takes."""
        await self._process.wait()

    async def ended(self) -> Life:
        """Wait for its end; one that does not come to it is killed, and raises."""
        try:
            async with asyncio.timeout(PATIENCE):
                (_, errors), code = await asyncio.gather(self._reading, self._process.wait())
        except TimeoutError:
            self.kill()
            raise AssertionError(f"a runner did not come to its end within {PATIENCE:g} s") from None
        passed = json.loads(self._lines[-1]) if code >= 0 and self._lines[1:] else {}
        return Life(code, passed, errors.decode())


@define
class Site:
    """Where a trial takes place."""

    world: World
    folder: Path
    member: Member
    proxy: Proxy
    accepted: list[str] = field(factory=list)

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.folder / "posts.db"

    @property
    def wal(self) -> Path:
        """Its write-ahead log."""
        return self.folder / "posts.db-wal"

    @property
    def mark(self) -> Path:
        """Where a process writes down how much of the log is safe."""
        return self.folder.parent / f"{self.folder.name}.mark"

    def accept(self, kinds: Sequence[str]) -> None:
        """Submit a post of each kind, each with a text of its own, for now."""
        store = SqliteStore(self.database)
        try:
            engine = Engine(store, Registry.installed(), Vault(self.world.key))
            account = Account(
                platform="threads",
                user_id=self.member.user_id,
                handle=self.member.username,
                api_base=f"{self.proxy.url}/v1.0",
            )
            engine.add_account(account, self.member.token)
            for number, kind in enumerate(kinds, 1):
                text = f"{self.member.username}, {kind} {number}"
                engine.submit(post(text, kind), [account.id])
                self.accepted.append(text)
        finally:
            store.close()

    async def start(self, plan: dict[str, Any] | None = None) -> Runner:
        """Start a `postwire run --until-idle` that dies as its plan says."""
        plan = {"wal": str(self.wal), "mark": str(self.mark), **(plan or {})}
        command = ("--db", str(self.database), "run", "--until-idle", "--quiet")
        return await self.begin("tests.crash.mortal", json.dumps(plan), *command)

    async def begin(self, module: str, *arguments: str) -> Runner:
        """Start a process, which the proxy's kills hit."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", module, *arguments),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self.world.environment,
        )
        runner = Runner(process)
        self.proxy.kill = runner.kill
        return runner

    async def live_through(self, plan: dict[str, Any] | None = None) -> Life:
        """One process, from start to end."""
        return await (await self.start(plan)).ended()

    async def finish(self) -> Life:
        """A last process, in peace, until nothing is left to do."""
        life = await self.live_through()
        assert life.code == 0, f"{life.code}: {life.errors}"
        await self.proxy.settled()
        return life

    def told(self) -> dict[str, Told]:
        """What the database says, by text."""
        store = SqliteStore(self.database, create=False)
        try:
            return {delivery.post.text: _told(delivery.state) for delivery in store.deliveries(limit=10_000)}
        finally:
            store.close()

    async def judge(self) -> Verdict:
        """What the platform says, beside what the database says."""
        return judge(self.accepted, self.told(), await self.world.live(self.member))


def _told(state: State) -> Told:
    return Told(name_of(state), state.receipt.post_id if isinstance(state, Published) else None)


@contextlib.asynccontextmanager
async def site(world: World, folder: Path, name: str) -> AsyncIterator[Site]:
    """A new place for a trial."""
    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    member = await world.member()
    async with Proxy(world.port) as proxy:
        yield Site(world, place, member, proxy)
