"""What a person at a terminal sees: tables and colours there, and nowhere else."""

import os
import subprocess
import sys

import pytest

pty = pytest.importorskip("pty")


@pytest.fixture
def terminal(home):
    """Calls `postwire` at a terminal of its own; what is typed there is given."""

    def call(*arguments, typed="", **environment):
        master, slave = pty.openpty()
        settings = os.environ | {"TERM": "xterm-256color", "COLUMNS": "200"} | environment
        command = [sys.executable, "-m", "postwire", *arguments]
        with subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, cwd=home, env=settings) as process:
            os.close(slave)
            shown = b""
            while piece := _piece(master):
                shown += piece
                if typed and b"Token" in shown:
                    os.write(master, typed.encode())
                    typed = ""
        os.close(master)
        return process.returncode, shown.decode()

    return call


def _piece(master):
    try:
        return os.read(master, 65536)
    except OSError:  # the other end is closed
        return b""


def test_a_terminal_gets_a_table_and_colours(terminal, put, states):
    put("a" * 32, states["published"])
    _, shown = terminal("list")
    assert "─" in shown
    assert "https://example.com/p1" in shown
    _, shown = terminal("show", "aaaa")
    assert "\x1b[32m" in shown


def test_a_terminal_without_colours_gets_none(terminal, put, states):
    put("a" * 32, states["published"])
    _, shown = terminal("show", "aaaa", NO_COLOR="1")
    assert "\x1b[" not in shown


def test_a_terminal_is_asked_for_the_token_without_echo(terminal):
    code, shown = terminal("accounts", "add", "threads", "--user-id", "1", typed="THtypedtoken\n")
    assert code == 0
    assert "Token" in shown
    assert "THtypedtoken" not in shown
    assert "threads:1 was added" in shown


def test_a_run_tells_whoever_looks_what_went_out(terminal, cli, account):
    cli("post", account, "--text", "x")
    code, shown = terminal("run", "--until-idle")
    assert code == 0
    assert "working on" in shown
    assert "https://www.threads.net/@sandbox/post/" in shown
    assert "1 published" in shown
