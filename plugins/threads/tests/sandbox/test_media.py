import itertools
from fractions import Fraction

import attrs
import av
import pytest
from PIL import Image

from postwire.media import MediaFacts, MediaKind
from postwire.probe import Fault as ProbeFault
from postwire.probe import ProbeFailed
from postwire_threads.sandbox import SandboxServer, Settings
from postwire_threads.sandbox.call import Seen, Unfetched, Unreadable
from postwire_threads.sandbox.fetcher import Fetcher
from postwire_threads.sandbox.inspection import judge_image, judge_video


def image(api, url, **form):
    return api.post("/me/threads", media_type="IMAGE", image_url=url, **form)


def video(api, url):
    """A video's container after its processing time."""
    created = api.post("/me/threads", media_type="VIDEO", video_url=url)
    assert created.status_code == 200, created.text
    container = created.json()["id"]
    api.advance(60)
    return container


@pytest.fixture
def make_video(tmp_path):
    numbers = itertools.count()

    def make(frame_rate=30, seconds=1.0, size=(180, 320), suffix="mp4", codec="libx264"):
        path = tmp_path / f"{next(numbers)}.{suffix}"
        with av.open(str(path), "w", options={"movflags": "faststart"} if suffix == "mp4" else {}) as file:
            stream = file.add_stream(codec, rate=frame_rate)
            stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
            picture = Image.new("RGB", size, "teal")
            for number in range(int(frame_rate * seconds)):
                frame = av.VideoFrame.from_image(picture)
                frame.pts, frame.time_base = number, Fraction(1, frame_rate)
                file.mux(stream.encode(frame))
            file.mux(stream.encode())
        return path.read_bytes()

    return make


def test_a_good_picture_is_fetched_when_its_container_is_made(looking, media_host, jpeg):
    created = image(looking, media_host.put("a.jpg", jpeg))
    assert created.status_code == 200
    assert media_host.asked == ["/a.jpg"]


def test_a_picture_is_not_fetched_for_a_call_that_is_wrong_anyway(looking, media_host, jpeg):
    assert image(looking, media_host.put("a.jpg", jpeg), text="x" * 501).status_code == 400
    assert media_host.asked == []


def test_nothing_is_fetched_where_that_is_switched_off(api, media_host):
    assert image(api, f"{media_host.url}/nothing.jpg").status_code == 200
    assert api.status(video(api, f"{media_host.url}/nothing.mp4"))["status"] == "FINISHED"
    assert media_host.asked == []


def test_a_picture_that_cannot_be_had_is_refused_at_once(looking, media_host):
    refused = image(looking, f"{media_host.url}/missing.jpg")
    error = refused.json()["error"]
    assert refused.status_code == 400
    assert (error["code"], error["error_subcode"]) == (1, 2207052)
    assert error["error_user_title"] == "Media download has failed."
    assert f"{media_host.url}/missing.jpg" in error["error_user_msg"]
    assert "HTTP 404" in error["error_user_msg"]


@pytest.mark.parametrize("content", [b"<html>please log in</html>", b"", b"\xff\xd8\xff\xe0 broken"])
def test_what_is_no_picture_counts_as_not_fetched(looking, media_host, content):
    assert image(looking, media_host.put("a.jpg", content)).json()["error"]["error_subcode"] == 2207052


def test_a_picture_of_another_format_is_refused_unless_switched(looking, media_host, make_picture):
    url = media_host.put("a.webp", make_picture(kind="WEBP"))
    assert image(looking, url).json()["error"]["error_subcode"] == 2207005
    looking.settings(image_formats=["jpeg", "png", "webp"])
    assert image(looking, url).status_code == 200


@pytest.mark.parametrize(("size", "fine"), [((100, 1000), True), ((100, 1001), False), ((1001, 100), False)])
def test_a_picture_is_at_most_ten_times_as_long_as_wide(looking, media_host, make_picture, size, fine):
    answer = image(looking, media_host.put("a.png", make_picture(*size, kind="PNG")))
    assert answer.is_success is fine
    if not fine:
        assert answer.json()["error"]["error_subcode"] == 2207009


