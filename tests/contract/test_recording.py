"""What a platform may echo is not in a recording, and what cannot be kept or replayed replaces nothing."""

import base64
import gzip
import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from attrs import define, evolve, field
from hypothesis import given
from hypothesis import strategies as st

import postwire_corkboard
import postwire_threads
import postwire_threads.sandbox
from postwire.account import Account
from postwire.credentials import Secret
from postwire.exchange import Reply, Request
from postwire.manifest import QueryToken
from postwire.redaction import encoded
from postwire.transport import MaybeArrived
from postwire.wire import Wire
from postwire_contract import tape
from postwire_contract.failure import Broken
from postwire_contract.journey import CANARY, HANDLE, USER_ID
from postwire_contract.kit import Kit
from postwire_contract.provenance import Provenance
from postwire_contract.record import record
from postwire_contract.scenario import Staging
from postwire_contract.scrub import TOKEN, Scrub
from postwire_contract.staged import Staged
from postwire_threads.manifest import MANIFEST

CASSETTES = Path(__file__).parents[2] / "cassettes"
BASE = MANIFEST.api.base_url
PERSON = "17841412345678901"
NAME = "grace.hopper"
MAIL = "grace.hopper@navy.example.org"
POST_ID = "18012345678901234"
PROVENANCE = Provenance(
    platform="threads",
    scenario="text",
    against="sandbox",
    api_version="v1.0",
    recorded=date(2026, 11, 21),
    connector="postwire-threads 0",
    again="once more",
    starts=datetime(2026, 1, 1, tzinfo=UTC),
)


@define
class Platform:
    """Answers every request with what it was told to."""

    url: str = ""
    body: bytes = b"{}"
    headers: dict[str, str] = field(factory=dict)
    status: int = 200
    reason: str | None = None


@pytest.fixture(scope="module")
def server() -> Iterator[Platform]:
    platform = Platform()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            self.send_response(platform.status, platform.reason)
            for name, value in {"content-type": "application/json", **platform.headers}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(platform.body)))
            self.end_headers()
            self.wfile.write(platform.body)

        do_GET = do_POST = answer  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        platform.url = "http://{}:{}".format(*listening.server_address[:2])
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield platform
        listening.shutdown()
        thread.join()


@pytest.fixture
def platform(server: Platform) -> Platform:
    server.body, server.headers, server.status, server.reason = b"{}", {}, 200, None
    return server


@contextmanager
def sender(url: str | None, manifest: Any = MANIFEST, token: str = CANARY) -> Iterator[Callable[[Request], Reply]]:
    account, wire = Account(platform="threads", user_id=PERSON, api_base=url), Wire()
    try:
        yield lambda request: wire.send(request, manifest, account, Secret(token))
    finally:
        wire.close()


def recorded(
    path: Path, platform: Platform, *requests: Request, manifest: Any = MANIFEST, token: str = CANARY
) -> tuple[str, tape.Tape]:
    """Record these requests; the file's text, and the tape."""
    aliases = {token: TOKEN, PERSON: USER_ID, NAME: HANDLE, platform.url: BASE, platform.url[7:]: "graph.threads.net"}
    with tape.recording(path, PROVENANCE, BASE, aliases), sender(platform.url, manifest, token) as send:
        for request in requests:
            send(request)
    return path.read_text(encoding="utf-8"), tape.load(path, BASE)


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


