import pytest

from postwire.demo.media import Sample
from postwire.probe import Fault, FetchPolicy, probe_url


def test_a_server_that_closes_every_connection_unannounced_is_asked_again(web, index_behind):
    web.serve("/late.mp4", index_behind)
    answer = web.routes["/late.mp4"]

    def answer_and_close(handler):
        answer(handler)
        handler.close_connection = True

    web.routes["/late.mp4"] = answer_and_close
    assert probe_url(web.url("/late.mp4"), web.policy()).moov_first is False
    assert web.connections == len(web.requests) > 1


def test_a_connection_that_breaks_in_the_middle_is_tried_once_more(web, index_behind):
    web.serve("/late.mp4", index_behind)
    answer = web.routes["/late.mp4"]
    broken = []

    def break_once(handler):
        if len(web.requests) == 2:
            broken.append(handler.headers["Range"])
            handler.close_connection = True
            return
        answer(handler)

    web.routes["/late.mp4"] = break_once
    assert probe_url(web.url("/late.mp4"), web.policy()).moov_first is False
    assert [wanted for _, wanted in web.requests].count(broken[0]) == 2


@pytest.mark.parametrize(
    ("start", "fault"),
    [(Sample.PHOTO.path.read_bytes(), Fault.TOO_LARGE), (b"<!doctype html>", Fault.NOT_MEDIA)],
)
def test_an_endless_body_is_left_at_the_limit(web, refusal, start, fault):
    def endless(handler):
        handler.reply(200, [])
        handler.send(start)
        while not web.stopping.is_set():
            handler.send(bytes(65536))

    web.routes["/endless"] = endless
    failure = refusal(web.url("/endless"), web.policy(max_bytes=1_000_000))
    assert failure.fault is fault


def test_an_absurd_length_is_not_waited_for(web):
    def absurd(handler):
        handler.reply(200, [("Content-Length", "9" * 17)])
        handler.send(Sample.PHOTO.path.read_bytes())
        handler.pause(10)

    web.routes["/absurd.jpg"] = absurd
    facts = probe_url(web.url("/absurd.jpg"), web.policy())
    assert (facts.bytes, facts.width) == (int("9" * 17), 1080)


