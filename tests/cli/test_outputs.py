"""Streams that are closed, full, or that nobody reads: said in words, and no reason to do half of anything."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from postwire.cli.exit import Exit

FULL = Path("/dev/full")
full_disk = pytest.mark.skipif(not FULL.exists(), reason="no /dev/full on this system")


def called(home, *arguments, **streams):
    command = [sys.executable, "-m", "postwire", *arguments]
    return subprocess.run(command, cwd=home, stderr=subprocess.PIPE, text=True, check=False, timeout=60, **streams)


@pytest.fixture
def deaf():
    """A pipe whose reader has gone."""
    reading, writing = os.pipe()
    os.close(reading)
    yield writing
    os.close(writing)


@full_disk
@pytest.mark.parametrize("arguments", [["list"], ["list", "--json"], ["status"]])
def test_a_full_disk_behind_stdout_is_named_without_a_traceback(home, cli, account, arguments):
    cli("post", account, "--text", "x")
    with FULL.open("w") as full:
        ran = called(home, *arguments, stdout=full)

    assert ran.returncode == Exit.SETUP
    assert ran.stderr == "postwire: No space left on device: standard output\n"


def test_a_run_whose_listener_has_gone_finishes_what_is_under_way_and_ends(home, cli, account, deaf):
    cli("post", account, "--text", "x")
    ran = called(home, "run", "--json", stdout=deaf)

    assert ran.returncode == Exit.SETUP
    assert "standard output could not be written to (Broken pipe)" in ran.stderr
    assert "could not be worked on" not in ran.stderr
    assert cli("status", "--json").json["sent"] == 1


def test_a_run_whose_words_nobody_hears_goes_on(home, cli, account, fault):
    fault("answer", "create", error="36001/2207005", text="bad")
    for text in ("bad", "good"):
        cli("post", account, "--text", text)
    command = f"{sys.executable} -m postwire run --until-idle 2>&-"
    ran = subprocess.run(["sh", "-c", command], cwd=home, check=False)

    assert ran.returncode == Exit.DONE
    assert cli("status", "--json").json["sent"] == 1


@pytest.mark.parametrize(
    "arguments",
    [["post", "@sandbox", "--text", "-"], ["import", "-"], ["accounts", "add", "@sandbox", "--token-stdin"]],
)
def test_a_closed_stdin_is_refused_in_words(home, account, arguments):
    assert account
    closed = ["sh", "-c", '"$@" <&-', "sh", sys.executable, "-m", "postwire", *arguments]
    ran = subprocess.run(closed, cwd=home, capture_output=True, text=True, check=False)

    assert ran.returncode == Exit.USAGE
    assert "standard input is closed" in ran.stderr


def test_a_list_into_a_closed_stdout_says_nothing_and_breaks_nothing(home, cli, account):
    cli("post", account, "--text", "x")
    closed = ["sh", "-c", '"$@" >&-', "sh", sys.executable, "-m", "postwire", "list"]
    ran = subprocess.run(closed, cwd=home, stderr=subprocess.PIPE, text=True, check=False)

    assert (ran.returncode, ran.stderr) == (Exit.DONE, "")