def test_a_picture_of_more_than_8_megabytes_is_refused():
    facts = MediaFacts(kind=MediaKind.IMAGE, format="jpeg", width=9, height=9, bytes=8 * 1024 * 1024)
    assert judge_image(Seen(facts), "", Settings()) is None
    refusal = judge_image(Seen(attrs.evolve(facts, bytes=8 * 1024 * 1024 + 1)), "", Settings())
    assert refusal.body.error["error_subcode"] == 2207004


def test_redirects_are_followed_a_little(looking, media_host, jpeg):
    media_host.put("3", jpeg)
    media_host.redirects.update({"/0": "/1", "/1": "/2", "/2": "/3"})
    assert image(looking, f"{media_host.url}/0").status_code == 200
    media_host.redirects["/start"] = "/0"
    assert "redirects" in image(looking, f"{media_host.url}/start").json()["error"]["error_user_msg"]


@pytest.mark.parametrize(
    "url",
    ["http://192.0.2.1/a.jpg", "http://[2001:db8::1]/a.jpg", "http://example.com/a.jpg", "http://127.0.0.1.nip.io/a"],
)
def test_only_loopback_is_fetched_and_the_refusal_names_the_switch(looking, url):
    message = image(looking, url).json()["error"]["error_user_msg"]
    assert "loopback addresses only" in message
    assert "fetch_hosts" in message


def test_a_redirect_does_not_lead_off_the_machine(looking, media_host):
    media_host.redirects["/out"] = "http://192.0.2.1/a.jpg"
    assert "192.0.2.1" in image(looking, f"{media_host.url}/out").json()["error"]["error_user_msg"]


def test_a_good_video_finishes_after_its_time(looking, media_host, make_video):
    created = looking.post("/me/threads", media_type="VIDEO", video_url=media_host.put("a.mp4", make_video()))
    container = created.json()["id"]
    assert looking.status(container)["status"] == "IN_PROGRESS"
    looking.advance(2)
    assert looking.status(container) == {"id": container, "status": "FINISHED"}
    assert media_host.asked == ["/a.mp4"]
    assert looking.publish(container).status_code == 200


@pytest.mark.parametrize(
    ("made", "error"),
    [
        ({"frame_rate": 15}, "INVALID_FRAME_RATE"),
        ({"size": (2, 40)}, None),
        ({"suffix": "mkv"}, "FAILED_PROCESSING_VIDEO"),
        ({"codec": "mpeg4"}, "FAILED_PROCESSING_VIDEO"),
    ],
)
def test_a_real_video_is_judged_by_what_its_bytes_are(looking, media_host, make_video, made, error):
    found = looking.status(video(looking, media_host.put("a", make_video(**made))))
    assert found.get("error_message") == error
    assert found["status"] == ("ERROR" if error else "FINISHED")


def test_a_video_that_cannot_be_had_fails_later(looking, media_host):
    container = video(looking, f"{media_host.url}/missing.mp4")
    assert looking.status(container) == {
        "id": container,
        "status": "ERROR",
        "error_message": "FAILED_DOWNLOADING_VIDEO",
    }
    assert looking.get(f"/{container}").json() == {"id": container, "status": "ERROR"}
    assert looking.publish(container).json()["error"]["error_subcode"] == 4279009
    (seen,) = looking.control("GET", "containers")["containers"]
    assert seen["error_detail"] == "the server answered HTTP 404"


def test_a_page_is_no_video(looking, media_host):
    container = video(looking, media_host.put("a.mp4", b"<html>please log in</html>"))
    assert looking.status(container)["error_message"] == "FAILED_PROCESSING_VIDEO"


def test_the_error_can_be_as_silent_as_in_the_wild(looking, media_host):
    looking.settings(named_video_errors=False)
    container = video(looking, f"{media_host.url}/missing.mp4")
    assert looking.status(container)["error_message"] == "UNKNOWN"


def test_a_broken_item_can_be_no_child(looking, media_host, jpeg):
    item = {"is_carousel_item": "true"}
    good = image(looking, media_host.put("a.jpg", jpeg), **item).json()["id"]
    bad = looking.post("/me/threads", media_type="VIDEO", video_url=f"{media_host.url}/missing.mp4", **item).json()[
        "id"
    ]
    looking.advance(60)
    refused = looking.post("/me/threads", media_type="CAROUSEL", children=f"{good},{bad}")
    assert f"IDs {bad} are" in refused.json()["error"]["error_user_msg"]


