"""A platform that is given bytes is recorded and replayed without them, and other bytes are noticed."""

import json
import threading
import types
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from attrs import evolve

from postwire.container import Container
from postwire.demo.media import Sample
from postwire.exchange import Exchange, Request, Upload
from postwire.history import EntryKind
from postwire.hookspecs import hookimpl
from postwire.manifest import Ability, Api, Manifest, Support
from postwire.operation import Operation
from postwire.receipt import Receipt
from postwire.state import Published
from postwire_contract import posts, tape
from postwire_contract.cuts import Cut, after_a_cut
from postwire_contract.journey import CANARY
from postwire_contract.kit import Kit
from postwire_contract.record import record
from postwire_contract.scenario import Scenario
from postwire_contract.staged import Staged

MANIFEST = Manifest(
    platform="postcards",
    title="Postcards",
    api=Api(base_url="https://api.postcards.example", version="1", documentation="https://postcards.example"),
    abilities={Ability.TEXT: Support.YES, Ability.IMAGE: Support.YES},
)
JPEG = Sample.PHOTO.path.read_bytes()
DRIVERS = pytest.mark.parametrize("asynchronous", [False, True], ids=["blocking", "async"])


def connector(*, field: str) -> types.ModuleType:
    """One that uploads its picture as the body, or as a field of a form, and keeps a key of its own."""

    def create(post, staging) -> Exchange[Container]:
        (media,) = post.media
        upload = Upload(media, "image/jpeg", field, "a.jpg")
        reply = yield Request("POST", "/media", upload=upload, form={"description": post.text} if field else None)
        return Container(reply.string("id"), data={"key": staging.key})

    def publish(container) -> Exchange[Receipt]:
        headers = {"Idempotency-Key": container.data["key"]}
        reply = yield Request("POST", "/posts", json={"media": container.id}, headers=headers)
        return Receipt(reply.string("id"))

    module = types.ModuleType("postwire_postcards")
    hooks: dict[str, Any] = {
        "manifest": lambda: MANIFEST,
        "required_scopes": lambda operation: frozenset[Operation](),  # noqa: ARG005 - as the hook has it
        "validate_media": lambda post: (),  # noqa: ARG005 - as above
        "classify_error": lambda reply, operation: None,  # noqa: ARG005 - as above
        "create": create,
        "publish": publish,
    }
    for name, hook in hooks.items():
        setattr(module, name, hookimpl(hook))
    return module


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.heard.append((self.path, dict(self.headers), body))
        answer = json.dumps({"id": f"p{len(self.server.heard)}"}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Any]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.heard = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["", "file"], ids=["raw", "multipart"])
def kit(request: pytest.FixtureRequest, server: Any, tmp_path: Path) -> Kit:
    """The connector, recorded."""
    kit = Kit(connector(field=request.param), tmp_path)
    url = f"http://127.0.0.1:{server.server_port}"
    record(kit, image(kit), Staged(url=url, user_id="84848484848484", handle="ada.lovelace", token=CANARY))
    return kit


def image(kit: Kit) -> Scenario:
    return next(scenario for scenario in kit.scenarios if scenario.name == "image")


def test_the_bytes_go_over_the_wire_and_not_into_the_recording(kit, server):
    (path, _, body), (_, headers, _) = server.heard
    assert path == "/media"
    assert JPEG in body
    text = kit.path(image(kit)).read_text()
    upload = json.loads(yaml.safe_load(text)["interactions"][0]["request"]["body"])["upload"]
    assert (upload["bytes"], upload["content_type"]) == (len(JPEG), "image/jpeg")
    assert len(headers["idempotency-key"]) == 32
    assert len(text) < 4096


@DRIVERS
def test_it_is_replayed_word_for_word_and_history_tells_of_the_bytes(kit, asynchronous):
    journey = kit.replay(image(kit), asynchronous=asynchronous)

    assert isinstance(journey.delivery.state, Published)
    upload = next(entry.data["upload"] for entry in journey.history if entry.kind is EntryKind.EXCHANGE)
    assert upload["bytes"] == len(JPEG)
    assert JPEG[:40].hex() not in json.dumps([entry.data for entry in journey.history])


@DRIVERS
def test_other_bytes_are_noticed(kit, monkeypatch, asynchronous):
    def other(post):
        media = evolve(post.media[0], location=str(Sample.CARD.path), facts=None)
        return evolve(post, media=(media,))

    monkeypatch.setattr(posts, "in_files", other)
    kit.forget(image(kit))
    with pytest.raises(tape.OffTape, match="body: recorded"):
        kit.replay(image(kit), asynchronous=asynchronous)


def test_another_header_is_noticed(kit):
    path = kit.path(image(kit))
    told = yaml.safe_load(path.read_text())
    told["interactions"][1]["request"]["headers"]["idempotency-key"] = ["0" * 32]
    path.write_text(yaml.safe_dump(told, sort_keys=False))
    kit.forget(image(kit))
    with pytest.raises(tape.OffTape, match=r"headers: recorded .*0000"):
        kit.replay(image(kit), asynchronous=False)


@pytest.mark.parametrize("cut", [Cut(1, arrived=False), Cut(1, arrived=True)], ids=str)
def test_a_process_that_died_over_an_upload_is_followed_by_one_that_stages_with_the_same_key(kit, cut):
    journey, live = after_a_cut(kit, image(kit), cut, asynchronous=False)

    assert live == 1
    assert isinstance(journey.delivery.state, Published)
    (key,) = {spoken.request.headers["Idempotency-Key"] for spoken in journey.heard if spoken.hook == "publish"}
    recorded = kit.replay(image(kit), asynchronous=False).heard[-1].request.headers["Idempotency-Key"]
    assert key == recorded