ECHOES: dict[str, Any] = {
    "field": {"body": {"access_token": CANARY, "you": PERSON}},
    "number": {"body": {"user_id": int(PERSON), "list": [[int(PERSON)]]}},
    "key": {"body": {CANARY: {PERSON: NAME}}},
    "error text": {"body": {"error": {"message": f"Session of {NAME} <{MAIL}> with {CANARY} expired"}}, "status": 400},
    "permalink": {"body": {"permalink": f"https://www.threads.net/@{NAME}/post/x?igsh={CANARY}"}},
    "another spelling of the name": {"body": {"by": NAME.upper()}},
    "escaped mail": {"text": '{"to": "grace.hopper\\u0040navy.example.org"}'},
    "escaped key": {"text": '{"grace.hopper\\u0040navy.example.org": 1}'},
    "encoded mail": {"text": '{"link": "https://x.example/?to=' + quote(MAIL, safe="") + '"}'},
    "html": {"text": f"<p>{CANARY} of {NAME}, {MAIL}</p>", "headers": {"content-type": "text/html"}, "status": 502},
    "form": {"text": f"oauth_token={CANARY}&user={NAME}", "headers": {"content-type": "text/plain"}},
    "header": {"headers": {"x-echo": f"{CANARY} {PERSON} {MAIL}"}},
    "redirect": {"headers": {"location": f"https://x.example/?access_token={CANARY}"}, "status": 302},
    "authenticate": {"headers": {"www-authenticate": f'Bearer token="{CANARY}"'}, "status": 401},
    "cookie": {"headers": {"set-cookie": f"session={CANARY}; Path=/"}},
    "cookie of its own": {"headers": {"set-cookie": "session=5f2a9c1b7e4d; Path=/"}},
    "place": {"text": "at the address"},
    "another secret": {"body": {"refresh_token": "5f2a9c1b7e4d", "url": "https://x.example/?code=5f2a9c1b7e4d"}},
    "another token": {"body": {"text": "THAAB5f2a9c1b7e4d5f2a9c1b7e4d"}},
    "base64": {"body": {"session": b64(CANARY), "basic": b64(f"{NAME}:{CANARY}"), "more": b64(f"no. {CANARY}!")}},
    "base64 in a URL": {"headers": {"location": "/x?s=" + b64(f"ab{CANARY}").replace("+", "-").replace("/", "_")}},
    "hex": {"body": {"debug": CANARY.encode().hex(), "dump": CANARY.encode().hex().upper()}},
    "JSON in JSON": {"body": {"raw": json.dumps({"debug": json.dumps({"token": CANARY})})}},
    "reason": {"reason": f"Bad token {CANARY} of {NAME}", "status": 400},
    "header's name": {"headers": {f"x-{CANARY}": "1"}},
    "trace": {"headers": {"x-fb-trace-id": "5f2a9c1b7e4d"}, "body": {"error": {"fbtrace_id": "5f2a9c1b7e4d"}}},
}


@pytest.mark.parametrize("echo", ECHOES.values(), ids=ECHOES.keys())
def test_what_a_platform_echoes_is_not_in_the_recording(tmp_path, platform, echo):
    text = echo.get("text") or json.dumps(echo.get("body", {}))
    platform.body = text.replace("the address", platform.url).encode()
    platform.headers, platform.status = echo.get("headers", {}), echo.get("status", 200)
    platform.reason = echo.get("reason")
    told, _ = recorded(tmp_path / "text.yaml", platform, Request("GET", f"/{PERSON}"))
    secrets = (CANARY, PERSON, NAME, "navy", "5f2a9c1b7e4d", platform.url[7:], "cookie", "authorization")
    for secret in (*secrets, *encoded(CANARY)):
        assert secret.lower() not in told.lower()
    with tape.playing(tmp_path / "text.yaml", BASE) as playing, sender(None) as send:
        reply = send(Request("GET", f"/{USER_ID}"))
        assert reply.status == platform.status
        assert reply.body == playing.answers[0]["body"]


ASKED: dict[str, Request] = {
    "path": Request("POST", f"/{PERSON}/{CANARY}/@{NAME}"),
    "query": Request("GET", "/x", {"q": f"{NAME} {MAIL}", "user": PERSON, "state": f"a{CANARY}b"}),
    "form": Request(
        "POST", "/x", form={"text": f"Ask {MAIL}, @{NAME} + {CANARY}", "to": PERSON, "code": "5f2a9c1b7e4d"}
    ),
    "json": Request("POST", "/x", json={"text": f"Ask {MAIL} \u2192 {CANARY}", "to": [int(PERSON), {"@": NAME}]}),
    "refresh": Request("POST", "/x", form={"client_secret": "5f2a9c1b7e4d", "refresh_token": "5f2a9c1b7e4d"}),
}


@pytest.mark.parametrize("request_", ASKED.values(), ids=ASKED.keys())
def test_what_a_connector_sends_is_not_in_the_recording_and_still_meets_it(tmp_path, platform, request_):
    told, loaded = recorded(tmp_path / "text.yaml", platform, request_)
    for secret in (CANARY, PERSON, NAME, "navy", "5f2a9c1b7e4d"):
        assert secret not in told
    with tape.playing(tmp_path / "text.yaml", BASE, CANARY) as playing, sender(None) as send:
        said = json.dumps([request_.path, request_.query, request_.form, request_.json])
        for secret, alias in ((CANARY, TOKEN), (PERSON, USER_ID), (NAME, HANDLE)):
            said = said.replace(secret, alias)
        path, query, form, body = json.loads(said)
        again = Request(request_.method, path, query, form, body)
        playing.meet(again)
        send(again)
        playing.end()
    assert len(loaded.lines) == 1


