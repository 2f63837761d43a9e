import itertools

import httpcore
import pytest

from postwire.demo.media import Sample
from postwire.media import Media
from postwire.probe import Fault, FetchPolicy, ProbeFailed, probe, probe_url


@pytest.fixture
def connections(monkeypatch) -> list[str]:
    """The addresses that a connection was asked for; none is made, and every answer is 404."""
    made = []

    def connect(_backend, host, *_):
        made.append(host)
        return httpcore.MockStream([b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"])

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    return made


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x.mp4",
        "http://127.0.0.1:8080/x.mp4",
        "https://127.0.0.1/x.mp4",
        "http://localhost/x.mp4",
        "http://LOCALHOST/x.mp4",
        "http://10.0.0.5/x.mp4",
        "http://192.168.0.1/x.mp4",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/x.mp4",
        "http://[::ffff:127.0.0.1]/x.mp4",
        "http://[::ffff:7f00:1]/x.mp4",
        "http://[64:ff9b::7f00:1]/x.mp4",
        "http://[2002:7f00:1::]/x.mp4",
        "http://2130706433/x.mp4",
        "http://0x7f.1/x.mp4",
        "http://0x7f000001/x.mp4",
        "http://017700000001/x.mp4",
        "http://127.1/x.mp4",
        "http://0/x.mp4",
        "http://0.0.0.0/x.mp4",
        "http://127。0。0。1/x.mp4",
        "http://[fd00::1]/x.mp4",
        "http://[fe80::1]/x.mp4",
        "http://[::]/x.mp4",
    ],
)
def test_a_url_into_our_own_network_is_refused_before_any_connection(refusal, connections, url):
    failure = refusal(url)
    assert failure.fault is Fault.FORBIDDEN
    assert "public internet" in failure.reason
    assert "allowed_hosts" in failure.fix
    assert connections == []


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "FILE:/etc/passwd",
        "ftp://example.com/x.mp4",
        "data:video/mp4;base64,AAAA",
        "concat:a.mp4|b.mp4",
        "rtmp://example.com/x",
        "gopher://example.com/x",
        "unix:/run/docker.sock",
        "//example.com/x.mp4",
        "example.com/x.mp4",
        "http:///x.mp4",
        "http:x.mp4",
        "https://",
        "",
        "http://exa\nmple.com/",
        "http://0177.0.0.1/x.mp4",
        "http://[::1/x.mp4",
        "http://example.com:99999/",
        "http://example.com:0/",
        "http://example.com:port/",
    ],
)
def test_what_is_no_web_address_is_refused(refusal, connections, url):
    assert refusal(url).fault is Fault.FORBIDDEN
    assert connections == []


@pytest.mark.parametrize(
    "url", ["http://user:canary@example.com/x", "http://canary@example.com/x", "http://a\\@example.com"]
)
def test_credentials_in_a_url_are_refused_and_not_shown(refusal, connections, url):
    failure = refusal(url)
    assert failure.fault is Fault.FORBIDDEN
    assert "credentials" in failure.reason
    assert "canary" not in str(failure)
    assert connections == []


def test_a_malformed_url_is_not_shown_either(refusal):
    assert "canary" not in str(refusal("http://user:canary@[::1/x"))


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://example.com/x.mp4", "concat:a.mp4|b.mp4", "data:video/mp4,x"]
)
def test_a_media_whose_place_is_another_protocol_is_refused_not_taken_for_a_path(location):
    with pytest.raises(ProbeFailed) as caught:
        probe(Media(location))
    assert caught.value.fault is Fault.FORBIDDEN


def test_a_local_file_whose_name_looks_like_a_protocol_is_a_file(tmp_path, monkeypatch):
    (tmp_path / "concat:a.png").write_bytes(Sample.CARD.path.read_bytes())
    monkeypatch.chdir(tmp_path)
    assert probe(Media("concat:a.png")).facts.format == "png"