@pytest.mark.parametrize("length", ["9" * 40, "-5", "1_000", "٣"])
def test_a_length_that_is_no_length_is_refused(web, refusal, length):
    def lying(handler):
        handler.wfile.write(f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n".encode() + b"GIF89a")
        handler.close_connection = True

    web.routes["/lying.gif"] = lying
    assert refusal(web.url("/lying.gif"), web.policy()).fault in {Fault.BAD_ANSWER, Fault.UNREACHABLE}


def drip_body(handler):
    handler.reply(200, [("Content-Length", "100000")])
    for _ in range(10_000):
        handler.send(b"\xff")
        handler.pause(0.02)


def drip_headers(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(10_000):
        handler.wfile.write(f"X-{number}: slow\r\n".encode())
        handler.pause(0.02)


def say_nothing(handler):
    handler.pause(10)


@pytest.mark.parametrize("slow", [drip_body, drip_headers, say_nothing])
def test_a_server_that_never_gets_done_is_left_when_time_is_up(web, refusal, slow):
    web.routes["/slow"] = slow
    failure = refusal(web.url("/slow"), web.policy(timeout=0.3))
    assert failure.fault is Fault.TOO_SLOW
    assert "0.3 seconds" in failure.reason


def test_a_server_that_slows_down_inside_a_video_is_left_when_time_is_up(web, refusal, clip):
    def stop_short(handler):
        handler.reply(200, [("Content-Length", str(len(clip)))])
        handler.send(clip[:5000])
        handler.pause(10)

    web.routes["/clip.mp4"] = stop_short
    assert refusal(web.url("/clip.mp4"), web.policy(timeout=0.3)).fault is Fault.TOO_SLOW


def test_a_look_up_that_never_ends_is_left_when_time_is_up(web, refusal):
    def resolver(*_):
        web.stopping.wait(10)
        return ("127.0.0.1",)

    assert refusal("http://slow.example/x", FetchPolicy(resolver=resolver, timeout=0.2)).fault is Fault.TOO_SLOW


@pytest.mark.parametrize("status", [204, 301, 304, 401, 403, 404, 410, 500, 503])
def test_a_status_other_than_success_is_told(web, refusal, status):
    web.routes["/gone.mp4"] = lambda handler: handler.reply(status, [], 0)
    failure = refusal(web.url("/gone.mp4"), web.policy())
    assert failure.fault is Fault.HTTP_STATUS
    assert f"HTTP {status}" in failure.reason


def test_a_body_shorter_than_its_length_is_a_broken_server_not_a_broken_file(web, refusal, clip):
    def hang_up(handler):
        handler.reply(200, [("Content-Length", str(len(clip)))])
        handler.send(clip[:5000])
        handler.close_connection = True

    web.routes["/clip.mp4"] = hang_up
    assert refusal(web.url("/clip.mp4"), web.policy()).fault is Fault.BAD_ANSWER


def test_a_part_of_unknown_whole_is_not_taken(web, clip):
    def star(handler):
        if "Range" in handler.headers:
            handler.reply(206, [("Content-Range", "bytes 0-9/*")], 10)
            handler.send(clip[:10])
        else:
            handler.reply(200, [], len(clip))
            handler.send(clip)

    web.routes["/clip.mp4"] = star
    assert probe_url(web.url("/clip.mp4"), web.policy()).bytes == len(clip)


def test_another_part_than_the_one_asked_for_is_not_taken(web, clip):
    def shifted(handler):
        if "Range" in handler.headers:
            handler.reply(206, [("Content-Range", f"bytes 10-{len(clip) - 1}/{len(clip)}")], len(clip) - 10)
            handler.send(clip[10:])
        else:
            handler.reply(200, [], len(clip))
            handler.send(clip)

    web.routes["/clip.mp4"] = shifted
    assert probe_url(web.url("/clip.mp4"), web.policy()).bytes == len(clip)


def test_a_part_that_is_longer_than_announced_is_refused(web, refusal, clip):
    def more(handler):
        handler.reply(206, [("Content-Range", f"bytes 0-{len(clip) - 1}/{len(clip)}")])
        while not web.stopping.is_set():
            handler.send(clip)

    web.routes["/clip.mp4"] = more
    assert refusal(web.url("/clip.mp4"), web.policy()).fault is Fault.BAD_ANSWER


def test_a_file_that_changes_while_it_is_read_is_refused(web, refusal, index_behind):
    web.serve("/late.mp4", index_behind, headers=[("ETag", '"first"')])
    first = web.routes["/late.mp4"]
    web.serve("/late.mp4", index_behind, headers=[("ETag", '"second"')])
    second = web.routes["/late.mp4"]

    def change(handler):
        answer = first if len(web.requests) == 1 else second
        answer(handler)

    web.routes["/late.mp4"] = change
    failure = refusal(web.url("/late.mp4"), web.policy())
    assert failure.fault is Fault.BAD_ANSWER
    assert "changed" in failure.reason


def test_a_compressed_answer_is_refused(web, refusal, clip):
    url = web.serve("/clip.mp4", clip, ranges=False, headers=[("Content-Encoding", "gzip")])
    assert "compressed" in refusal(url, web.policy()).reason


def test_redirects_that_lead_in_a_circle_are_left(web, refusal):
    web.redirect("/b", "/a")
    failure = refusal(web.redirect("/a", "/b"), web.policy())
    assert failure.fault is Fault.REDIRECTS
    assert len(web.requests) == 6


def test_a_policy_can_forbid_all_redirects(web, refusal):
    url = web.redirect("/a", "/b")
    assert refusal(url, web.policy(max_redirects=0)).fault is Fault.REDIRECTS
    assert len(web.requests) == 1


def test_a_host_that_nobody_knows_is_unreachable(refusal):
    def nobody(*_):
        raise OSError("Name or service not known")

    failure = refusal("http://nowhere.example/x.mp4", FetchPolicy(resolver=nobody))
    assert failure.fault is Fault.UNREACHABLE
    assert "no host nowhere.example" in failure.reason


def test_a_closed_port_is_unreachable(web, refusal):
    web.server_close()
    assert refusal(web.url("/x"), web.policy()).fault is Fault.UNREACHABLE