def test_one_id_has_one_stand_in_and_small_numbers_stay(tmp_path, platform):
    platform.body = json.dumps(
        {"id": POST_ID, "n": int(POST_ID), "at": 1767268800123, "other": "1801234567890"}
    ).encode()
    requests = [Request("POST", f"/{POST_ID}/x", form={"id": POST_ID, "ids": f"{POST_ID},{PERSON}"})] * 2
    told, loaded = recorded(tmp_path / "text.yaml", platform, *requests)
    assert POST_ID not in told
    assert loaded.lines[0].path == "/10000000000000001/x"
    assert loaded.lines[0].body == [["id", "10000000000000001"], ["ids", f"10000000000000001,{USER_ID}"]]
    assert json.loads(loaded.answers[1]["body"]) == {
        "id": "10000000000000001",
        "n": 10000000000000001,
        "at": 1767268800123,
        "other": "1801234567890",
    }


def test_a_name_is_only_replaced_where_it_stands_by_itself():
    scrub = Scrub({"ada": HANDLE, "n1": "17900000000000001"})
    assert scrub.text("@ada, Canada, n1, n12, in1, /ada/n1?x=ada_") == (
        "@someone, Canada, 17900000000000001, n12, in1, /someone/17900000000000001?x=someone_"
    )


def test_one_stand_in_is_not_taken_for_something_else_to_be_replaced():
    scrub = Scrub({"ada": "bob", "bob": "cleo"})
    assert scrub.text("ada bob") == "bob cleo"


@given(st.dictionaries(st.text(min_size=1), st.text()), st.text())
def test_what_is_clean_stays_clean(form, text):
    scrub = Scrub({CANARY: TOKEN}, counts_ids=True)
    once = tape.line_of(Request("POST", "/x", form, form))
    again = Request("POST", "/x", dict(once.query), dict(once.body or []))
    assert not once.differences(tape.line_of(again))
    assert scrub.text(scrub.text(text)) == scrub.text(text)


def test_a_token_that_travels_in_the_query_is_taken_out_and_not_missed(tmp_path, platform):
    manifest = evolve(MANIFEST, auth=QueryToken("key"))
    request = Request("GET", "/x", {"a": "1"})
    told, loaded = recorded(tmp_path / "text.yaml", platform, request, manifest=manifest, token="5f2a9c|1b7e4d")
    assert "key=" not in told
    assert loaded.lines[0].query == (("a", "1"),)
    with tape.playing(tmp_path / "text.yaml", BASE, CANARY) as playing, sender(None, manifest) as send:
        playing.meet(request)
        assert send(request).status == 200
        playing.end()


def test_no_log_tells_the_token_however_much_is_logged(tmp_path, platform, caplog):
    caplog.set_level(logging.DEBUG)
    platform.body = json.dumps({"access_token": CANARY}).encode()
    manifest, request = evolve(MANIFEST, auth=QueryToken("key")), Request("GET", "/x", {"a": "1"})
    recorded(tmp_path / "text.yaml", platform, request, manifest=manifest)
    with tape.playing(tmp_path / "text.yaml", BASE, CANARY) as playing, sender(None, manifest) as send:
        playing.meet(request)
        send(request)
    assert "127.0.0.1" in caplog.text
    assert CANARY not in caplog.text


def test_a_compressed_answer_is_kept_readable(tmp_path, platform):
    platform.body, platform.headers = gzip.compress(b'{"id": "1"}'), {"content-encoding": "gzip"}
    told, _ = recorded(tmp_path / "text.yaml", platform, Request("GET", "/x"))
    assert '{"id": "1"}' in told
    with tape.playing(tmp_path / "text.yaml", BASE), sender(None) as send:
        assert send(Request("GET", "/x")).body == '{"id": "1"}'


@pytest.mark.parametrize("spelling", ["live/token", "live%2Ftoken", "live%2ftoken", r"live\/token", "LIVE/token"])
def test_a_token_is_found_in_every_usual_spelling(tmp_path, platform, spelling):
    platform.body, platform.headers = f"<p>x{spelling}y</p>".encode(), {"content-type": "text/html"}
    told, _ = recorded(tmp_path / "text.yaml", platform, Request("GET", "/x"), token="live/token")
    assert "<p>xTOKENy</p>" in told


