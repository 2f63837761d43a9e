"""A person connects an account with a real browser; the connection is kept, lost, and made again."""

import asyncio
import base64
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import postwire_threads
from postwire.credentials import Vault
from postwire.engine import Engine
from postwire.post import Post
from postwire.registry import Registry
from postwire.runner import Runner, Until
from postwire.state import Held, Published
from postwire.store.sqlite import SqliteStore
from postwire_threads.sandbox import SandboxServer, Settings, serve

from .chromium import Chromium
from .conftest import CHROMIUM

ACCOUNT = "threads:17841400000000001"
SECRET = "canary-app-secret-browser-77"
DAY = timedelta(days=1)


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with serve(Settings(app_secret=SECRET, fetch_media=False)) as served:
        yield served


@pytest.fixture
def chromium() -> Iterator[Chromium]:
    with Chromium(CHROMIUM) as browser:
        yield browser


@pytest.fixture
def environment(tmp_path: Path, sandbox: SandboxServer) -> dict[str, str]:
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    return {
        **os.environ,
        "POSTWIRE_KEY": Vault.new_key(),
        "POSTWIRE_DB": str(tmp_path / "postwire.db"),
        "POSTWIRE_THREADS_APP_ID": sandbox.platform.settings.app_id,
        "POSTWIRE_THREADS_APP_SECRET_FILE": str(secret),
        "POSTWIRE_THREADS_API_BASE": f"{sandbox.url}/v1.0",
        "BROWSER": "true",  # a program that opens nothing: the page is opened by the test
    }


@pytest.fixture
def postwire(environment: dict[str, str]) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "postwire", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    return run


@pytest.fixture
def connect(environment: dict[str, str], chromium: Chromium) -> Callable[..., tuple[int, str, str]]:
    """`postwire accounts connect` in a process of its own; the person clicks a button in the browser.

    The exit code, what the command said, and what the browser showed last.
    """

    def run(target: str, button: str) -> tuple[int, str, str]:
        command = [sys.executable, "-m", "postwire", "accounts", "connect", target]
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert process.stdout is not None
        said = ""
        while not (found := re.search(r"http://\S+/oauth/authorize\S+\n", said)):
            line = process.stdout.readline()
            assert line, said
            said += line
        arguments = Path(f"/proc/{process.pid}/cmdline").read_text()
        assert SECRET not in arguments
        chromium.open(found[0].strip())
        chromium.wait_for_text("This is a local sandbox, not Threads.")
        chromium.click(button)
        shown = chromium.wait_for_text("onnected")
        rest, _ = process.communicate(timeout=30)
        return process.returncode, said + rest, shown

    return run


@pytest.fixture
def engine(environment: dict[str, str], sandbox: SandboxServer) -> Iterator[Engine]:
    """An engine over the command line's database, on the sandbox's clock."""

    def now() -> datetime:
        return datetime.fromtimestamp(sandbox.platform.clock.now(), UTC)

    with SqliteStore(environment["POSTWIRE_DB"], clock=now) as store:
        yield Engine(store, Registry.of(postwire_threads), Vault(environment["POSTWIRE_KEY"]), now=now)


def run(engine: Engine) -> None:
    async def work() -> None:
        try:
            await Runner(engine, now=engine._now).run(Until.IDLE)
        finally:
            await engine.aclose()

    asyncio.run(work())


def test_connect_refresh_before_the_end_revoke_reconnect_and_what_was_held_goes_out(
    connect, engine, sandbox, postwire, chromium
):
    code, said, shown = connect("threads", "#allow")
    assert (code, "@sandbox (threads:17841400000000001) is connected" in said) == (0, True), said
    assert "You can close this page" in shown
    assert base64.b64decode(chromium.screenshot()).startswith(b"\x89PNG")

    first_end = engine.store.account(ACCOUNT).token_expires_at
    sandbox.platform.clock.advance(51 * DAY.total_seconds())
    (early,) = engine.submit(Post("After the refresh."), [ACCOUNT])
    run(engine)
    assert sandbox.platform.requests["GET /refresh_access_token"] == 1
    assert engine.store.account(ACCOUNT).token_expires_at > first_end + 50 * DAY
    assert isinstance(engine.store.delivery(early.id).state, Published)

    sandbox.platform.clock.advance(20 * DAY.total_seconds())
    for token in list(sandbox.platform.accounts._tokens.values()):
        sandbox.platform.accounts.revoke(token, "app_removed")
    held = [engine.submit(Post(text), [ACCOUNT])[0].id for text in ("Held one.", "Held two.")]
    run(engine)
    assert all(isinstance(engine.store.delivery(name).state, Held) for name in held)
    for command in (("status",), ("accounts", "list")):
        assert f"{ACCOUNT} has to be connected again" in postwire(*command).stdout

    code, said, _ = connect(ACCOUNT, "#allow")
    assert (code, "2 deliveries that waited for it go on" in said) == (0, True), said
    run(engine)
    assert all(isinstance(engine.store.delivery(name).state, Published) for name in held)
    texts = [post.draft.text for post in sandbox.platform.posts.values()]
    assert sorted(texts) == ["After the refresh.", "Held one.", "Held two."]
    assert "connected again" not in postwire("status").stdout


def test_a_person_who_denies_is_told_so_and_so_is_the_operator(connect, engine):
    code, said, shown = connect("threads", "#deny")
    assert code == 1
    assert "threads.consent_denied" in said
    assert "Not connected" in shown
    assert engine.store.accounts() == ()
