"""The command line against a local sandbox of Threads, each test in a folder of its own."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, frozen
from click.testing import CliRunner

from postwire.cli.exit import Exit
from postwire.cli.group import postwire
from postwire.container import Container
from postwire.credentials import Vault
from postwire.delivery import Delivery
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.history import Entry, EntryKind
from postwire.post import Post
from postwire.receipt import Receipt
from postwire.state import Failed, Held, Published, Queued, Stage, State, Unconfirmed, name_of
from postwire.store import Save
from postwire.store.sqlite import SqliteStore
from postwire_threads.sandbox import Effect, Fault, Operation, SandboxServer, Settings, serve

USER_ID = "17841400000000001"
ACCOUNT = f"threads:{USER_ID}"
CANARY = "THcanary7f3a9c1e5b2d8f4a6c0e"


@frozen
class Ran:
    """One call of the command line."""

    code: Exit
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The document on stdout; there is only one."""
        return json.loads(self.out)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with a key, and without the settings of whoever runs the tests."""
    for name in ("POSTWIRE_DB", "POSTWIRE_KEY_FILE", "POSTWIRE_ALLOW_HOSTS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("POSTWIRE_KEY", Vault.new_key())
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def cli(home: Path) -> Callable[..., Ran]:
    """Calls `postwire` in this process, in an empty folder."""
    assert Path.cwd() == home

    def call(*arguments: str, given: str | bytes = "") -> Ran:
        result = CliRunner().invoke(postwire, list(arguments), input=given)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert "Traceback" not in result.stderr
        return Ran(Exit(result.exit_code), result.stdout, result.stderr)

    return call


@pytest.fixture(scope="session")
def server() -> Iterator[SandboxServer]:
    with serve(Settings(token=CANARY, image_seconds=0.0, fetch_media=False)) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(server: SandboxServer) -> SandboxServer:
    """A sandbox of Threads as new."""
    server.platform.reset()
    return server


@pytest.fixture
def fault(sandbox: SandboxServer) -> Callable[..., None]:
    """Makes something go wrong."""

    def arm(effect: str, operation: str = "any", **settings: Any) -> None:
        sandbox.platform.faults.add([Fault(effect=Effect(effect), operation=Operation(operation), **settings)])

    return arm


@pytest.fixture
def account(cli: Callable[..., Ran], sandbox: SandboxServer) -> str:
    """The sandbox's account, added."""
    base = f"{sandbox.url}/v1.0"
    added = cli(
        "accounts",
        "add",
        "threads",
        "--user-id",
        USER_ID,
        "--handle",
        "sandbox",
        "--api-base",
        base,
        "--token-stdin",
        given=CANARY,
    )
    assert added.code is Exit.DONE, added.err
    return ACCOUNT


@pytest.fixture
def store(home: Path, account: str) -> Iterator[SqliteStore]:
    """The database that the command line works on, with the sandbox's account in it."""
    assert account
    opened = SqliteStore(home / "postwire.db")
    yield opened
    opened.close()


def _diagnosis(action: Action = Action.RECONNECT) -> Diagnosis:
    return Diagnosis(
        code="threads.made_up",
        category=Category.AUTH,
        action=action,
        caused_by=Culprit.USER,
        message="Something is wrong.",
        detail="The detail of it.",
        next_step="Do something, then `postwire resume ID`.",
        rule="threads.made.up",
    )


@pytest.fixture
def states() -> dict[str, State]:
    """One of several kinds."""
    moment = datetime.now(UTC)
    stage = Stage(Container("c1"), moment, publishes=1, doubted=True)
    return {
        "queued": Queued(),
        "published": Published(Receipt("p1", "https://example.com/p1", moment)),
        "held": Held(_diagnosis(), Queued()),
        "failed": Failed(_diagnosis(Action.FIX_INPUT)),
        "unconfirmed": Unconfirmed(stage, moment, _diagnosis(Action.VERIFY)),
    }


@pytest.fixture
def put(store: SqliteStore) -> Callable[..., Delivery]:
    """Puts a delivery in some state into the database."""

    def write(delivery_id: str, state: State, *, due: timedelta = timedelta(hours=1), text: str = "Hello") -> Delivery:
        now = datetime.now(UTC)
        delivery = Delivery(
            id=delivery_id,
            account_id=ACCOUNT,
            platform="threads",
            post=Post(text),
            due=now + due,
            wake_at=now + due,
            submission="s1",
            created_at=now,
        )
        (stored,) = store.submit([delivery])
        if isinstance(state, Queued):
            return stored
        entry = Entry(at=now, kind=EntryKind.EVENT, name="madeup", state=name_of(state))
        assert store.save([Save(evolve(stored, state=state, wake_at=None), (entry,))]) == (True,)
        found = store.delivery(delivery_id)
        assert found is not None
        return found

    return write