@pytest.mark.parametrize("spelling", ["live%252Ftoken", "live%25252Ftoken", r"live\%2Ftoken"])
def test_a_secret_that_is_left_in_another_spelling_throws_the_recording_away(tmp_path, platform, spelling):
    platform.body, platform.headers = f"<p>{spelling}</p>".encode(), {"content-type": "text/html"}
    with pytest.raises(tape.TapeError, match="'TOKEN' stands for got into the recording") as caught:
        recorded(tmp_path / "text.yaml", platform, Request("GET", "/x"), token="live/token")
    assert "live" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_an_answer_in_an_unknown_encoding_throws_the_recording_away(tmp_path, platform):
    platform.body, platform.headers = b"?", {"content-encoding": "snappy"}
    file, asked = tmp_path / "text.yaml", Request("GET", "/x")
    with (
        pytest.raises(tape.TapeError, match="answer 1 is encoded as snappy"),
        tape.recording(file, PROVENANCE, BASE, {}),
        sender(platform.url) as send,
        suppress(MaybeArrived),
    ):
        send(asked)
    assert list(tmp_path.iterdir()) == []


def test_nothing_that_was_heard_lies_about_when_recording_fails(tmp_path, platform):
    def interrupted() -> None:
        with tape.recording(tmp_path / "text.yaml", PROVENANCE, BASE, {}), sender(platform.url) as send:
            send(Request("GET", "/x"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_a_conversation_without_a_request_or_with_too_many_is_not_kept(tmp_path, platform):
    with pytest.raises(tape.TapeError, match="nothing was recorded"):
        recorded(tmp_path / "text.yaml", platform)
    with pytest.raises(tape.TapeError, match="101 interactions; at most 100"):
        recorded(tmp_path / "text.yaml", platform, *[Request("GET", "/x")] * 101)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("connector", "name"),
    [
        (postwire_threads, "reply"),
        (postwire_threads, "lost_publish_answer"),
        (postwire_threads, "container_expired"),
        (postwire_threads, "lost_container"),
        (postwire_corkboard, "delete_gone"),
        (postwire_corkboard, "rate_limited"),
        (postwire_corkboard, "lost_container"),
    ],
)
def test_recorded_again_it_is_the_same_word_for_word(tmp_path, connector, name):
    kit = Kit(connector, tmp_path)
    (scenario,) = (scenario for scenario in kit.scenarios if scenario.name == name)
    again = tape.load(record(kit, scenario), kit.manifest.api.base_url)
    first = tape.load(CASSETTES / kit.manifest.platform / f"{name}.yaml", kit.manifest.api.base_url)
    assert (again.lines, again.answers) == (first.lines, first.answers)
    assert evolve(again.provenance, recorded=first.provenance.recorded) == first.provenance


def test_a_scenario_that_ends_otherwise_leaves_the_older_cassette_alone(tmp_path):
    kit = Kit(postwire_threads, tmp_path)
    (text,) = (scenario for scenario in kit.scenarios if scenario.name == "text")
    kit.cassettes.mkdir()
    kit.path(text).write_text("older")
    with pytest.raises(Broken, match="text has to end published and ended held"):
        record(kit, evolve(text, staging=Staging.TOKEN_REVOKED))
    assert kit.path(text).read_text() == "older"
    assert list(kit.cassettes.iterdir()) == [kit.path(text)]


def test_a_story_that_cannot_happen_on_a_platform_is_refused_by_its_sandbox(tmp_path):
    kit = Kit(postwire_corkboard, tmp_path)
    with pytest.raises(ValueError, match="a corkboard knows no story 'slow'"):
        record(kit, evolve(kit.scenarios[0], staging=Staging.SLOW))


def test_a_live_recording_needs_what_nobody_else_can_give(tmp_path):
    kit = Kit(postwire_threads, tmp_path)
    by_name = {scenario.name: scenario for scenario in kit.scenarios}
    with postwire_threads.sandbox.stage("honest", token="THlive", now=lambda: 1_800_000_000.0) as scene:
        live = Staged(url=scene.url, user_id=scene.user_id, handle=scene.handle, token=scene.token)
        assert "THlive" not in repr(live) + repr(scene)
        with pytest.raises(Broken, match="reply answers a post, and none was named"):
            record(kit, by_name["reply"], live)
        with pytest.raises(Broken, match="delete_gone needs somebody else to delete the post"):
            record(kit, by_name["delete_gone"], live)
        loaded = tape.load(record(kit, by_name["text"], live), BASE)
    assert loaded.provenance.against == "live"
    assert "THlive" not in kit.path(by_name["text"]).read_text()
