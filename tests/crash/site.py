"""One database, one account, one proxy, and the processes that work there and die there."""

import contextlib
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from attrs import define, field
from tests.crash.process import Life, Process
from tests.crash.proxy import Proxy
from tests.crash.verdict import Told, Verdict, judge
from tests.crash.world import Member, World

from postwire.account import Account
from postwire.credentials import Vault
from postwire.delivery import Delivery
from postwire.engine import Engine
from postwire.media import Media
from postwire.post import Post
from postwire.registry import Registry
from postwire.state import Published, State, name_of
from postwire.store.sqlite import SqliteStore

PICTURE = "https://media.example/lighthouse.jpg"
KINDS = {"text": 0, "image": 1, "carousel": 2}
"""Kind of post to number of pictures."""


def post(text: str, kind: str, picture: str = PICTURE) -> Post:
    """A short post."""
    return Post(text, [Media(picture, "A lighthouse")] * KINDS[kind])


@define
class Site:
    """Where a trial takes place."""

    world: World
    folder: Path
    member: Member
    proxy: Proxy
    accepted: list[str] = field(factory=list)
    platform: str = "threads"
    base: str = "/v1.0"
    """What the API's address ends with."""
    picture: str = PICTURE

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
        """Where a process keeps what of the log is safe."""
        return self.folder.parent / f"{self.folder.name}.mark"

    def accept(self, kinds: Sequence[str]) -> None:
        """Submit a post of each kind, each with a text of its own, for now."""
        store = SqliteStore(self.database)
        try:
            engine = Engine(store, Registry.installed(), Vault(self.world.key))
            account = Account(
                platform=self.platform,
                user_id=self.member.user_id,
                handle=self.member.username,
                api_base=f"{self.proxy.url}{self.base}",
            )
            engine.add_account(account, self.member.token)
            for number, kind in enumerate(kinds, 1):
                text = f"{self.member.username}, {kind} {number}"
                engine.submit(post(text, kind, self.picture), [account.id])
                self.accepted.append(text)
        finally:
            store.close()

    async def start(self, plan: dict[str, Any] | None = None) -> Process:
        """Start a `postwire run --until-idle` that dies as its plan says."""
        command = ("--db", str(self.database), "run", "--until-idle", "--quiet")
        return await self.begin("tests.crash.mortal", json.dumps(plan or {}), *command)

    async def begin(self, module: str, *arguments: str) -> Process:
        """Start a process, which the proxy's kills hit."""
        process = Process(module, arguments, self.world.environment)
        self.proxy.kill = process.kill
        return process

    async def live_through(self, plan: dict[str, Any] | None = None) -> Life:
        """One process, from start to end."""
        process = await self.start(plan)
        try:
            return await process.ended()
        except TimeoutError:
            raise AssertionError(f"a process did not come to its end: {self._unfinished()}") from None

    async def finish(self) -> Life:
        """A last process, in peace, until nothing is left to do."""
        life = await self.live_through()
        assert life.code == 0, f"{life.code}: {life.said}"
        await self.proxy.settled()
        return life

    def told(self) -> dict[str, Told]:
        """What the database says, by text."""
        return {delivery.post.text: _told(delivery.state) for delivery in self.deliveries()}

    def _unfinished(self) -> str:
        open_ = (delivery for delivery in self.deliveries() if delivery.wake_at is not None)
        return "; ".join(f"{delivery.post.text} wakes at {delivery.wake_at}: {delivery.state}" for delivery in open_)

    def deliveries(self) -> tuple[Delivery, ...]:
        """As the database has them."""
        store = SqliteStore(self.database, create=False)
        try:
            return store.deliveries(limit=10_000)
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
