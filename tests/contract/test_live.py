"""`record --live` against a real server: the token comes in by the environment or stdin, and comes out nowhere.

The processes are real, and so is the server; it is on this machine, since nothing else may be spoken to in tests.
"""

import base64
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml

import postwire_threads.sandbox
from postwire.redaction import encoded

TOKEN = "THQWVkZA9c1e5b2d8f4a6c0e77/live+token"
VARIABLE = "POSTWIRE_CONTRACT_TOKEN"


@pytest.fixture
def scene() -> Iterator[object]:
    with postwire_threads.sandbox.stage("honest", token=TOKEN, now=lambda: 1_800_000_000.0) as scene:
        yield scene


@pytest.fixture
def parrot() -> Iterator[str]:
    """A platform that refuses everything, and repeats the token wherever there is a place for it."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            told = self.headers.get("authorization", "")
            words = [TOKEN, quote(TOKEN, safe=""), base64.b64encode(f"a:{TOKEN}".encode()).decode(), told, self.path]
            body = json.dumps({"error": {"message": " ".join(words), "code": 190, "error_data": json.dumps(words)}})
            self.send_response(401, f"no {TOKEN}")
            for name in ("location", "www-authenticate", "set-cookie", "x-debug"):
                self.send_header(name, " ".join(words))
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        do_GET = do_POST = do_DELETE = answer  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield "http://{}:{}".format(*listening.server_address[:2])
        listening.shutdown()
        thread.join()


def record(folder: Path, url: str, *more: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    words = ["record", "threads", "text", "--live", "--user-id", "17841412345678901", "--api-base", url, *more]
    return subprocess.run(
        [sys.executable, "-m", "postwire_contract", *words],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name != VARIABLE} | environment,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def is_told(text: str) -> list[str]:
    """The spellings of the token that stand in a text."""
    return [one for one in (TOKEN, quote(TOKEN), quote(TOKEN, safe=""), *encoded(TOKEN)) if one.lower() in text.lower()]


@pytest.mark.parametrize("way", ["environment", "stdin"])
def test_it_is_recorded_with_a_token_that_is_seen_nowhere(tmp_path, scene, way):
    more = {VARIABLE: TOKEN} if way == "environment" else {"stdin": f"{TOKEN}\n"}

    ran = record(tmp_path, scene.url, "--user-id", scene.user_id, "--handle", scene.handle, "--yes", **more)

    assert ran.returncode == 0, ran.stderr
    text = (tmp_path / "cassettes/threads/text.yaml").read_text()
    told = yaml.safe_load(text)
    assert told["provenance"]["recorded_against"] == "live"
    assert len(told["interactions"]) > 2
    assert is_told(text + ran.stdout + ran.stderr) == []
    assert scene.user_id not in text
    assert "127.0.0.1" not in text


def test_a_platform_that_repeats_the_token_everywhere_gets_it_into_no_words_and_no_file(tmp_path, parrot):
    ran = record(tmp_path, parrot, "--yes", **{VARIABLE: TOKEN})

    assert ran.returncode == 1
    assert "text has to end published and ended held" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert is_told(ran.stdout + ran.stderr) == []
    assert list(tmp_path.rglob("*.yaml")) == []


@pytest.mark.parametrize("option", ["--token", "--access-token", "--password"])
def test_a_token_on_the_command_line_is_no_option_and_is_not_repeated(tmp_path, scene, option):
    ran = record(tmp_path, scene.url, "--yes", f"{option}={TOKEN}")

    assert ran.returncode == 2
    assert "No such option" in ran.stderr
    assert is_told(ran.stdout + ran.stderr) == []
