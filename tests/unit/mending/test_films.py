"""Videos that Threads would refuse, and what is made of them."""

import av
import pytest

from postwire.mending import Unmendable, mend
from postwire.probe import probe_file
from postwire_threads.manifest import MANIFEST

WRONG = {
    "hevc.mp4": {"threads.video.codec_doubtful"},
    "vp9.webm": {"threads.video.format", "threads.video.codec", "threads.audio.codec"},
    "surround.mp4": {"threads.audio.channels", "threads.audio.max_bit_rate"},
    "slow.mov": {
        "threads.video.format_doubtful",
        "threads.video.moov_first",
        "threads.video.edit_list",
        "threads.video.frame_rate",
        "threads.audio.max_sample_rate",
        "threads.audio.max_bit_rate",
    },
    "wide.mp4": {
        "threads.video.pixel_format",
        "threads.video.frame_rate",
        "threads.video.max_width",
        "threads.video.ratio",
    },
    "camcorder.ts": {
        "threads.video.format",
        "threads.video.codec",
        "threads.video.interlaced",
        "threads.audio.codec",
    },
}


@pytest.mark.parametrize("name", WRONG)
def test_everything_wrong_is_named_and_nothing_is_left_to_say(faulty, tmp_path, name):
    path = faulty(name)
    before = path.read_bytes()
    seconds = probe_file(path).duration
    done = mend(path, MANIFEST, out=tmp_path / "new.mp4", pad=True)
    assert {problem.rule for problem in done.found} == WRONG[name]
    assert done.left == ()
    ((new, facts),) = done.files
    assert facts == probe_file(new)
    assert facts.duration == pytest.approx(seconds, abs=0.12)
    assert (facts.format, facts.video_codec, facts.audio_codec) == ("mp4", "h264", "aac")
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [new]


def test_every_picture_and_sound_of_the_new_file_can_be_decoded(faulty, tmp_path):
    mend(faulty("vp9.webm"), MANIFEST, out=tmp_path / "new.mp4")
    with av.open(tmp_path / "new.mp4") as file:
        frames = sum(1 for _ in file.decode(video=0))
    with av.open(tmp_path / "new.mp4") as file:
        samples = sum(frame.samples for frame in file.decode(audio=0))
    assert frames == 60
    assert samples == pytest.approx(2 * 48_000, abs=3 * 1024)


def test_what_is_fine_is_copied_bit_for_bit(faulty, tmp_path):
    path = faulty("surround.mp4")
    mend(path, MANIFEST, out=tmp_path / "new.mp4")
    assert _packets(tmp_path / "new.mp4") == _packets(path)


def test_a_long_video_is_split_at_key_frames_without_loss(faulty, tmp_path):
    path = faulty("long.mp4")
    with pytest.raises(Unmendable, match=r"lasts 312 seconds, longer than 300; .*2 parts with --split"):
        mend(path, MANIFEST, out=tmp_path / "new.mp4")
    assert not list(tmp_path.iterdir())
    told = []
    done = mend(path, MANIFEST, out=tmp_path / "new.mp4", split=True, progress=told.append)
    assert [new.name for new, _ in done.files] == ["new.1.mp4", "new.2.mp4"]
    assert sum(facts.duration for _, facts in done.files) == pytest.approx(312)
    assert _packets(tmp_path / "new.1.mp4") + _packets(tmp_path / "new.2.mp4") == _packets(path)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_a_video_without_a_key_frame_to_cut_at_is_encoded_anew(faulty, platform, tmp_path):
    short = platform(video_duration={"maximum": 1.5}, video_format={"allowed": ("mp4",)})
    done = mend(faulty("surround.mp4"), short, out=tmp_path / "new.mp4", split=True)
    assert [facts.duration for _, facts in done.files] == pytest.approx([1.0, 1.0], abs=0.1)
    assert [facts.has_audio for _, facts in done.files] == [True, True]


def test_a_video_comes_down_to_the_bytes_that_are_taken(faulty, platform, tmp_path):
    small = platform(video_bytes={"maximum": 70_000})
    path = faulty("slow.mov")
    assert path.stat().st_size > 90_000
    done = mend(path, small, out=tmp_path / "new.mp4")
    assert done.files[0][1].bytes <= 70_000


def test_too_few_bytes_are_said_before_anything_is_encoded(faulty, platform, tmp_path):
    with pytest.raises(Unmendable, match="do not fit into the bytes"):
        mend(faulty("slow.mov"), platform(video_bytes={"maximum": 20_000}), out=tmp_path / "new.mp4")


def test_borders_are_added_only_where_they_are_asked_for(faulty, tmp_path):
    with pytest.raises(Unmendable, match="its sides are 1920x150; crop it, or give it borders with --pad"):
        mend(faulty("wide.mp4"), MANIFEST, out=tmp_path / "new.mp4")
    done = mend(faulty("wide.mp4"), MANIFEST, out=tmp_path / "new.mp4", pad=True)
    assert (done.files[0][1].width, done.files[0][1].height) == (1920, 192)
    with av.open(tmp_path / "new.mp4") as file:
        picture = next(file.decode(video=0)).to_image()
    assert max(picture.getpixel((900, 5))) < 20


@pytest.mark.parametrize(("turn", "corner"), [(90, (16, 16)), (-90, (48, 112)), (180, (32, 48))])
def test_a_video_that_was_held_sideways_stands_upright(tmp_path, turn, corner):
    """A white corner, top right in the file, is found where the turn brings it."""
    path = tmp_path / "turned.mov"
    with av.open(path, "w", format="mov") as file:
        stream = file.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 128, 64, "yuv420p"
        stream.bit_rate = 400_000
        for number in range(10):
            frame = av.VideoFrame(128, 64, "rgb24")
            white, black = b"\xff\xff\xff", b"\0\0\0"
            frame.planes[0].update(
                b"".join((black * 64 + white * 64 if row < 32 else black * 128) for row in range(64))
            )
            frame.pts = number
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    _turn(path, turn)
    mend(path, MANIFEST, out=tmp_path / "new.mp4")
    with av.open(tmp_path / "new.mp4") as file:
        picture = next(file.decode(video=0)).to_image()
    assert picture.size == ((128, 64) if turn == 180 else (64, 128))
    assert min(picture.getpixel(corner)) > 200
    assert max(picture.getpixel((picture.width - corner[0], picture.height - corner[1]))) < 50


def test_a_file_that_breaks_off_is_refused_with_its_reason(faulty, tmp_path):
    cut = tmp_path / "cut.ts"
    whole = faulty("camcorder.ts").read_bytes()
    cut.write_bytes(whole[: len(whole) // 2] + bytes(len(whole) // 4))
    try:
        mend(cut, MANIFEST, out=tmp_path / "new.mp4")
    except Unmendable as refused:
        assert "cannot be read" in refused.reason  # noqa: PT017 - a decoder may also get by with what is there
        assert sorted(path.name for path in tmp_path.iterdir()) == ["cut.ts"]


def _packets(path):
    with av.open(path) as file:
        return [bytes(packet) for packet in file.demux(video=0) if packet.size]


def _turn(path, turn):
    """Write a rotation into the matrix of the only track."""
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd") + 4 + 40
    one = 0x10000
    a, b, c, d = {90: (0, -one, one, 0), -90: (0, one, -one, 0), 180: (-one, 0, 0, -one)}[turn]
    for offset, value in ((0, a), (4, b), (12, c), (16, d)):
        data[at + offset : at + offset + 4] = value.to_bytes(4, signed=True)
    path.write_bytes(data)