GOOD = MediaFacts(
    kind=MediaKind.VIDEO,
    format="mp4",
    bytes=1_000_000,
    width=1080,
    height=1920,
    duration=12.0,
    frame_rate=30.0,
    video_codec="h264",
    video_bit_rate=2_000_000,
    has_audio=True,
    audio_codec="aac",
    audio_bit_rate=192_000,
    audio_channels=2,
    audio_sample_rate=48_000,
    moov_first=False,
    edit_list=True,
)


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({}, None),
        ({"video_codec": "hevc", "format": "mov"}, None),
        ({"kind": MediaKind.IMAGE}, "FAILED_PROCESSING_VIDEO"),
        ({"format": "webm"}, "FAILED_PROCESSING_VIDEO"),
        ({"video_codec": "vp9"}, "FAILED_PROCESSING_VIDEO"),
        ({"width": 1921}, "FAILED_PROCESSING_VIDEO"),
        ({"bytes": 1024**3 + 1}, "FAILED_PROCESSING_VIDEO"),
        ({"duration": 300.0}, None),
        ({"duration": 300.1}, "INVALID_DURATION"),
        ({"duration": 0.0}, "INVALID_DURATION"),
        ({"frame_rate": 23.0}, None),
        ({"frame_rate": 22.9}, "INVALID_FRAME_RATE"),
        ({"frame_rate": 60.1}, "INVALID_FRAME_RATE"),
        ({"video_bit_rate": 100_000_001}, "INVALID_BIT_RATE"),
        ({"width": 1900, "height": 180}, "INVALID_ASPEC_RATIO"),
        ({"width": 10, "height": 1001}, "INVALID_ASPEC_RATIO"),
        ({"audio_channels": 6}, "INVALID_AUDIO_CHANNELS"),
        ({"audio_codec": "opus"}, "FAILED_PROCESSING_AUDIO"),
        ({"audio_sample_rate": 96_000}, "FAILED_PROCESSING_AUDIO"),
        ({"has_audio": False, "audio_codec": None, "audio_channels": None, "audio_sample_rate": None}, None),
    ],
)
def test_a_videos_facts_are_held_against_the_documented_limits(facts, error):
    assert judge_video(Seen(attrs.evolve(GOOD, **facts)), Settings()) == error


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"moov_first": True, "edit_list": False, "audio_bit_rate": 128_000}, None),
        ({"moov_first": False, "edit_list": False}, "FAILED_PROCESSING_VIDEO"),
        ({"moov_first": True, "edit_list": True}, "FAILED_PROCESSING_VIDEO"),
        ({"moov_first": True, "edit_list": False}, "FAILED_PROCESSING_AUDIO"),
    ],
)
def test_the_rules_that_metas_own_sample_breaks_count_only_on_demand(facts, error):
    assert judge_video(Seen(attrs.evolve(GOOD, **facts)), Settings(strict_video=True)) == error


def test_a_probe_can_be_put_in(media_host, jpeg):
    def pretend(_path):
        raise ProbeFailed(ProbeFault.DAMAGED, "nowhere", "it only pretends")

    url = media_host.put("a.jpg", jpeg)
    assert Fetcher(pretend).look(url, MediaKind.IMAGE, Settings()) == Unreadable("it only pretends")
    with SandboxServer(probe=pretend) as sandbox:
        assert sandbox.platform.settings.fetch_media


def test_a_download_has_a_longest_length_and_a_longest_time(media_host, monkeypatch):
    fetcher = Fetcher(lambda _path: GOOD)
    monkeypatch.setattr("postwire_threads.sandbox.fetcher._MOST", dict.fromkeys(MediaKind, 10))
    assert fetcher.look(media_host.put("a", b"x" * 10), MediaKind.VIDEO, Settings()) == Seen(GOOD)
    found = fetcher.look(media_host.put("b", b"x" * 11), MediaKind.VIDEO, Settings())
    assert found == Unfetched("it is longer than 10 bytes")
    slow = fetcher.look(media_host.put("a", b"x"), MediaKind.VIDEO, Settings(fetch_seconds=1e-9))
    assert isinstance(slow, Unfetched)
    fetcher.close()


def test_a_server_that_is_not_there_is_an_unfetched_media():
    found = Fetcher(lambda _path: GOOD).look("http://127.0.0.1:9/a", MediaKind.IMAGE, Settings())
    assert isinstance(found, Unfetched)
    assert "ConnectError" in found.reason
