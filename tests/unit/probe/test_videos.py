import hashlib
import io

import attrs
import av
import pytest

from postwire.demo.media import Sample
from postwire.probe import Fault, probe_file
from postwire.probe.inspect import inspect
from postwire.probe.source import Source


def test_an_index_behind_the_data_is_seen(probe_bytes, index_behind):
    assert probe_bytes(index_behind).moov_first is False


def test_an_edit_list_is_seen(film):
    with_list = film(codec_options={"bf": "2"})
    without = film(codec_options={"bf": "0"}, options={"use_editlist": "0"})
    assert probe_file(with_list).edit_list is True
    assert probe_file(without).edit_list is False


def test_an_edit_list_without_entries_is_none(probe_bytes, film):
    data = film(codec_options={"bf": "2"}).read_bytes()
    at = data.index(b"elst") + 8
    assert probe_bytes(data[:at] + bytes(4) + data[at + 4 :]).edit_list is False


def test_a_quarter_turn_swaps_width_and_height_and_a_half_turn_does_not(film):
    sizes = {turn: (facts.width, facts.height) for turn in (0, 90, 180, 270) if (facts := probe_file(film(turn=turn)))}
    assert sizes == {0: (96, 64), 90: (64, 96), 180: (96, 64), 270: (64, 96)}


def test_interlaced_frames_are_seen(film):
    assert probe_file(film(codec_options={"x264-params": "interlaced=1"})).interlaced is True
    assert probe_file(film()).interlaced is False


def test_hevc_says_itself_that_it_is_progressive(film):
    quiet = "log-level=none:pools=1:frame-threads=1"
    assert probe_file(film(codec="libx265", codec_options={"x265-params": quiet})).interlaced is False


@pytest.mark.parametrize(
    ("codec", "parameters", "closed"),
    [
        ("libx264", "keyint=5:min-keyint=5:bframes=2:scenecut=0", True),
        ("libx264", "keyint=5:min-keyint=5:bframes=2:scenecut=0:open-gop=1", False),
        ("libx264", "keyint=250", True),
        ("libx265", "keyint=5:min-keyint=5:bframes=2:open-gop=0:log-level=none:pools=1", True),
        ("libx265", "keyint=5:min-keyint=5:bframes=2:open-gop=1:log-level=none:pools=1", False),
    ],
)
def test_open_groups_of_pictures_are_told_from_closed_ones(film, codec, parameters, closed):
    name = "x264-params" if codec == "libx264" else "x265-params"
    path = film(codec=codec, codec_options={name: parameters}, frames=30)
    assert probe_file(path).closed_gop is closed


def test_a_second_key_frame_that_is_dear_to_reach_is_not_looked_at(film):
    path = film(codec_options={"x264-params": "keyint=5:min-keyint=5"}, options={"movflags": "+faststart"})
    with path.open("rb") as file:
        far = inspect(Source(file, "film", near=100), timeout=5, limit=None)
        near = inspect(Source(file, "film"), timeout=5, limit=None)
    assert (far.closed_gop, near.closed_gop) == (None, True)
    assert far.moov_first is near.moov_first is True


def test_a_video_without_sound_says_so(film):
    facts = probe_file(film())
    assert facts.has_audio is False
    assert facts.audio_codec is facts.audio_channels is facts.audio_bit_rate is None


def test_surround_sound_and_many_frames_are_counted(film):
    facts = probe_file(film(rate=72, sound="5.1"))
    assert (facts.frame_rate, facts.audio_channels, facts.audio_sample_rate) == (72.0, 6, 48_000)


@pytest.mark.parametrize(
    ("container", "name"), [("mov", "mov"), ("matroska", "matroska"), ("avi", "avi"), ("mpegts", "mpegts")]
)
def test_other_containers_are_read_and_named_by_their_content(film, container, name):
    facts = probe_file(film(container=container, sound="stereo"))
    assert (facts.format, facts.width, facts.video_codec) == (name, 96, "h264")
    assert facts.duration == pytest.approx(0.4, abs=0.05)
    assert (facts.moov_first is None) == (name != "mov")


def test_a_bit_rate_that_no_stream_states_is_computed(film):
    path = film(container="matroska")
    facts = probe_file(path)
    assert facts.video_bit_rate == int(path.stat().st_size * 8 / facts.duration)


def test_a_fragmented_video_is_read(film):
    facts = probe_file(film(options={"movflags": "+frag_keyframe+empty_moov+default_base_moof"}))
    assert (facts.moov_first, facts.video_codec, facts.frame_rate) == (True, "h264", 30.0)


@pytest.mark.parametrize("share", [0.05, 0.2, 0.6, 0.999])
@pytest.mark.parametrize("sample", [Sample.CLIP, Sample.HEVC, Sample.DISGUISED])
def test_a_video_that_ends_early_is_refused(refused_bytes, sample, share):
    data = sample.path.read_bytes()
    failure = refused_bytes(data[: int(len(data) * share)])
    assert failure.fault is Fault.TRUNCATED
    assert "ends after" in failure.reason


