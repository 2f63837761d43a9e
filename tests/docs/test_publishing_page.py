"""Every command of docs/PUBLISHING.md is executed, and its table names every option there is."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from postwire.cli.group import postwire
from postwire.credentials import Vault
from postwire_threads.hooks import MANIFEST
from postwire_threads.sandbox import Settings, serve

PAGE = (Path(__file__).parents[2] / "docs" / "PUBLISHING.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"(?m)^\$ postwire (.+)$", PAGE)


@pytest.fixture(scope="module")
def shell(tmp_path_factory):
    home = tmp_path_factory.mktemp("publishing")
    with serve(Settings(fetch_media=False)) as sandbox, pytest.MonkeyPatch.context() as patch:
        patch.setenv("POSTWIRE_KEY", Vault.new_key())
        patch.setenv("XDG_CONFIG_HOME", str(home))
        patch.chdir(home)
        (home / "long.txt").write_text("The keeper climbs the stairs, and lights the lamp. " * 20, encoding="utf-8")
        base = f"{sandbox.url}/v1.0"
        for user_id, handle in (("17841400000000001", "sandbox"), ("17841400000000002", "bob")):
            account = ["--user-id", user_id, "--handle", handle, "--api-base", base, "--token-stdin"]
            added = CliRunner().invoke(postwire, ["accounts", "add", "threads", *account], input="THsandbox")
            assert added.exit_code == 0, added.output
        yield lambda command: CliRunner().invoke(postwire, shlex.split(command))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_page_works(shell, command):
    done = shell(command)
    assert done.exit_code == 0, done.output


def test_every_option_stands_in_the_table():
    table = "".join(re.findall(r"(?m)^\| .+", PAGE))
    assert [option.name for option in MANIFEST.options if f"`{option.name}`" not in table] == []
