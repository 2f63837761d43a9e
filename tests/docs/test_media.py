"""Every block of docs/MEDIA.md is executed, answers what it says, and ends in the state that it says."""

import re
import shlex
import shutil
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from postwire.cli.group import postwire
from postwire.credentials import Vault
from postwire.demo.media import Sample, make_faulty
from postwire.state import Published
from postwire.store.sqlite import SqliteStore
from postwire_threads.sandbox import Settings, serve

PAGE = (Path(__file__).parents[2] / "docs" / "MEDIA.md").read_text(encoding="utf-8")
STEPS = re.findall(r"```console\n(.*?)```|<!-- ends: (\w+) -->", PAGE, re.DOTALL)


class Shell:
    """A terminal in which the page's commands are typed; `postwire` runs in this process."""

    def __init__(self, base: str, door: int, monkeypatch) -> None:
        self.base = base
        self.door = f"127.0.0.1:{door}"
        self.monkeypatch = monkeypatch

    def type(self, line):
        line = line.replace("http://127.0.0.1:8800", self.base).replace("127.0.0.1:8710", self.door)
        if re.search(r"\bID\b", line):
            line = re.sub(r"\bID\b", self.latest().id, line)
        given, _, command = line.rpartition(" | ")
        words = shlex.split(command)
        if words[0] == "postwire" and words[1] != "sandbox":
            ran = CliRunner().invoke(postwire, words[1:], input=shlex.split(given)[1] if given else "")
            assert "Traceback" not in ran.stderr
            return ran.output
        if words == ["ls"]:
            return "".join(f"{name}\n" for name in sorted(path.name for path in Path().iterdir()))
        match words:
            case ["python", "-m", "postwire.demo.media.make_faulty", folder]:
                make_faulty.main(Path(folder))
            case ["cp", origin, target]:
                shutil.copy(origin if Path(origin).exists() else Sample(origin).path, target)
            case ["export", setting]:
                self.monkeypatch.setenv(*setting.split("=", 1))
            case ["postwire", *_]:
                pass
            case _:
                pytest.fail(f"nobody knows how to type {line!r}")
        return ""

    def latest(self):
        with SqliteStore(Path("postwire.db")) as store:
            return max(store.deliveries(limit=1000), key=lambda delivery: delivery.created_at)

    def states(self):
        with SqliteStore(Path("postwire.db")) as store:
            return [delivery.state for delivery in store.deliveries(limit=1000)]


@pytest.fixture
def shell(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POSTWIRE_KEY", Vault.new_key())
    settings = tmp_path.with_name(f"{tmp_path.name}-settings")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(settings))
    for name in ("POSTWIRE_DB", "POSTWIRE_MEDIA_HOST"):
        monkeypatch.delenv(name, raising=False)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with serve(Settings(token="THsandbox", image_seconds=0.0, video_seconds=0.0, strict_video=True)) as sandbox:
        yield Shell(sandbox.url, port, monkeypatch)


def test_the_page_is_as_it_says(shell):
    ends = 0
    for block, end in STEPS:
        if end:
            assert type(shell.latest().state).__name__.lower() == end
            ends += 1
        for command, answer in re.findall(r"(?m)^\$ (.+)\n((?:(?!\$ ).*\n)*)", block):
            said = shell.type(command.removesuffix(" &"))
            if answer:
                pattern = r"[^\n]*".join(re.escape(part) for part in answer.split("..."))
                assert re.fullmatch(pattern, said), (command, said)
    assert ends == 3
    assert [state for state in shell.states() if not isinstance(state, Published)] == []
    assert len(shell.states()) == 5
