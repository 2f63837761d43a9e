"""A token that was handed over stands nowhere but, encrypted, in the database."""

import logging
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import click
import pytest

from postwire.cli.group import postwire
from postwire.redaction import redact

CANARY = "THcanary7f3a9c1e5b2d8f4a6c0e"
NEW = "THcanary0000newtoken11112222"


@pytest.fixture
def seen(cli, caplog):
    """Everything that any command printed or logged, as one text."""
    caplog.set_level(logging.DEBUG)
    printed = []

    def call(*arguments, given=""):
        ran = cli(*arguments, given=given)
        printed.append(ran.out + ran.err)
        return ran

    call.text = lambda: "".join(printed) + caplog.text
    return call


def test_a_token_is_found_in_no_output_no_log_no_history_and_no_byte_of_the_database(
    seen, account, sandbox, fault, home
):
    echo = {"error": {"message": f"Cannot parse {CANARY} or {quote(CANARY)}", "code": 190, "type": "OAuthException"}}
    fault("answer", "create", status=400, body=echo, text="echoed")
    fault("lie", "publish", status=500, body=f"<html>{CANARY}</html>", text="lied")
    fault("answer", "status", status=200, body={"id": "1", "status": "ERROR", "error_message": CANARY}, text="failed")
    for text in ("plain", "echoed", "failed"):
        seen("post", account, "--text", text, "--wait")
    seen("post", account, "--text", "lied")
    seen("run", "--once", "--json")
    sandbox.platform.accounts.revoke(sandbox.platform.accounts.token(CANARY), "password")
    seen("post", account, "--text", "revoked", "--wait", "--json")
    seen("accounts", "add", "@sandbox", "--token-stdin", "--json", given=NEW)
    seen("accounts", "list", "--json")
    seen("run", "--once")
    deliveries = seen("list", "--json").json["deliveries"]
    assert {delivery["state"] for delivery in deliveries} > {"published", "held"}
    for delivery in deliveries:
        seen("show", delivery["id"])
        seen("show", delivery["id"], "--json")
        seen("evidence", delivery["id"], "--json")
    seen("explain", "threads", given=str(echo))
    for command in (
        *(["status"], ["plan"], ["doctor"], ["unknown"], ["plugins"], ["scopes", "threads"], ["list"]),
        *(["accounts", "refresh", account], ["backup", "copy.db"], ["prune", "--dry-run"], ["key", "rotate"]),
    ):
        seen(*command)
        seen(*command, "--json")
    bytes_on_disk = b"".join(file.read_bytes() for file in home.rglob("*") if file.is_file())
    assert len(bytes_on_disk) > 10_000
    for secret in (CANARY, NEW, os.environ["POSTWIRE_KEY"]):
        assert secret not in seen.text()
        assert secret.encode() not in bytes_on_disk
        assert secret[2:].encode() not in bytes_on_disk
    assert "***" in seen.text(), "the platform's echo was there, and masked"


def test_a_token_in_the_wrong_place_is_not_repeated(seen, account):
    for arguments in (
        ["accounts", "add", "threads", CANARY],
        ["accounts", "add", "threads", "--user-id", "1", f"--token={CANARY}"],
        ["show", CANARY],
        ["post", CANARY, "--text", "x"],
        ["post", account, "--text", "x", "--option", f"access_token={CANARY}"],
        ["post", account, "--text", "x", "--at", CANARY],
        ["post", account, "--text", "x", "--link", f"https://example.com/?access_token={CANARY}", "--late", "no"],
        [CANARY],
    ):
        for more in ([], ["--json"]):
            seen(*arguments, *more)
    assert not re.search(CANARY[2:], seen.text())


def test_a_traceback_that_was_asked_for_holds_no_token(account, home):
    code = (
        "from postwire.__main__ import main; from postwire.store.sqlite import SqliteStore\n"
        f"def broken(*_): raise RuntimeError('token={CANARY}')\n"
        "SqliteStore.tally = broken; main(['status', '--debug'])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=home, check=False)
    assert account
    assert ran.returncode == 70
    assert "Traceback" in ran.stderr
    assert CANARY not in ran.stderr.partition("RuntimeError")[2]


def test_no_command_takes_a_secret_as_an_argument_where_every_user_of_the_machine_sees_it():
    def options(command, path):
        for name in getattr(command, "list_commands", lambda _: [])(context):
            yield from options(command.get_command(context, name), f"{path} {name}")
        for parameter in command.params:
            yield from ((path, option, parameter) for option in parameter.opts)

    context = click.Context(postwire)
    taking = {
        f"{path} {option}"
        for path, option, parameter in options(postwire, "postwire")
        if re.search("token|secret|key|passw", option) and not getattr(parameter, "is_flag", False)
    }
    assert taking == {"postwire post --idempotency-key"}


def test_every_cassette_is_free_of_what_looks_like_a_secret():
    tapes = [path for path in (Path(__file__).parents[2] / "cassettes").rglob("*") if path.is_file()]
    assert len(tapes) > 10
    assert not [path for path in tapes if redact(path.read_text()) != path.read_text()]
