import io
import re
import threading
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import av
import pytest

from postwire.demo.media import Sample
from postwire.media import MediaFacts
from postwire.probe import FetchPolicy, ProbeFailed, probe_file, probe_url


class Web(ThreadingHTTPServer):
    """A web server on loopback that answers every path as a test says."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.routes: dict[str, Callable[[_Handler], None]] = {}
        self.requests: list[tuple[str, str | None]] = []
        self.connections = 0
        self.sent = 0
        self.stopping = threading.Event()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def policy(self, **changes) -> FetchPolicy:
        return FetchPolicy(**{"allowed_hosts": {self.host}, "timeout": 10.0} | changes)

    def serve(self, path: str, data, *, ranges: bool = True, length: bool = True, headers=()) -> str:
        """Serve bytes, or anything with a length and slices, with or without range requests and a length."""

        def answer(handler: _Handler) -> None:
            wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", handler.headers.get("Range", "")) if ranges else None
            if wanted and int(wanted[1]) >= len(data):
                handler.reply(416, [("Content-Range", f"bytes */{len(data)}"), ("Content-Length", "0")])
                return
            start, end = 0, len(data)
            if wanted:
                start, end = int(wanted[1]), min(len(data), int(wanted[2] or len(data)) + 1)
                handler.reply(206, [("Content-Range", f"bytes {start}-{end - 1}/{len(data)}"), *headers], end - start)
            else:
                handler.reply(200, list(headers), end if length else None)
            for at in range(start, end, 65536):
                handler.send(bytes(data[at : min(end, at + 65536)]))

        self.routes[path] = answer
        return self.url(path)

    def redirect(self, path: str, target: str, status: int = 302) -> str:
        self.routes[path] = lambda handler: handler.reply(status, [("Location", target)], 0)
        return self.url(path)

    def handle_error(self, request, client_address) -> None:
        """A client that hangs up early is what many of these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Web

    def setup(self) -> None:
        super().setup()
        self.server.connections += 1

    def do_GET(self) -> None:
        self.server.requests.append((self.path, self.headers.get("Range")))
        self.server.routes[self.path.partition("?")[0]](self)

    def reply(self, status: int, headers, length: int | None = None) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if length is None and not any(name == "Content-Length" for name, _ in headers):
            self.send_header("Connection", "close")
        elif length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def send(self, data: bytes) -> None:
        self.server.sent += len(data)  # before it is: whoever has read it may ask at once
        try:
            self.wfile.write(data)
        except OSError:
            self.server.sent -= len(data)
            raise

    def pause(self, seconds: float) -> None:
        """Wait, but not longer than the test lasts."""
        self.server.stopping.wait(seconds)

    def log_message(self, *_) -> None:
        pass


@pytest.fixture
def start_web() -> Iterator[Callable[[], Web]]:
    servers = []

    def start() -> Web:
        server = Web()
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        servers.append((server, thread))
        return server

    yield start
    for server, thread in servers:
        server.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def web(start_web) -> Web:
    return start_web()


@pytest.fixture
def refusal() -> Callable[[str, FetchPolicy], ProbeFailed]:
    """What the probe of a URL fails with."""

    def of(url: str, policy: FetchPolicy | None = None) -> ProbeFailed:
        with pytest.raises(ProbeFailed) as caught:
            probe_url(url, policy or FetchPolicy())
        return caught.value

    return of


@pytest.fixture
def probe_bytes(tmp_path) -> Callable[[bytes], MediaFacts]:
    """Probe these bytes as a local file."""

    def of(data: bytes) -> MediaFacts:
        path = tmp_path / "some.bin"
        path.write_bytes(data)
        return probe_file(path)

    return of


@pytest.fixture
def refused_bytes(probe_bytes) -> Callable[[bytes], ProbeFailed]:
    """What the probe of these bytes fails with."""

    def of(data: bytes) -> ProbeFailed:
        with pytest.raises(ProbeFailed) as caught:
            probe_bytes(data)
        return caught.value

    return of


@pytest.fixture(scope="session")
def clip() -> bytes:
    return Sample.CLIP.path.read_bytes()


@pytest.fixture(scope="session")
def index_behind(clip) -> bytes:
    """The clip with its index behind its data, and a megabyte of nothing between the two."""
    file = io.BytesIO()
    with av.open(io.BytesIO(clip)) as old, av.open(file, "w", format="mp4") as new:
        streams = {stream.index: new.add_stream_from_template(stream) for stream in old.streams}
        for packet in old.demux():
            if packet.dts is not None:
                packet.stream = streams[packet.stream_index]
                new.mux(packet)
    data = file.getvalue()
    at = data.rindex(b"moov") - 4
    return data[:at] + box(b"free", bytes(1_000_000)) + data[at:]


def box(name: bytes, content: bytes = b"") -> bytes:
    return (8 + len(content)).to_bytes(4) + name + content


@pytest.fixture(scope="session")
def make_box() -> Callable[..., bytes]:
    return box


@pytest.fixture
def film(tmp_path) -> Callable[..., Path]:
    """Encode a small grey video with or without silent sound."""

    def make(
        *, codec="libx264", container="mp4", rate=30, frames=12, codec_options=None, options=None, turn=0.0, sound=None
    ) -> Path:
        path = tmp_path / f"film-{time.monotonic_ns()}.{container}"
        with av.open(str(path), "w", format=container, options=options or {}) as file:
            video = file.add_stream(codec, rate=rate, options={"threads": "1"} | (codec_options or {}))
            video.width, video.height, video.pix_fmt = 96, 64, "yuv420p"
            if turn:
                video.set_display_rotation(turn)
            audio = file.add_stream("aac", rate=48_000, layout=sound) if sound else None
            for index in range(frames):
                frame = av.VideoFrame(96, 64, "yuv420p")
                for plane in frame.planes:
                    plane.update(bytes([100 + index % 8]) * plane.buffer_size)
                frame.pts, frame.time_base = index, Fraction(1, rate)
                file.mux(video.encode(frame))
            file.mux(video.encode(None))
            if audio:
                silence = av.AudioFrame(format="fltp", layout=sound, samples=1024)
                for plane in silence.planes:
                    plane.update(bytes(plane.buffer_size))
                silence.sample_rate, silence.pts, silence.time_base = 48_000, 0, Fraction(1, 48_000)
                file.mux(audio.encode(silence))
                file.mux(audio.encode(None))
        return path

    return make
