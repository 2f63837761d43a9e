"""`postwire run` with a connector that never gives the thread back, beside one that does its work."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import postwire_corkboard
from postwire.cli.exit import Exit
from postwire.state import Held, Published, name_of

PLUGIN = """
from attrs import evolve
from postwire.hookspecs import hookimpl
from postwire_corkboard import *
import postwire_corkboard

@hookimpl
def manifest():
    return evolve(postwire_corkboard.manifest(), platform="endless")

@hookimpl
def create():
    while True:
        pass
    yield
"""


@pytest.fixture
def plugin(home, monkeypatch):
    """An installed connector whose `create` computes for ever."""
    site = home / "site"
    info = site / "postwire_endless-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "postwire_endless.py").write_text(PLUGIN)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: postwire-endless\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[postwire]\nendless = postwire_endless\n")
    corkboard = Path(postwire_corkboard.__file__).parents[1]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, (site, corkboard))))
    return home


def postwire(*arguments, given=""):
    return subprocess.run(
        [sys.executable, "-m", "postwire", *arguments], capture_output=True, text=True, input=given, check=False
    )


@pytest.mark.usefixtures("plugin")
def test_a_connector_that_never_comes_back_ends_the_runner_once_and_the_next_one_works(account, store):
    added = postwire("accounts", "add", "endless", "--user-id", "1", "--token-stdin", given="THendless0token")
    assert added.returncode == 0, added.stderr
    assert postwire("post", "endless:1", "--text", "Hello").returncode == 0
    ran = postwire("run", "--until-idle", "--stuck-after", "1")
    assert ran.returncode == Exit.STUCK, ran.stderr
    assert "connector postwire-endless 1.0 has held the event loop" in ran.stderr
    assert "postwire_endless.py" in ran.stderr
    (held,) = store.deliveries(account_id="endless:1")
    assert isinstance(held.state, Held)
    assert name_of(held.state.back_to) == "creating"
    assert held.state.diagnosis.code == "endless.connector_fault"
    assert postwire("post", account, "--text", "Hello").returncode == 0
    again = postwire("run", "--until-idle")
    assert again.returncode == Exit.DONE, again.stderr
    (good,) = store.deliveries(account_id=account)
    assert isinstance(good.state, Published)
