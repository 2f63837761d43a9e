import http.server
import io
import socketserver
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from PIL import Image

from postwire_threads.sandbox import Graph, Platform, SandboxServer, Settings
from postwire_threads.sandbox.call import Call, Look, Pause

START = 1_790_000_000.0
TOKEN = "THsandbox"


class Api:
    """A client of one sandbox, with the default account's token."""

    def __init__(self, sandbox: SandboxServer, client: httpx.Client) -> None:
        self.sandbox = sandbox
        self.client = client

    def get(self, path: str, token: str | None = TOKEN, **query: Any) -> httpx.Response:
        return self.client.get(path, params=query, headers=_bearer(token))

    def post(self, path: str, token: str | None = TOKEN, **form: Any) -> httpx.Response:
        return self.client.post(path, data=form, headers=_bearer(token))

    def delete(self, path: str, token: str | None = TOKEN) -> httpx.Response:
        return self.client.delete(path, headers=_bearer(token))

    def create(self, text: str = "hello", token: str | None = TOKEN, **form: Any) -> httpx.Response:
        return self.post("/v1.0/me/threads", token, **{"media_type": "TEXT", "text": text, **form})

    def complaint(self, status: int = 400, **form: Any) -> str:
        """What is said to parameters that cannot be; nothing is staged."""
        answer = self.post("/me/threads", **form)
        assert answer.status_code == status, answer.text
        error = answer.json()["error"]
        assert error["code"] == 100
        assert error["type"] == "THApiException"
        assert self.control("GET", "containers") == {"containers": []}
        message: str = error["message"]
        return message

    def publish(self, container: str, token: str | None = TOKEN) -> httpx.Response:
        return self.post("/v1.0/me/threads_publish", token, creation_id=container)

    def live(self, text: str = "hello", token: str | None = TOKEN, **form: Any) -> str:
        """Create and publish; the id of the post."""
        created = self.create(text, token, **form)
        assert created.status_code == 200, created.text
        published = self.publish(created.json()["id"], token)
        assert published.status_code == 200, published.text
        post_id: str = published.json()["id"]
        return post_id

    def status(self, container: str) -> dict[str, Any]:
        found: dict[str, Any] = self.get(f"/{container}", fields="id,status,error_message").json()
        return found

    def item(self, **form: Any) -> str:
        """A carousel's item, finished."""
        picture = {"media_type": "IMAGE", "image_url": "http://127.0.0.1/a.jpg", "is_carousel_item": "true"}
        created = self.post("/me/threads", **{**picture, **form})
        assert created.status_code == 200, created.text
        self.advance(1)
        container: str = created.json()["id"]
        return container

    def control(self, method: str, path: str, order: Any = None) -> dict[str, Any]:
        answer = self.client.request(method, f"/_sandbox/{path}", json=order)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def refused(self, method: str, path: str, order: Any) -> str:
        """What the control surface says to an order that it cannot carry out."""
        answer = self.client.request(method, f"/_sandbox/{path}", json=order)
        assert answer.status_code == 400, answer.text
        reason: str = answer.json()["error"]
        return reason

    def fault(self, **fault: Any) -> None:
        self.control("POST", "faults", fault)

    def advance(self, seconds: float) -> None:
        self.control("POST", "clock", {"advance": seconds})

    def settings(self, **changes: Any) -> None:
        self.control("PATCH", "settings", changes)

    def account(self, username: str, **more: Any) -> str:
        """Another account; its token."""
        token: str = self.control("POST", "accounts", {"username": username, **more})["token"]
        return token

    def published(self) -> list[dict[str, Any]]:
        posts: list[dict[str, Any]] = self.control("GET", "published")["published"]
        return posts


def _bearer(token: str | None) -> dict[str, str]:
    return {} if token is None else {"authorization": f"Bearer {token}"}


@pytest.fixture(scope="module")
def _served() -> Iterator[tuple[SandboxServer, httpx.Client]]:
    with SandboxServer(now=lambda: START) as sandbox, httpx.Client(base_url=sandbox.url) as client:
        yield sandbox, client


@pytest.fixture
def api(_served: tuple[SandboxServer, httpx.Client]) -> Api:
    """A fresh sandbox that does not look at media, on a clock that moves only when told to."""
    sandbox, client = _served
    client.post("/_sandbox/reset")
    client.patch("/_sandbox/settings", json={"fetch_media": False})
    return Api(sandbox, client)


@pytest.fixture
def looking(api: Api) -> Api:
    """The same, but it fetches and probes media."""
    api.settings(fetch_media=True)
    return api


class MediaHost:
    """A web server on loopback: what it serves, and what was asked of it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.files: dict[str, bytes] = {}
        self.redirects: dict[str, str] = {}
        self.asked: list[str] = []

    def put(self, name: str, content: bytes) -> str:
        self.files[f"/{name}"] = content
        return f"{self.url}/{name}"


@pytest.fixture(scope="module")
def _media_server() -> Iterator[MediaHost]:
    class Handler(http.server.BaseHTTPRequestHandler):
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            host.asked.append(self.path)
            if self.path in host.redirects:
                self.send_response(302)
                self.send_header("location", host.redirects[self.path])
                self.end_headers()
                return
            content = host.files.get(self.path)
            self.send_response(404 if content is None else 200)
            self.send_header("content-length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_: Any) -> None:
            pass

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        host = MediaHost(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield host
        server.shutdown()
        thread.join()


@pytest.fixture
def media_host(_media_server: MediaHost) -> MediaHost:
    _media_server.files.clear()
    _media_server.redirects.clear()
    _media_server.asked.clear()
    return _media_server


def picture(width: int = 640, height: int = 480, kind: str = "JPEG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(made, kind)
    return made.getvalue()


@pytest.fixture
def jpeg() -> bytes:
    return picture()


@pytest.fixture
def make_picture() -> Any:
    return picture


class Time:
    """A virtual clock: a pause is nothing but a larger number."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def platform(time: Time) -> Platform:
    return Platform(Settings(video_seconds=30), time)


@pytest.fixture
def ask(platform: Platform, time: Time) -> Any:
    """A conversation carried through without HTTP, threads or sleep; what it wished for is in ``ask.wishes``."""

    def conversation(method: str, path: str, sight: Any = None, **parameters: Any) -> Any:
        talk = Graph(platform).converse(Call(method=method, path=path, parameters=parameters, token=TOKEN))
        try:
            wish = next(talk)
            while True:
                conversation.wishes.append(wish)
                if isinstance(wish, Pause):
                    time.now += wish.seconds
                wish = talk.send(sight if isinstance(wish, Look) else None)
        except StopIteration as end:
            return end.value

    conversation.wishes = []
    return conversation