def test_one_private_address_among_public_ones_forbids_the_host(refusal, connections):
    policy = FetchPolicy(resolver=lambda *_: ("8.8.8.8", "10.0.0.1"))
    assert refusal("http://mixed.example/x.mp4", policy).fault is Fault.FORBIDDEN
    assert connections == []


def test_the_address_that_was_checked_is_the_one_connected_to(refusal, connections):
    asked = []

    def resolver(host, port):
        asked.append((host, port))
        return ("8.8.8.8",) if len(asked) == 1 else ("127.0.0.1",)

    failure = refusal("http://rebinding.example/x.mp4", FetchPolicy(resolver=resolver))
    assert failure.fault is Fault.HTTP_STATUS
    assert connections == ["8.8.8.8"]
    assert asked == [("rebinding.example", 80)]


def test_a_name_that_changes_its_address_between_two_requests_is_checked_again(refusal, monkeypatch):
    moved = b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    made = []
    monkeypatch.setattr(
        httpcore.SyncBackend, "connect_tcp", lambda _self, host, *_: made.append(host) or httpcore.MockStream([moved])
    )
    addresses = itertools.chain([("8.8.8.8",)], itertools.repeat(("127.0.0.1",)))
    failure = refusal("http://rebinding.example/x.mp4", FetchPolicy(resolver=lambda *_: next(addresses)))
    assert failure.fault is Fault.FORBIDDEN
    assert made == ["8.8.8.8"]


@pytest.mark.parametrize("spelling", ["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]", "0x7f.1"])
def test_a_redirect_into_our_own_network_is_refused(refusal, web, start_web, clip, spelling):
    secret = start_web()
    secret.serve("/secret.mp4", clip)
    target = f"http://{spelling}:{secret.server_port}/secret.mp4"
    failure = refusal(web.redirect("/open.mp4", target), web.policy())
    assert failure.fault is Fault.FORBIDDEN
    assert secret.connections == 0


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://example.com/x", "http://user:canary@example.com/", "data:,x"]
)
def test_a_redirect_to_what_is_not_fetched_is_refused(refusal, web, target):
    failure = refusal(web.redirect("/open.mp4", target), web.policy())
    assert failure.fault is Fault.FORBIDDEN
    assert "canary" not in str(failure)


def test_an_allowed_port_does_not_open_the_other_ones_of_its_host(refusal, web, start_web, clip):
    other = start_web()
    assert refusal(other.serve("/clip.mp4", clip), web.policy()).fault is Fault.FORBIDDEN
    assert other.connections == 0


def test_a_playlist_is_not_read_as_one(refusal, web, start_web, clip):
    inner = start_web()
    part = inner.serve("/part.mp4", clip)
    url = web.serve("/list.m3u8", f"#EXTM3U\n#EXTINF:10,\n{part}\n#EXT-X-ENDLIST\n".encode())
    assert refusal(url, web.policy(allowed_hosts={web.host, inner.host})).fault is Fault.NOT_MEDIA
    assert inner.connections == 0


def test_an_address_that_does_not_answer_leaves_time_for_the_next_one(monkeypatch, refusal):
    shares = []

    def connect(_backend, _host, _port, timeout, *_):
        shares.append(timeout)
        raise httpcore.ConnectTimeout

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    policy = FetchPolicy(resolver=lambda *_: ("8.8.8.8", "8.8.4.4"), timeout=10)
    assert refusal("http://two.example/x", policy).fault is Fault.TOO_SLOW
    assert shares == [pytest.approx(5, abs=0.5), pytest.approx(10, abs=0.5)]


def test_the_next_address_is_tried_where_one_does_not_answer(web, clip):
    web.serve("/clip.mp4", clip)
    policy = FetchPolicy(
        resolver=lambda *_: ("127.0.0.2", "127.0.0.1"), allowed_hosts={f"two.example:{web.server_port}"}
    )
    assert probe_url(f"http://two.example:{web.server_port}/clip.mp4", policy).format == "mp4"
