"""The demo's media server: a reader that hangs up is not news."""

import socket
import struct
from pathlib import Path

import pytest

from postwire.demo.media_server import MediaServer


def test_a_reader_that_resets_a_kept_connection_is_not_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("x")
    with MediaServer(tmp_path) as server:
        host, _, port = server.host.partition(":")
        with socket.create_connection((host, int(port))) as reader:
            reader.sendall(b"GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n")
            assert reader.recv(4096).startswith(b"HTTP/1.1 200")
            # closed with a reset instead of a farewell
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert capfd.readouterr().err == ""
