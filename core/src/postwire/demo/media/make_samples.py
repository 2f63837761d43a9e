"""Draw and encode the sample files, by ``python -m postwire.demo.media.make_samples [FOLDER]``.

Needs the extra ``media``.
"""

import array
import math
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
from attrs import field, frozen
from av.audio.stream import AudioStream
from av.video.stream import VideoStream
from PIL import Image, ImageCms, ImageDraw, ImageFont

from postwire.demo.media import Sample

SECONDS = 2
_SOUND_RATE = 48_000
_AAC_PRIMING = 1024
"""Samples of lead-in that FFmpeg's AAC encoder puts before the sound, at a negative time; the file gets an edit list
to hide them, unless all sound is moved by as much."""


@frozen(kw_only=True)
class Film:
    """How one sample video is encoded."""

    size: tuple[int, int] = (320, 568)
    frame_rate: int = 30
    container: str = "mp4"
    video: str = "libx264"
    video_options: dict[str, str] = field(factory=lambda: {"preset": "slow", "crf": "30", "bf": "0", "threads": "1"})
    sound: str = "aac"
    tone: float = 440.0
    """Hertz."""
    boat: bool = False


_X265 = "bframes=0:open-gop=0:log-level=error:pools=1:frame-threads=1"
FILMS = {
    Sample.CLIP: Film(),
    Sample.SECOND_CLIP: Film(tone=330.0, boat=True),
    Sample.SLOW: Film(frame_rate=15),
    Sample.DISGUISED: Film(
        container="webm",
        video="libvpx-vp9",
        video_options={"crf": "45", "b": "0", "cpu-used": "4", "threads": "1"},
        sound="libopus",
    ),
    Sample.HEVC: Film(video="libx265", video_options={"preset": "medium", "crf": "32", "x265-params": _X265}),
}


def draw(size: tuple[int, int], turn: float, *, boat: bool = False) -> Image.Image:
    """A lighthouse by the sea, its beam turned from 0 to 1; or a boat, on its way from 0 to 1."""
    wide, high = size
    unit = min(size) / 100
    picture = Image.new("RGB", size, (24, 32, 66))
    pen = ImageDraw.Draw(picture)
    sea = high * 0.72
    pen.ellipse((wide * 0.72, high * 0.1, wide * 0.72 + 14 * unit, high * 0.1 + 14 * unit), fill=(250, 240, 205))
    if boat:
        _draw_boat(pen, wide * (0.1 + 0.8 * turn), sea, unit)
    else:
        _draw_lighthouse(pen, wide * 0.38, sea, unit, math.pi * 2 * turn)
    pen.rectangle((0, sea, wide, high), fill=(32, 92, 122))
    for row in range(4):
        y = sea + (4 + 6 * row) * unit
        start = (row % 2) * 14 * unit + turn * 28 * unit
        for step in range(-2, int(wide / (28 * unit)) + 1):
            x = start + step * 28 * unit
            pen.arc((x, y, x + 14 * unit, y + 6 * unit), 180, 360, fill=(150, 205, 215), width=max(1, int(unit)))
    return picture


def _draw_lighthouse(pen: ImageDraw.ImageDraw, x: float, foot: float, unit: float, angle: float) -> None:
    lamp = foot - 58 * unit
    reach = 70 * unit
    far_x, far_y = x + math.cos(angle) * reach, lamp - math.sin(angle) * reach * 0.25
    pen.polygon([(x, lamp), (far_x, far_y - 9 * unit), (far_x, far_y + 9 * unit)], fill=(245, 222, 130))
    for band in range(5):
        top, bottom = foot - (52 - 10.4 * band) * unit, foot - (52 - 10.4 * (band + 1)) * unit
        near, wide = (5 + band) * unit, (6 + band) * unit
        colour = (205, 60, 50) if band % 2 == 0 else (240, 236, 226)
        pen.polygon([(x - near, top), (x + near, top), (x + wide, bottom), (x - wide, bottom)], fill=colour)
    pen.rectangle((x - 4 * unit, lamp - 4 * unit, x + 4 * unit, foot - 52 * unit), fill=(255, 240, 160))
    roof = [(x - 6 * unit, lamp - 4 * unit), (x + 6 * unit, lamp - 4 * unit), (x, lamp - 12 * unit)]
    pen.polygon(roof, fill=(60, 44, 50))


