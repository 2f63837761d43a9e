"""The page about connecting accounts: its commands and scripts are executed as they stand."""

import os
import re
import shlex
import subprocess
import sys
import threading
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from postwire.credentials import Vault
from postwire_threads.sandbox import Settings, serve

PAGE = Path(__file__).parents[2] / "docs" / "CONNECTING.md"
TEXT = PAGE.read_text(encoding="utf-8")
TESTED = r"<!-- tested: tests/docs/test_connecting_page\.py -->\n```{}\n(.*?)```"
COMMANDS = re.findall(TESTED.format("console"), TEXT, re.DOTALL)
SCRIPTS = re.findall(TESTED.format("python"), TEXT, re.DOTALL)
SANDBOX = "http://127.0.0.1:8800"


def visit(url):
    """A person who clicks Allow; where they are sent."""
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query))
    form = {f"asked.{name}": value for name, value in asked.items()}
    form |= {"profile": "sandbox", "decision": "allow", "scope": asked["scope"].split(",")}
    connection = HTTPConnection(parts.hostname, parts.port)
    headers = {"content-type": "application/x-www-form-urlencoded"}
    connection.request("POST", parts.path, urlencode(form, doseq=True), headers)
    location = connection.getresponse().headers["location"]
    connection.close()
    return location


def come_back(url):
    """The same, and the browser follows."""
    back = urlsplit(visit(url))
    connection = HTTPConnection(back.hostname, back.port)
    connection.request("GET", f"{back.path}?{back.query}")
    connection.getresponse().read()
    connection.close()


@pytest.fixture
def sandbox():
    with serve(Settings(fetch_media=False)) as served:
        yield served


@pytest.fixture
def shell(tmp_path, sandbox):
    """Runs the lines of a console block, each as a shell would."""
    environment = {
        **os.environ,
        "POSTWIRE_KEY": Vault.new_key(),
        "XDG_CONFIG_HOME": str(tmp_path),
        "BROWSER": "true",
    }

    def run(line):
        line = line.replace(SANDBOX, sandbox.url)
        if line.startswith("postwire sandbox"):
            return ""  # it is served already, on a port that is free
        if line.startswith("export "):
            name, _, value = shlex.split(line)[1].partition("=")
            environment[name] = value
            return ""
        command = line.replace("postwire ", f"{shlex.quote(sys.executable)} -m postwire ")
        command = re.sub(r"^(.* webhooks serve .*127\.0\.0\.1):\d+", r"exec \1:0", command)
        process = subprocess.Popen(  # noqa: S602 - our own page
            command,
            shell=True,  # as a reader would type it
            cwd=tmp_path,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        said = ""
        for text in process.stdout:
            said += text
            if (page := re.search(r"http://\S+/oauth/authorize\S+\n", text)) is not None:
                threading.Thread(target=come_back, args=(page[0].strip(),)).start()
            if text.startswith("listening at"):
                process.terminate()
        process.stdout.close()
        assert process.wait() == 0, said
        return said

    return run


def test_an_operator_s_commands_connect_an_account_and_publish(shell, sandbox):
    said = [shell(line.removeprefix("$ ")) for line in COMMANDS[0].splitlines()]
    assert "@sandbox (threads:17841400000000001) is connected until" in "".join(said)
    assert "too young" in said[-1]
    assert [post.draft.text for post in sandbox.platform.posts.values()] == ["Connected."]


def test_an_operator_s_commands_receive_what_the_platform_posts(shell, tmp_path):
    said = [shell(line.removeprefix("$ ")) for block in (COMMANDS[0], COMMANDS[2]) for line in block.splitlines()]
    assert re.fullmatch(r"listening at http://127\.0\.0\.1:\d+/webhook; Ctrl-C stops\n", said[-1])
    assert (tmp_path / "events.jsonl").read_bytes() == b""


def test_what_the_authorize_page_refuses_is_explained(shell):
    (line,) = COMMANDS[1].splitlines()
    assert "threads.wrong_app_id" in shell(line.removeprefix("$ "))


def test_an_embedder_s_scripts_connect_and_hear_of_a_person_who_left(sandbox, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    settings = Settings()
    names = {
        "APP_ID": settings.app_id,
        "APP_SECRET": settings.app_secret,
        "API_BASE": f"{sandbox.url}/v1.0",
        "visit": visit,
    }
    connecting, leaving = SCRIPTS
    exec(compile(connecting, PAGE.name, "exec"), names)  # noqa: S102 - our own page
    assert capsys.readouterr().out.startswith("threads:17841400000000001 ['threads_basic', 'threads_content_publish'")
    names["body"] = sandbox.platform.sign_ins.notice(sandbox.platform.accounts.profile("sandbox")).encode()
    exec(compile(leaving, PAGE.name, "exec"), names)  # noqa: S102 - as above
    assert names["parked"] == ()
    assert names["account_id"] == "threads:17841400000000001"
    assert names["engine"].store.connection(names["account_id"]).broken.code == "threads.app_removed"
    names["engine"].close()
    names["engine"].store.close()
