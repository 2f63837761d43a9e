"""Every block of docs/OPERATING.md is executed, and ends in the state that it says."""

import json
import os
import re
import shlex
import subprocess
import sys
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve
from click.testing import CliRunner

from postwire.cli.group import postwire
from postwire.credentials import Vault
from postwire.state import STATES
from postwire.store.sqlite import SqliteStore
from postwire_threads.hooks import MANIFEST
from postwire_threads.sandbox import Settings, serve

PAGE = (Path(__file__).parents[2] / "docs" / "OPERATING.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"(?m)^#{2,3} (.+)\n((?:(?!^#{2,3} ).*\n)*)", PAGE))
NAMES = {state.__name__.lower() for state in STATES}
BLOCK = re.compile(r"(?:<!-- ends: (\w+) -->\n)?```console\n(.*?)```", re.DOTALL)


class Shell:
    """A terminal in which the page's commands are typed; `postwire` runs in this process."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.database = Path("postwire.db")

    def latest(self):
        """The delivery that was accepted last."""
        with SqliteStore(self.database) as store:
            return max(store.deliveries(limit=1000), key=lambda delivery: delivery.created_at, default=None)

    def run(self, block):
        """Type every line of a block."""
        for line in re.findall(r"(?m)^\$ (.+)$", block):
            if not line.startswith("postwire sandbox"):
                self.type(line.replace("http://127.0.0.1:8800", self.base))

    def type(self, line):
        given = ""
        if line.startswith("echo "):
            before, _, line = line.partition(" | ")
            given = shlex.split(before)[1]
        latest = self.latest() if re.search(r"\bID\b", line) else None
        words = self.expanded(re.sub(r"\bID\b", latest.id if latest else "ID", line))
        match words:
            case ["curl", *rest]:
                self.curl(rest)
            case ["timeout", "-s", "KILL", _, "postwire", *rest]:
                self.killed(rest)
            case ["postwire", *rest]:
                ran = CliRunner().invoke(postwire, rest, input=given)
                assert "Traceback" not in ran.stderr
                assert ran.exit_code in {0, 1, 4}, (line, ran.output, ran.stderr)
            case _:
                pytest.fail(f"nobody knows how to type {line!r}")

    def expanded(self, line):
        """The words of a line, as a shell understands them."""
        told = subprocess.run(["bash", "-c", f"printf '%s\\0' {line}"], capture_output=True, text=True, check=True)
        return told.stdout.split("\0")[:-1]

    def curl(self, words):
        method = words[words.index("-X") + 1] if "-X" in words else None
        data = words[words.index("-d") + 1].encode() if "-d" in words else None
        (address,) = (word for word in words if word.startswith("http"))
        request = urllib.request.Request(address, data, {"content-type": "application/json"}, method=method)  # noqa: S310 - the sandbox's
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - as above
            json.load(answer)

    def killed(self, words):
        """A runner that is killed as soon as it has begun."""
        with subprocess.Popen([sys.executable, "-m", "postwire", *words], env=os.environ) as runner:
            while type(self.latest().state).__name__ != "Creating":
                assert runner.poll() is None
            runner.kill()


@pytest.fixture
def shell(tmp_path, monkeypatch):
    """Set up as the page begins. The platform's waiting times are shortened, and nothing else."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POSTWIRE_KEY", Vault.new_key())
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("POSTWIRE_DB", raising=False)
    none = timedelta(0)
    pace = evolve(MANIFEST.pace, settle=none, retry=none)
    monkeypatch.setattr("postwire_threads.hooks.MANIFEST", evolve(MANIFEST, pace=pace))
    with serve(Settings(text_seconds=0.0)) as sandbox:
        opened = Shell(sandbox.url)
        opened.run(BLOCK.search(PAGE)[2])
        yield opened


def test_every_state_has_a_section_and_a_way_in_and_out():
    assert set(SECTIONS) >= NAMES
    for name in NAMES:
        ends = [end for end, _ in BLOCK.findall(SECTIONS[name]) if end]
        assert ends[0] == name
        assert len(ends) > 1
        assert ends[-1] != name


@pytest.mark.parametrize("name", sorted(SECTIONS))
def test_every_block_ends_in_the_state_that_it_says(shell, name):
    for end, block in BLOCK.findall(SECTIONS[name]):
        shell.run(block)
        if end:
            assert type(shell.latest().state).__name__.lower() == end, block
