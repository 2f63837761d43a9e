import attrs
import pytest

from postwire.demo.media import Sample, make_samples
from postwire.media import MediaKind
from postwire.probe import probe_file


def facts(sample: Sample) -> dict:
    return attrs.asdict(probe_file(sample.path), filter=lambda _, value: value is not None)


FIRST = {
    "kind": MediaKind.VIDEO,
    "format": "mp4",
    "width": 320,
    "height": 568,
    "frame_rate": 30.0,
    "video_codec": "h264",
    "pixel_format": "yuv420p",
    "interlaced": False,
    "has_audio": True,
    "audio_codec": "aac",
    "audio_channels": 2,
    "audio_sample_rate": 48_000,
    "moov_first": True,
    "edit_list": False,
    "closed_gop": True,
}
VARYING = {"bytes", "sha256", "duration", "video_bit_rate", "audio_bit_rate"}
PICTURE = {"kind": MediaKind.IMAGE, "color_space": "sRGB", "animated": False}
EXPECTED = {
    Sample.PHOTO: PICTURE | {"format": "jpeg", "width": 1080, "height": 1080},
    Sample.CARD: PICTURE | {"format": "png", "width": 800, "height": 1000},
    Sample.CLIP: FIRST,
    Sample.SECOND_CLIP: FIRST,
    Sample.SLOW: FIRST | {"frame_rate": 15.0},
    Sample.HEVC: FIRST | {"video_codec": "hevc"},
    Sample.DISGUISED: {
        name: value for name, value in FIRST.items() if name not in {"moov_first", "edit_list", "closed_gop"}
    }
    | {"format": "webm", "video_codec": "vp9", "audio_codec": "opus"},
}


@pytest.mark.parametrize("sample", Sample)
def test_every_sample_is_what_it_is_said_to_be(sample):
    found = facts(sample)
    assert {name: value for name, value in found.items() if name not in VARYING} == EXPECTED[sample]
    assert found["bytes"] == sample.path.stat().st_size


def test_the_clip_keeps_every_documented_rule_of_threads_on_rates_and_length():
    found = probe_file(Sample.CLIP.path)
    assert found.duration == pytest.approx(2.0, abs=0.05)
    assert 23 <= found.frame_rate <= 60
    assert 0 < found.audio_bit_rate <= 128_000
    assert 0 < found.video_bit_rate <= 100_000_000


def test_all_samples_together_stay_small():
    assert sum(sample.path.stat().st_size for sample in Sample) < 300_000


def test_no_two_samples_are_the_same_file():
    assert len({probe_file(sample.path).sha256 for sample in Sample}) == len(Sample)


def test_the_script_makes_the_samples_anew(tmp_path):
    make_samples.main(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(Sample)
    for sample in Sample:
        again = attrs.asdict(probe_file(tmp_path / sample), filter=lambda _, value: value is not None)
        assert {name: value for name, value in again.items() if name not in VARYING} == EXPECTED[sample]
