import hashlib

import attrs
import pytest

from postwire.demo.media import Sample
from postwire.media import Media
from postwire.probe import Fault, probe, probe_file, probe_url

GIGABYTE = 2**30


class Padded:
    """A file with so many zero bytes behind its own, without holding them."""

    def __init__(self, data: bytes, size: int, rest: int = 0) -> None:
        gap = size - len(data) - rest
        self._data = data + b"\0\0\0\1free" + gap.to_bytes(8)
        self._size = size

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, part: slice) -> bytes:
        return self._data[part].ljust(part.stop - part.start, b"\0")


@pytest.mark.parametrize("ranges", [True, False])
@pytest.mark.parametrize("sample", Sample)
def test_a_url_tells_what_the_file_itself_tells(web, sample, ranges):
    url = web.serve("/file", sample.path.read_bytes(), ranges=ranges)
    remote, local = probe_url(url, web.policy()), probe_file(sample.path)
    assert attrs.evolve(remote, sha256=None) == attrs.evolve(local, sha256=None)
    assert remote.sha256 in {local.sha256, None}


def test_a_picture_is_read_whole_and_its_digest_is_known(web):
    data = Sample.PHOTO.path.read_bytes()
    expected = hashlib.sha256(data).hexdigest()
    assert probe_url(web.serve("/ranges", data), web.policy()).sha256 == expected
    assert probe_url(web.serve("/plain", data, ranges=False), web.policy()).sha256 == expected


def test_a_media_comes_back_with_its_facts(web, clip):
    media = probe(Media(web.serve("/clip.mp4", clip), alt_text="a lighthouse"), web.policy())
    assert (media.facts.video_codec, media.alt_text) == ("h264", "a lighthouse")


def test_a_media_of_a_local_path_is_probed_where_it_lies():
    assert probe(Media(str(Sample.CARD.path))).facts.format == "png"


def test_a_media_that_has_facts_keeps_them(web, clip):
    known = Media(web.serve("/clip.mp4", clip), facts=probe_file(Sample.SLOW.path))
    assert probe(known, web.policy()) is known
    assert web.requests == []


def test_an_index_at_the_end_of_a_large_file_is_reached_without_reading_it_all(web, index_behind):
    facts = probe_url(web.serve("/late.mp4", index_behind), web.policy())
    assert (facts.moov_first, facts.bytes) == (False, len(index_behind))
    assert facts.sha256 is None
    assert web.sent < len(index_behind) / 2
    assert len(web.requests) <= 5


def test_ranges_of_one_file_share_a_connection(web, index_behind):
    probe_url(web.serve("/late.mp4", index_behind), web.policy())
    assert web.connections == 1


@pytest.mark.parametrize("rest", [0, 100])
@pytest.mark.parametrize("ranges", [True, False])
def test_of_ten_gigabytes_only_the_beginning_is_read(web, clip, ranges, rest):
    url = web.serve("/large.mp4", Padded(clip, 10 * GIGABYTE, rest), ranges=ranges)
    facts = probe_url(url, web.policy())
    assert (facts.bytes, facts.moov_first, facts.sha256) == (10 * GIGABYTE, True, None)
    assert web.sent < 20_000_000  # without ranges, what the sockets' buffers take goes out before we hang up


def test_a_picture_larger_than_the_limit_still_tells_its_size(web):
    photo = Sample.PHOTO.path.read_bytes()
    facts = probe_url(web.serve("/huge.jpg", photo + bytes(500_000)), web.policy(max_bytes=300_000))
    assert (facts.bytes, facts.width, facts.sha256) == (len(photo) + 500_000, 1080, None)


def test_the_requests_for_one_file_share_the_bytes_that_are_allowed(web, refusal, make_box):
    scattered = make_box(b"ftyp", b"isom\0\0\2\0") + make_box(b"free", bytes(200_000)) * 20
    failure = refusal(web.serve("/scattered.mp4", scattered), web.policy(max_bytes=500_000))
    assert failure.fault is Fault.TOO_LARGE
    assert web.sent <= 500_000


