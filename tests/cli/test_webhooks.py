"""`postwire webhooks`: a captured message is checked and told; a real process receives what the sandbox posts."""

import hashlib
import hmac
import json
import re
import signal
import subprocess
import sys

import httpx
import pytest

from postwire.cli.exit import Exit
from postwire_threads.sandbox import Settings
from postwire_threads.sandbox.draft import Draft, MediaType
from postwire_threads.sandbox.staged import Fate

SECRET = Settings().app_secret
VERIFY = "canary-verify-token-8c3d"

BODY = json.dumps({"time": 1723226877, "values": {"field": "replies", "value": {"id": "5", "text": "Hi \x1b[2J"}}})


def signature(app="s3cret-of-the-app"):
    return "sha256=" + hmac.digest(app.encode(), BODY.encode(), hashlib.sha256).hex()


def test_a_message_is_told_if_the_app_s_secret_signed_it(cli, account, home, monkeypatch):
    assert account
    monkeypatch.setenv("POSTWIRE_THREADS_APP_ID", "12")
    monkeypatch.setenv("POSTWIRE_THREADS_APP_SECRET", "s3cret-of-the-app")
    (home / "body.json").write_text(BODY)
    ran = cli("webhooks", "check", "threads", "body.json", "--signature", signature(), "--json")
    assert ran.code is Exit.DONE, ran.err
    (told,) = ran.json["happenings"]
    assert (told["kind"], told["post"]["id"]) == ("replied", "5")
    shown = cli("webhooks", "check", "threads", "-", "--signature", signature(), given=BODY)
    assert shown.out.startswith("replied  5")
    assert "\x1b" not in shown.out
    refused = cli("webhooks", "check", "threads", "body.json", "--signature", signature("another"), "--json")
    assert refused.code is Exit.REFUSED
    assert refused.json["error"]["code"] == "bad_signature"


@pytest.fixture
def serve(account, monkeypatch):
    """Starts `postwire webhooks serve` in a process of its own; its address, and what it wrote when it was stopped."""
    assert account
    monkeypatch.setenv("POSTWIRE_THREADS_APP_ID", "12")
    monkeypatch.setenv("POSTWIRE_THREADS_APP_SECRET", SECRET)
    monkeypatch.setenv("POSTWIRE_THREADS_VERIFY_TOKEN", VERIFY)
    started = []

    def start(*arguments):
        command = [sys.executable, "-m", "postwire", "webhooks", "serve", "threads", "--listen", "127.0.0.1:0"]
        process = subprocess.Popen([*command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        started.append(process)
        said = process.stderr.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert address is not None, said + process.stderr.read()

        def stop():
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=30)
            return process.returncode, out, err

        return address[0], stop

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def send(sandbox):
    """Lets the sandbox call an address."""

    def post(path, **order):
        answer = httpx.post(f"{sandbox.url}/_sandbox/{path}", json=order, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return post


@pytest.fixture
def published(sandbox):
    """Posts that are live, with a line feed in their text."""

    def live(text):
        (owner,) = sandbox.platform.accounts.profiles()
        staged = sandbox.platform.stage(owner, Draft(media_type=MediaType.TEXT, text=text), Fate())
        sandbox.platform.clock.advance(5)
        return sandbox.platform.publish(owner, staged.id).id

    return live


def test_what_the_platform_posts_becomes_lines(cli, serve, send, published, account):
    waiting = cli("post", account, "--text", "Later.", "--at", "2998-07-01T09:00Z", "--json").json["deliveries"][0][
        "id"
    ]
    address, stop = serve("--status-page", "https://you.example/deletion?code={code}")
    hook = f"{address}/webhook"
    assert send("subscriptions", to=hook, verify_token=VERIFY)["verified"]
    assert send("subscriptions", to=hook, verify_token="another") == {"verified": False, "status": 403, "body": ""}
    post = published("One\u2028two\nthree")
    for shape in ("object", "list", "entry"):
        assert send("webhooks", post=post, field="mentions", shape=shape, to=hook)["answer"]["status"] == 200
    promised = json.loads(send("notices", account="sandbox", to=f"{address}/delete")["answer"]["body"])
    assert send("notices", account="sandbox", to=f"{address}/deauthorize")["answer"] == {"status": 200, "body": ""}
    forged = httpx.post(hook, content=BODY, headers={"x-hub-signature-256": signature("another")}, timeout=30)
    assert forged.status_code == 403

    code, out, err = stop()
    assert code == Exit.DONE
    told = [json.loads(line) for line in out.splitlines()]
    assert [each["kind"] for each in told] == [*["mentioned"] * 3, "deletion_wanted", "deauthorized"]
    assert [each["post"]["text"] for each in told[:3]] == ["One\u2028two\nthree"] * 3
    assert all(each["key"].startswith(f"mentions:{post}:") for each in told[:3])
    assert told[3]["account"] == account
    assert promised == {
        "url": f"https://you.example/deletion?code={told[3]['confirmation_code']}",
        "confirmation_code": told[3]["confirmation_code"],
    }
    assert cli("show", waiting, "--json").json["state"] == "held"
    assert err.count("403 for") == 2
    for secret in (SECRET, VERIFY):
        assert secret not in out + err


def test_lines_are_appended_to_a_file_that_only_its_owner_reads(serve, send, published, home):
    for number in range(2):
        address, stop = serve("--out", "events.jsonl")
        send("webhooks", post=published(f"post {number}"), field="publish", to=f"{address}/webhook")
        assert stop()[1] == ""
    lines = (home / "events.jsonl").read_text().splitlines()
    assert [json.loads(line)["post"]["handle"] for line in lines] == ["sandbox", "sandbox"]
    assert (home / "events.jsonl").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("arguments", "refused"),
    [
        (("threads", "--listen", "8914"), (Exit.USAGE, "not HOST:PORT")),
        (("threads", "--status-page", "deletion"), (Exit.USAGE, "no web address")),
        (("threads", "--out", "nowhere/events"), (Exit.USAGE, "cannot be written")),
        (("thread",), (Exit.SETUP, "threads")),
        (("threads",), (Exit.SETUP, "POSTWIRE_THREADS_APP_SECRET")),
    ],
)
def test_what_cannot_be_served_is_refused_at_once(cli, account, monkeypatch, arguments, refused):
    assert account
    monkeypatch.delenv("POSTWIRE_THREADS_APP_ID", raising=False)
    ran = cli("webhooks", "serve", *arguments)
    assert ran.code is refused[0]
    assert refused[1] in ran.err
