"""The page about reading: its commands and its script are executed as they stand."""

import os
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from postwire.cli.group import postwire
from postwire.credentials import Vault
from postwire.engine import Engine
from postwire.store.sqlite import SqliteStore
from postwire_threads.sandbox import serve

PAGE = Path(__file__).parents[2] / "docs" / "READING.md"
TEXT = PAGE.read_text(encoding="utf-8")
TESTED = r"<!-- tested: tests/docs/test_reading_page\.py -->\n```{}\n(.*?)```"
(COMMANDS,) = re.findall(TESTED.format("console"), TEXT, re.DOTALL)
(SCRIPT,) = re.findall(TESTED.format("python"), TEXT, re.DOTALL)


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """Calls `postwire` with an account of a sandbox in which Ada has followers."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POSTWIRE_KEY", Vault.new_key())
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    def call(*arguments, given=""):
        result = CliRunner().invoke(postwire, list(arguments), input=given)
        assert result.exit_code == 0, result.output
        return result.stdout

    with serve() as sandbox:
        sandbox.platform.accounts.add("ada").metrics["followers_count"] = 100
        known = ("--user-id", sandbox.platform.settings.user_id, "--handle", "sandbox", "--token-stdin")
        call("accounts", "add", "threads", *known, "--api-base", f"{sandbox.url}/v1.0", given="THsandbox")
        yield call


def test_every_question_of_the_page_is_answered(asked):
    told = {line: asked(*shlex.split(line.removeprefix("$ postwire "))) for line in COMMANDS.splitlines()}
    assert len(told) == 14
    assert "follower_count  100" in told["$ postwire read profile @sandbox --of ada"]
    assert "Roter Sand" in told["$ postwire read locations @sandbox --near 53.86,8.1"]


def test_the_script_asks_the_same(asked, tmp_path, capsys):
    assert "sandbox" in asked("accounts", "list")
    store = SqliteStore(tmp_path / "postwire.db")
    names = {
        "engine": Engine(store, vault=Vault(os.environ["POSTWIRE_KEY"])),
        "account_id": "threads:17841400000000001",
    }
    exec(compile(SCRIPT, PAGE.name, "exec"), names)  # noqa: S102 - our own page
    assert capsys.readouterr().out == "sandbox 0 {}\n"
    names["engine"].close()
    store.close()
