"""Make files that Threads would refuse, by ``python -m postwire.demo.media.make_faulty FOLDER``. Some seconds each.

Needs the extra ``media``.
"""

import math
import random
import sys
from array import array
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
from attrs import field, frozen
from av.audio.stream import AudioStream
from av.video.stream import VideoStream
from PIL import Image

from postwire.demo.media.make_samples import draw


@frozen(kw_only=True)
class Fault:
    """How one faulty video is encoded."""

    container: str = "mp4"
    size: tuple[int, int] = (320, 568)
    rate: int = 30
    seconds: float = 2
    video: str = "libx264"
    options: dict[str, str] = field(factory=dict)
    pixels: str = "yuv420p"
    sound: str | None = "aac"
    layout: str = "stereo"
    sample_rate: int = 48_000
    bit_rate: int = 96_000
    front: bool = True
    """Whether the index stands first."""


_QUICK = {"preset": "ultrafast", "crf": "30"}
FILMS = {
    "hevc.mp4": Fault(video="libx265", options={"preset": "ultrafast", "x265-params": "log-level=error"}),
    "vp9.webm": Fault(container="webm", video="libvpx-vp9", options={"cpu-used": "8"}, sound="libopus"),
    "surround.mp4": Fault(options=_QUICK, layout="5.1", bit_rate=384_000),
    "long.mp4": Fault(options=_QUICK | {"g": "300"}, size=(64, 64), seconds=312, sound=None),
    "slow.mov": Fault(container="mov", options=_QUICK, rate=12, sample_rate=96_000, bit_rate=256_000, front=False),
    "wide.mp4": Fault(options=_QUICK, size=(2048, 160), rate=72, pixels="yuv444p", seconds=1),
    "camcorder.ts": Fault(
        container="mpegts", video="mpeg2video", options={"flags": "+ilme+ildct", "b": "2M"}, rate=25, sound="mp2"
    ),
}
NOISE = "noise.png"
"""A picture of more than 8 MiB: nothing in it can be compressed."""


def make_noise(path: Path, side: int = 1700) -> None:
    """The picture."""
    random.seed(side)
    Image.frombytes("RGB", (side, side), random.randbytes(side * side * 3)).save(path)  # noqa: S311 - noise


def make_film(path: Path, fault: Fault) -> None:
    """One video."""
    options = {"movflags": "+faststart", "use_editlist": "0"} if fault.front and fault.container == "mp4" else {}
    with av.open(path, "w", format=fault.container, options=options) as file:
        picture = cast("VideoStream", file.add_stream(fault.video, rate=fault.rate, options=fault.options))
        picture.width, picture.height = fault.size
        picture.pix_fmt = fault.pixels
        sound = None
        if fault.sound:
            sound = cast("AudioStream", file.add_stream(fault.sound, rate=fault.sample_rate, layout=fault.layout))
            sound.bit_rate = fault.bit_rate
        for frame in _frames(fault):
            file.mux(picture.encode(frame))
        file.mux(picture.encode(None))
        if sound is not None:
            resampler = av.AudioResampler(
                sound.format, fault.layout, fault.sample_rate, sound.codec_context.frame_size or 1024
            )
            for tone in (*_tones(fault), None):
                for piece in resampler.resample(tone):
                    file.mux(sound.encode(piece))
            file.mux(sound.encode(None))


def _frames(fault: Fault) -> Iterator[av.VideoFrame]:
    """The lighthouse; drawn some dozen times only, as its beam turns round again and again."""
    scenes = [draw(fault.size, turn / 24) for turn in range(24)]
    for index in range(math.ceil(fault.seconds * fault.rate)):
        frame = av.VideoFrame.from_image(scenes[index % 24])  # type: ignore[no-untyped-call]  # as PyAV 18 leaves it
        frame.pts, frame.time_base = index, Fraction(1, fault.rate)
        yield frame


def _tones(fault: Fault) -> Iterator[av.AudioFrame]:
    channels = len(av.AudioLayout(fault.layout).channels)
    piece = fault.sample_rate // 10
    wave = [int(6000 * math.sin(math.tau * 440 * at / fault.sample_rate)) for at in range(piece)]
    for start in range(0, math.ceil(fault.seconds * fault.sample_rate), piece):
        frame = av.AudioFrame(format="s16", layout=fault.layout, samples=piece)
        frame.sample_rate, frame.pts, frame.time_base = fault.sample_rate, start, Fraction(1, fault.sample_rate)
        frame.planes[0].update(array("h", [value for value in wave for _ in range(channels)]).tobytes())
        yield frame


def main(folder: Path) -> None:
    """All of them."""
    for name, fault in FILMS.items():
        make_film(folder / name, fault)
    make_noise(folder / NOISE)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path())
