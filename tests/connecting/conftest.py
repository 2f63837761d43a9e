"""An engine, a sandbox of Threads, one clock for both, and a person who clicks."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

import postwire_threads
from postwire.app import App
from postwire.credentials import Secret, Vault
from postwire.engine import Engine
from postwire.registry import Registry
from postwire.store.sqlite import SqliteStore
from postwire_threads.sandbox import SandboxServer, Settings, serve

SECRET = "canary-app-secret-5f1e9b"
REDIRECT = "https://product.example/connected"
ACCOUNT = "threads:17841400000000001"


@pytest.fixture(scope="session")
def server() -> Iterator[SandboxServer]:
    with serve(Settings(app_secret=SECRET, fetch_media=False)) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(server: SandboxServer) -> SandboxServer:
    """A sandbox of Threads as new."""
    server.platform.reset()
    return server


@pytest.fixture
def clock(sandbox: SandboxServer) -> Callable[[], datetime]:
    """The sandbox's clock."""
    return lambda: datetime.fromtimestamp(sandbox.platform.clock.now(), UTC)


@pytest.fixture
def pass_by(sandbox: SandboxServer) -> Callable[[timedelta], None]:
    """Lets time pass, for both."""
    return lambda span: sandbox.platform.clock.advance(span.total_seconds())


@pytest.fixture
def app(sandbox: SandboxServer) -> App:
    return App(
        platform="threads",
        client_id=sandbox.platform.settings.app_id,
        client_secret=Secret(SECRET),
        redirect=REDIRECT,
        api_base=f"{sandbox.url}/v1.0",
    )


@pytest.fixture
def make_engine(tmp_path: Path, clock: Callable[[], datetime], app: App) -> Iterator[Callable[[], Engine]]:
    """Engines over one file, as different processes have them."""
    vault, made = Vault(Vault.new_key()), []

    def make() -> Engine:
        store = SqliteStore(tmp_path / "postwire.db", clock=clock)
        engine = Engine(store, Registry.of(postwire_threads), vault, now=clock)
        engine.use_app(app)
        made.append(engine)
        return engine

    yield make
    for engine in made:
        engine.close()
        engine.store.close()


@pytest.fixture
def engine(make_engine: Callable[[], Engine]) -> Engine:
    return make_engine()


@pytest.fixture
def click(sandbox: SandboxServer) -> Callable[..., str]:
    """A person on the authorize page: the address that they are sent back to (or what the page shows instead)."""

    def decide(url: str, decision: str = "allow", *, untick: str = "", profile: str = "sandbox") -> str:
        asked = dict(parse_qsl(urlsplit(url).query))
        with httpx.Client(base_url=sandbox.url) as client:
            shown = client.get(url)
            if shown.status_code != 200:
                return shown.text
            form = {f"asked.{name}": value for name, value in asked.items()}
            scopes = [scope for scope in asked["scope"].split(",") if scope != untick]
            answer = client.post(
                "/oauth/authorize", data={**form, "profile": profile, "decision": decision, "scope": scopes}
            )
            return answer.headers.get("location", answer.text)

    return decide


@pytest.fixture
def connect(engine: Engine, click: Callable[..., str]) -> Callable[[], str]:
    """Connects the sandbox's account; its id."""

    def run() -> str:
        invitation = engine.begin_connect("threads")
        return engine.finish_connect(invitation, click(invitation.url)).account.id

    return run
