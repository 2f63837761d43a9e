"""The command line as a whole: help, exit codes, and errors in one shape."""

import importlib
import json
import subprocess
import sys

import click
import pytest
from attrs import evolve

from postwire.cli import refusal
from postwire.cli.exit import MEANING, Exit, worst
from postwire.cli.group import postwire
from postwire.cli.table import ROWS

LAZY = (
    "httpx",
    "cattrs",
    "sqlite_utils",
    "av",
    "PIL",
    "rich",
    "pluggy",
    "cryptography",
    "asyncio",
    "importlib.metadata",
)


@pytest.mark.parametrize("name", ROWS)
def test_the_table_says_of_every_command_what_its_own_help_says(name):
    command = postwire.get_command(click.Context(postwire), name)
    assert command.name == name
    assert (command.help or "").partition("\n")[0] == ROWS[name].summary


@pytest.mark.parametrize("name", ROWS)
def test_every_command_has_help_for_all_its_options(cli, name):
    ran = cli(name, "--help")
    assert ran.code is Exit.DONE
    command = postwire.get_command(click.Context(postwire), name)
    options = [option for option in command.params if isinstance(option, click.Option)]
    assert all(option.help for option in options)


def test_the_exit_codes_are_told_by_help(cli):
    told = " ".join(cli("--help").out.split())
    for code in Exit:
        assert f"{int(code)} {MEANING[code]}" in told


@pytest.mark.parametrize("path", refusal._KNOWN)
def test_every_exception_that_is_known_by_its_path_exists(path):
    module, _, name = path.rpartition(".")
    assert issubclass(getattr(importlib.import_module(module), name), Exception)


@pytest.mark.parametrize(
    ("arguments", "needed"), [(["--version"], {"importlib.metadata"}), (["--help"], set()), (["status"], set())]
)
def test_what_a_quick_command_does_not_need_is_not_imported(arguments, needed, account):
    assert account
    code = (
        "import sys; from postwire.__main__ import main\n"
        f"try: main({arguments!r})\n"
        "except SystemExit as end: assert end.code == 0\n"
        f"print([name for name in {sorted(set(LAZY) - needed)!r} if name in sys.modules], file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stderr.strip() == "[]"


def test_the_module_runs_as_the_command_does():
    ran = subprocess.run([sys.executable, "-m", "postwire", "--version"], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("postwire ")


@pytest.mark.parametrize(("typed", "meant"), [("stauts", "status"), ("posts", "post"), ("explian", "explain")])
def test_an_unknown_command_is_refused_with_the_one_that_was_meant(cli, typed, meant):
    ran = cli(typed)
    assert ran.code is Exit.USAGE
    assert f"Did you mean {meant}" in ran.err
    assert ran.out == ""


@pytest.mark.parametrize(
    "arguments", [["frob"], ["list", "--limit", "0"], ["post"], ["show", "--nonsense"], ["list", "--state", "x"]]
)
def test_a_wrong_command_line_is_one_json_document_where_json_was_asked_for(cli, arguments):
    ran = cli(*arguments, "--json")
    assert ran.code is Exit.USAGE
    assert ran.err == ""
    assert set(ran.json["error"]) >= {"code", "message", "exit", "field", "value", "fix"}
    assert ran.json["error"]["exit"] == Exit.USAGE


def test_an_error_of_our_own_is_told_without_a_traceback_unless_it_is_asked_for(cli, account, monkeypatch):
    assert account

    def break_down(*_):
        raise RuntimeError("a wheel came off")

    monkeypatch.setattr("postwire.store.sqlite.SqliteStore.tally", break_down)
    ran = cli("status")
    assert ran.code is Exit.BUG
    assert "a wheel came off" in ran.err
    assert "--debug" in ran.err
    with pytest.raises(AssertionError, match="Traceback"):
        cli("status", "--debug")


def test_the_database_may_be_named_before_or_after_the_command(cli, account, home):
    assert account
    (home / "postwire.db").rename(home / "other.db")
    assert cli("--db", "other.db", "status").code is Exit.DONE
    assert cli("status", "--db", "other.db").code is Exit.DONE
    assert cli("--db", "nowhere.db", "status", "--db", "other.db").code is Exit.DONE
    assert cli("status").code is Exit.SETUP


def test_the_database_may_be_named_in_the_environment(cli, account, home, monkeypatch):
    assert account
    (home / "postwire.db").rename(home / "other.db")
    monkeypatch.setenv("POSTWIRE_DB", "other.db")
    assert cli("status", "--json").json["database"] == "other.db"


def test_the_worst_end_decides_the_exit_code():
    assert worst([]) is Exit.DONE
    assert worst([Exit.DONE, Exit.UNFINISHED]) is Exit.UNFINISHED
    assert worst([Exit.UNFINISHED, Exit.WAITS, Exit.DONE]) is Exit.WAITS
    assert worst([Exit.WAITS, Exit.REFUSED]) is Exit.REFUSED


def test_a_reader_that_goes_away_is_not_answered_with_a_traceback():
    code = "from postwire.__main__ import main; main(['list', '--help'])"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    process.stdout.close()
    with process.stderr as told:
        assert told.read() == ""
    process.wait(30)


def test_control_characters_of_a_post_never_reach_the_terminal(cli, put, states):
    nasty = "\x1b]0;owned\x07 \u202e abc\x9b31m"
    failed = states["failed"]
    put("a" * 32, evolve(failed, diagnosis=evolve(failed.diagnosis, detail=nasty, next_step=nasty)), text=nasty)
    for command in (["list"], ["show", "aaaa"]):
        shown = cli(*command).out
        assert not {"\x1b", "\x07", "\u202e", "\x9b"} & set(shown)
        assert "\\u001b" in shown
    text = cli("show", "aaaa", "--json").out
    assert text.isascii()
    assert json.loads(text)["text"].startswith("\x1b]0;")
