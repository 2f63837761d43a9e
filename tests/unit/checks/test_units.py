"""Values in units that people read."""

import pytest

from postwire.checks.units import say, say_allowed
from postwire.manifest import Limit, Measure


@pytest.mark.parametrize(
    ("measure", "value", "words"),
    [
        (Measure.TEXT_BYTES, 1, "1 byte"),
        (Measure.TEXT_BYTES, 504, "504 bytes"),
        (Measure.TEXT_BYTES, 12_345_678, "12345678 bytes"),
        (Measure.TEXT_UTF16_UNITS, 2, "2 UTF-16 units"),
        (Measure.TEXT_CODE_POINTS, 0, "0 characters"),
        (Measure.LINKS, 6, "6 links"),
        (Measure.MEDIA_COUNT, 21, "21 items"),
        (Measure.IMAGE_BYTES, 900, "900 bytes"),
        (Measure.IMAGE_BYTES, 0, "0 bytes"),
        (Measure.IMAGE_BYTES, 999, "999 bytes"),
        (Measure.IMAGE_BYTES, 1_000, "1 kB"),
        (Measure.IMAGE_BYTES, 1_000_000, "1 MB"),
        (Measure.IMAGE_BYTES, 1_000_000_000, "1 GB"),
        (Measure.IMAGE_BYTES, 9_123_456, "9.1235 MB"),
        (Measure.IMAGE_BYTES, 8 * 2**20, "8 MiB"),
        (Measure.VIDEO_BYTES, 2**30, "1 GiB"),
        (Measure.VIDEO_BYTES, 1_500_000_000, "1.5 GB"),
        (Measure.IMAGE_WIDTH, 1441, "1441 px"),
        (Measure.IMAGE_RATIO, 10.5, "10.5:1"),
        (Measure.VIDEO_DURATION, 59.5, "59.5 s"),
        (Measure.VIDEO_DURATION, 300, "5 min"),
        (Measure.VIDEO_DURATION, 312.25, "5 min 12.25 s"),
        (Measure.VIDEO_DURATION, 119.9996, "2 min"),
        (Measure.VIDEO_DURATION, 119.999, "1 min 59.999 s"),
        (Measure.VIDEO_FRAME_RATE, 24000 / 1001, "23.976 fps"),
        (Measure.VIDEO_BIT_RATE, 120_000_000, "120 Mbps"),
        (Measure.AUDIO_BIT_RATE, 191_234, "191.23 kbps"),
        (Measure.AUDIO_BIT_RATE, 1_000, "1 kbps"),
        (Measure.AUDIO_BIT_RATE, 1_000_000, "1 Mbps"),
        (Measure.AUDIO_SAMPLE_RATE, 44_100, "44.1 kHz"),
        (Measure.AUDIO_SAMPLE_RATE, 1_000, "1 kHz"),
        (Measure.AUDIO_SAMPLE_RATE, 999, "999 Hz"),
        (Measure.AUDIO_CHANNELS, 6, "6 channels"),
        (Measure.VIDEO_CODEC, "hevc", "hevc"),
        (Measure.VIDEO_INTERLACED, True, "yes"),
        (Measure.VIDEO_INTERLACED, False, "no"),
    ],
)
def test_a_value_is_said_in_human_units(measure, value, words):
    assert say(measure, value) == words


@pytest.mark.parametrize("measure", Measure)
def test_every_measure_can_be_said(measure):
    assert say(measure, "word" if measure.is_a_word else 2)


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ({"measure": Measure.TEXT_BYTES, "maximum": 500}, "at most 500 bytes"),
        ({"measure": Measure.IMAGE_WIDTH, "minimum": 320}, "at least 320 px"),
        ({"measure": Measure.VIDEO_FRAME_RATE, "minimum": 23, "maximum": 60}, "23 to 60 fps"),
        ({"measure": Measure.VIDEO_DURATION, "minimum": 3, "maximum": 300}, "3 s to 5 min"),
        ({"measure": Measure.VIDEO_RATIO, "minimum": 0.01, "maximum": 10}, "0.01:1 to 10:1"),
        ({"measure": Measure.AUDIO_CODEC, "allowed": ("aac", "mp3")}, "aac or mp3"),
        ({"measure": Measure.VIDEO_INTERLACED, "allowed": (False,)}, "no"),
        ({"measure": Measure.LINKS, "minimum": 0, "maximum": 5}, "0 to 5 links"),
    ],
)
def test_what_is_allowed_is_said_in_human_units(bounds, words):
    assert say_allowed(Limit(rule="imaginary.it", message="m", fix="f", **bounds)) == words