def test_what_lies_beyond_the_limit_is_refused_before_it_is_loaded(web, refusal, index_behind):
    def begin(handler):
        handler.reply(200, [("Content-Length", str(len(index_behind)))])
        handler.send(index_behind[:100_000])
        handler.pause(10)

    web.routes["/late.mp4"] = begin
    assert refusal(web.url("/late.mp4"), web.policy(max_bytes=500_000, timeout=3)).fault is Fault.TOO_LARGE


def test_a_file_that_needs_more_bytes_than_allowed_is_refused(web, refusal, index_behind):
    failure = refusal(web.serve("/late.mp4", index_behind, ranges=False), web.policy(max_bytes=500_000))
    assert failure.fault is Fault.TOO_LARGE
    assert "500000 bytes" in failure.reason
    assert "range requests" in failure.fix


def test_a_web_page_is_called_a_web_page(web, refusal):
    url = web.serve("/photo.jpg", b"<!DOCTYPE html><html><body>Please log in</body></html>", ranges=False)
    failure = refusal(url, web.policy())
    assert failure.fault is Fault.NOT_MEDIA
    assert "a web page, not a media file" in str(failure)
    assert "not of a page that shows it" in failure.fix


@pytest.mark.parametrize("ranges", [True, False])
def test_an_empty_file_is_refused(web, refusal, ranges):
    assert refusal(web.serve("/empty.mp4", b"", ranges=ranges), web.policy()).fault is Fault.EMPTY


@pytest.mark.parametrize("ranges", [True, False])
@pytest.mark.parametrize("sample", [Sample.CLIP, Sample.PHOTO, Sample.CARD])
def test_a_file_that_ends_early_is_refused(web, refusal, sample, ranges):
    url = web.serve("/cut", sample.path.read_bytes()[:-2000], ranges=ranges)
    assert refusal(url, web.policy()).fault in {Fault.TRUNCATED, Fault.DAMAGED}


def test_a_file_without_a_length_is_read_to_its_end(web, clip):
    facts = probe_url(web.serve("/clip.mp4", clip, ranges=False, length=False), web.policy())
    assert (facts.bytes, facts.moov_first) == (len(clip), True)
    assert facts.sha256 == hashlib.sha256(clip).hexdigest()


def test_redirects_are_followed_to_the_file(web, start_web, clip):
    other = start_web()
    target = other.serve("/real.mp4", clip)
    web.redirect("/b", target, 307)
    url = web.redirect("/a", "/b?x=1", 302)
    facts = probe_url(url, web.policy(allowed_hosts={web.host, other.host}))
    assert facts.video_codec == "h264"
    assert [path for path, _ in web.requests] == ["/a", "/b?x=1"]


def test_nothing_is_sent_that_was_not_meant_for_the_server(web, clip, monkeypatch):
    seen = []
    web.serve("/clip.mp4", clip, headers=[("Set-Cookie", "spy=1")])
    answer = web.routes["/clip.mp4"]
    web.routes["/clip.mp4"] = lambda handler: (seen.append(dict(handler.headers)), answer(handler))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NETRC", "/nowhere")
    probe_url(web.url("/clip.mp4"), web.policy())
    assert all(set(headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Range"} for headers in seen)
    assert seen[0]["Host"] == web.host


def test_no_failure_and_no_log_line_shows_the_query_of_a_url(web, refusal, caplog):
    caplog.set_level(0)
    web.routes["/private.mp4"] = lambda handler: handler.reply(403, [], 0)
    web.redirect("/first", "/private.mp4?signature=canary-2")
    for url in (web.url("/private.mp4?signature=canary-1#canary-3"), web.url("/first?token=canary-4")):
        failure = refusal(url, web.policy())
        assert "canary" not in f"{failure} {failure!r} {failure.location}"
        assert failure.location.startswith(f"http://{web.host}/")
    lines = [record.getMessage() for record in caplog.records if "Location" not in record.getMessage()]
    assert not any("canary" in line for line in lines)