def _draw_boat(pen: ImageDraw.ImageDraw, x: float, foot: float, unit: float) -> None:
    pen.line((x, foot - 4 * unit, x, foot - 46 * unit), fill=(110, 76, 50), width=max(2, int(1.5 * unit)))
    for colour, outline in (
        ((240, 236, 226), ((1, -44), (20, -10), (1, -10))),
        ((205, 60, 50), ((-1, -38), (-14, -10), (-1, -10))),
        ((120, 82, 52), ((-20, -7), (24, -7), (15, 4), (-13, 4))),
    ):
        pen.polygon([(x + across * unit, foot + down * unit) for across, down in outline], fill=colour)


def make_photo(path: Path) -> None:
    """The JPEG."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    draw((1080, 1080), 0.07).save(path, "JPEG", quality=82, optimize=True, icc_profile=profile)


def make_card(path: Path) -> None:
    """The PNG, with few colours to stay small."""
    picture = draw((800, 1000), 0.5, boat=True)
    pen = ImageDraw.Draw(picture)
    pen.text((300, 120), "postwire", fill=(240, 236, 226), font=ImageFont.load_default(96), anchor="mm")
    picture.quantize(48, dither=Image.Dither.NONE).convert("RGB").save(path, "PNG", optimize=True)


def make_film(path: Path, film: Film) -> None:
    """One video: progressive, closed groups of pictures, 4:2:0, and in MP4 the index first and no edit list."""
    options = {"movflags": "+faststart", "use_editlist": "0"} if film.container == "mp4" else {}
    with av.open(path, "w", format=film.container, options=options) as file:
        picture = cast("VideoStream", file.add_stream(film.video, rate=film.frame_rate, options=film.video_options))
        picture.width, picture.height = film.size
        picture.pix_fmt = "yuv420p"
        sound = cast("AudioStream", file.add_stream(film.sound, rate=_SOUND_RATE, layout="stereo"))
        sound.bit_rate = 64_000
        packets: list[av.Packet[VideoStream | AudioStream]] = []
        for frame in _frames(film):
            packets += picture.encode(frame)
        packets += picture.encode(None)
        resampler = av.AudioResampler(sound.format, "stereo", _SOUND_RATE, sound.codec_context.frame_size)
        for tone in (*_tones(film.tone), None):
            for piece in resampler.resample(tone):
                packets += sound.encode(piece)
        packets += sound.encode(None)
        for packet in packets:
            if film.sound == "aac" and packet.stream is sound and packet.pts is not None:
                packet.pts = packet.dts = packet.pts + _AAC_PRIMING
            file.mux(packet)


def _frames(film: Film) -> Iterator[av.VideoFrame]:
    count = SECONDS * film.frame_rate
    for index in range(count):
        scene = draw(film.size, index / count, boat=film.boat)
        frame = av.VideoFrame.from_image(scene)  # type: ignore[no-untyped-call]  # as PyAV 18 leaves it
        frame.pts, frame.time_base = index, Fraction(1, film.frame_rate)
        yield frame


def _tones(pitch: float) -> Iterator[av.AudioFrame]:
    """A soft tone that swells and fades."""
    count, piece = SECONDS * _SOUND_RATE, _SOUND_RATE // 10
    for start in range(0, count, piece):
        frame = av.AudioFrame(format="s16", layout="stereo", samples=piece)
        frame.sample_rate, frame.pts, frame.time_base = _SOUND_RATE, start, Fraction(1, _SOUND_RATE)
        swell = (
            6000 * math.sin(math.pi * at / count) * math.sin(math.tau * pitch * at / _SOUND_RATE)
            for at in range(start, start + piece)
        )
        frame.planes[0].update(array.array("h", [int(value) for value in swell for _ in range(2)]).tobytes())
        yield frame


def main(folder: Path) -> None:
    """All of them."""
    make_photo(folder / Sample.PHOTO)
    make_card(folder / Sample.CARD)
    for name, film in FILMS.items():
        make_film(folder / name, film)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