@pytest.mark.parametrize("container", ["avi", "matroska"])
def test_other_containers_that_end_early_are_refused(refused_bytes, film, container):
    data = film(container=container, sound="stereo").read_bytes()
    assert refused_bytes(data[:-100]).fault is Fault.TRUNCATED


def test_data_that_is_said_to_reach_to_the_end_and_does_not_is_refused(refused_bytes, clip):
    at = clip.rindex(b"mdat") - 4
    open_ended = clip[:at] + bytes(4) + clip[at + 4 :]
    failure = refused_bytes(open_ended[:-500])
    assert failure.fault is Fault.TRUNCATED


def test_a_recording_that_was_never_finished_is_refused(refused_bytes, make_box):
    data = make_box(b"ftyp", b"isom\0\0\2\0isommp41") + make_box(b"mdat", bytes(5000))
    failure = refused_bytes(data)
    assert failure.fault is Fault.TRUNCATED
    assert "moov" in failure.reason


def test_bytes_behind_the_last_box_do_no_harm(probe_bytes, clip):
    assert probe_bytes(clip + b"\xff" * 37).moov_first is True


def test_boxes_with_long_sizes_are_walked(probe_bytes, index_behind):
    at = index_behind.index(b"mdat") - 4
    if index_behind[at : at + 4] != b"\0\0\0\1":
        size = int.from_bytes(index_behind[at : at + 4])
        free = index_behind.index(b"free", at + size)
        long_free = b"\0\0\0\1free" + (16 + 1_000_000).to_bytes(8)
        index_behind = index_behind[: free - 4] + long_free + index_behind[free + 4 :]
    assert probe_bytes(index_behind).moov_first is False


@pytest.mark.parametrize("cover", [False, True])
def test_sound_is_no_video_whatever_its_cover_shows(refused_bytes, clip, cover):
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as new, av.open(io.BytesIO(clip)) as old:
        sound = new.add_stream_from_template(old.streams.audio[0])
        packets = [packet for packet in old.demux(old.streams.audio[0]) if packet.dts is not None]
        for packet in packets:
            packet.stream = sound
        if cover:
            picture = new.add_stream("mjpeg", rate=1)
            picture.width, picture.height, picture.pix_fmt = 32, 32, "yuvj420p"
            picture.disposition = av.stream.Disposition.attached_pic
            packets += picture.encode(av.VideoFrame(32, 32, "yuvj420p")) + picture.encode(None)
        for packet in packets:
            new.mux(packet)
    failure = refused_bytes(file.getvalue())
    assert failure.fault is Fault.NOT_MEDIA
    assert "no moving picture" in failure.reason


def test_a_codec_that_nobody_knows_leaves_its_facts_open(probe_bytes, film):
    data = film(container="matroska").read_bytes().replace(b"V_MPEG4/ISO/AVC", b"V_MPEG4/ISO/XYZ")
    facts = probe_bytes(data)
    assert facts.format == "matroska"
    assert facts.video_codec is facts.width is facts.interlaced is None


def test_garbage_behind_a_right_beginning_is_damage(refused_bytes):
    data = Sample.DISGUISED.path.read_bytes()
    segment = data.index(b"\x18\x53\x80\x67")
    failure = refused_bytes(data[: segment + 4] + b"\x01" + b"\xff" * 7 + b"\x07" * 400)
    assert failure.fault is Fault.DAMAGED
    assert "begins as webm" in failure.reason


def test_boxes_that_claim_absurd_sizes_inside_the_index_do_no_harm(refused_bytes, make_box):
    huge = b"\0\0\0\1trak" + b"\xff" * 8
    half = b"\0\0\0\1free" + (2**63).to_bytes(8)
    data = make_box(b"ftyp", b"isom\0\0\2\0") + make_box(b"moov", huge + half + bytes(64)) + make_box(b"mdat")
    assert refused_bytes(data).fault is Fault.NOT_MEDIA


def test_ffmpeg_is_told_what_to_read_and_to_open_nothing_else(monkeypatch):
    told = []
    opened = av.open
    monkeypatch.setattr(
        av, "open", lambda *args, **told_now: told.append((args, told_now)) or opened(*args, **told_now)
    )
    probe_file(Sample.CLIP.path)
    ((file, _), options) = told.pop()
    assert not isinstance(file, str | bytes)
    assert options["format"] == "mov"
    assert options["options"]["protocol_whitelist"] == "none"
    assert int(options["options"]["max_pixels"]) < 40_000_000


def test_the_digest_of_a_local_file_is_that_of_all_its_bytes(tmp_path, clip):
    path = tmp_path / "clip"
    path.write_bytes(clip)
    assert probe_file(path).sha256 == hashlib.sha256(clip).hexdigest()


def test_the_name_of_a_file_says_nothing(tmp_path, clip):
    path = tmp_path / "holiday.png"
    path.write_bytes(clip)
    assert attrs.evolve(probe_file(path), sha256=None) == attrs.evolve(probe_file(Sample.CLIP.path), sha256=None)
