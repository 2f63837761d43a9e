"""What a video is, read with PyAV from its headers and its first packets. Needs the extra ``media``."""

from collections.abc import Callable
from typing import Any, TypeVar

import attrs
import av
from av.audio.codeccontext import AudioCodecContext
from av.container import InputContainer
from av.stream import Disposition
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream

from postwire.media import MediaFacts, MediaKind
from postwire.probe import boxes, ebml
from postwire.probe.demuxing import DEMUXERS, ISO, OPTIONS
from postwire.probe.failure import Fault
from postwire.probe.gop import closed_gop
from postwire.probe.source import Readable, Source

T = TypeVar("T")

_ONE_THREAD = {"threads": "1"}
_NEVER_INTERLACED = frozenset({"vp8", "vp9", "av1"})
_PROGRESSIVE = 1
"""AVFieldOrder in FFmpeg's libavcodec/defs.h: 0 is unknown, what is above are the orders of interlaced fields."""
_MICROSECONDS = 1_000_000


def video_facts(source: Source, name: str, timeout: float) -> MediaFacts:
    """The facts of a video of a known format. Raises `ProbeFailed` where it is cut off, damaged or holds no picture."""
    layout = boxes.layout(source) if name in ISO else None
    source.require(_declared(name, source.at(0, 256)))
    # FFmpeg walks the boxes of a file that it can move in to the very end, and one that it cannot only to the data
    forward_only = layout is not None and layout.moov_first and source.size > source.near
    steady = _Steady(source.rewind(), can_seek=not forward_only)
    facts = None
    try:
        with av.open(
            steady, "r", format=DEMUXERS[name], options=OPTIONS | _ONE_THREAD, metadata_errors="ignore", timeout=timeout
        ) as container:
            if steady.trouble is None:
                facts = _facts(source, name, container, layout)
    except av.ExitError as error:
        raise source.failure(Fault.TOO_SLOW, f"reading it took longer than {timeout:g} seconds") from error
    except (av.FFmpegError, ValueError) as error:  # ValueError: a fact that cannot be, such as a negative size
        if steady.trouble is None:
            raise source.failure(Fault.DAMAGED, f"it begins as {name} and cannot be read as such") from error
    if steady.trouble is not None:
        raise steady.trouble
    if facts is None:
        raise source.failure(Fault.NOT_MEDIA, "it holds no moving picture", "give a file with a picture in it")
    return facts


def _declared(name: str, head: bytes) -> int | None:
    """How many bytes the file says it has."""
    if name == "avi":
        return 8 + int.from_bytes(head[4:8], "little")
    return ebml.declared_end(head) if name in {"matroska", "webm"} else None


def _facts(source: Source, name: str, container: InputContainer, layout: boxes.Layout | None) -> MediaFacts | None:
    """Everything, or None where there is no picture but perhaps that of an album's cover."""
    pictures = (stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic)
    video = next(pictures, None)
    if video is None:
        return None
    _require_frames(source, container)
    facts = attrs.evolve(
        _of_picture(source, video, layout),
        format=name,
        bytes=source.size,
        duration=_duration(container, video),
        moov_first=layout.moov_first if layout else None,
        edit_list=layout.edit_list if layout else None,
        **_of_sound(container),
    )
    if facts.video_bit_rate is None and facts.duration:
        # an upper bound: the container's own bytes, and sound of an unknown rate, are counted in
        rest = int(source.size * 8 / facts.duration) - (facts.audio_bit_rate or 0)
        facts = attrs.evolve(facts, video_bit_rate=max(rest, 0))
    return facts


def _require_frames(source: Source, container: InputContainer) -> None:
    """Raise `ProbeFailed` where the index names frames behind the end of the file."""
    for stream in container.streams:
        entries = stream.index_entries
        if len(entries):
            last = entries[len(entries) - 1]
            source.require(last.pos + last.size)


def _of_picture(source: Source, video: VideoStream, layout: boxes.Layout | None) -> MediaFacts:
    context: VideoCodecContext | None = video.codec_context
    if context is None:  # FFmpeg knows no such codec
        return MediaFacts(kind=MediaKind.VIDEO)
    codec = context.codec.canonical_name
    rate = video.average_rate or video.guessed_rate
    width, height = context.width or None, context.height or None
    if layout and video.id in layout.sideways:
        width, height = height, width
    return MediaFacts(
        kind=MediaKind.VIDEO,
        width=width,
        height=height,
        frame_rate=float(rate) if rate else None,
        video_codec=codec,
        video_bit_rate=video.bit_rate or None,
        pixel_format=context.pix_fmt,
        interlaced=_interlaced(codec, context.field_order, context.extradata),
        closed_gop=closed_gop(source, codec, context.extradata, iter(video.index_entries)) if layout else None,
    )


def _interlaced(codec: str, field_order: int, extradata: bytes | None) -> bool | None:
    if field_order:
        return field_order != _PROGRESSIVE
    if codec in _NEVER_INTERLACED:
        return False
    if codec == "hevc" and extradata and len(extradata) > 6 and extradata[0] == 1:
        # general_progressive_source_flag and general_interlaced_source_flag, ITU-T H.265 7.4.4 in ISO/IEC 14496-15
        return {0b10: False, 0b01: True}.get(extradata[6] >> 6)
    return None


def _of_sound(container: InputContainer) -> dict[str, Any]:
    sound = next(iter(container.streams.audio), None)
    if sound is None:
        return {"has_audio": False}
    context: AudioCodecContext | None = sound.codec_context
    if context is None:
        return {"has_audio": True}
    return {
        "has_audio": True,
        "audio_codec": context.codec.canonical_name,
        "audio_bit_rate": sound.bit_rate or None,
        "audio_channels": context.channels or None,
        "audio_sample_rate": context.sample_rate or None,
    }


def _duration(container: InputContainer, video: VideoStream) -> float | None:
    """Seconds of the longest stream, else of the picture."""
    if container.duration is not None:
        return container.duration / _MICROSECONDS
    if video.duration is not None and video.time_base is not None:
        return float(video.duration * video.time_base)
    return None


class _Steady:
    """A file for FFmpeg that never raises: the first exception is kept, and from then on the file is at its end.

    PyAV keeps an exception of a callback until its next call on the same thread, whichever file that is about, and
    prints a second one to standard error.
    """

    def __init__(self, file: Readable, *, can_seek: bool) -> None:
        self._file = file
        self._can_seek = can_seek
        self.trouble: Exception | None = None

    def seekable(self) -> bool:
        return self._can_seek

    def read(self, size: int) -> bytes:
        return self._try(lambda: self._file.read(size), b"")

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._try(lambda: self._file.seek(offset, whence), -1)

    def tell(self) -> int:
        return self._try(self._file.tell, -1)

    def _try(self, work: Callable[[], T], otherwise: T) -> T:
        if self.trouble is not None:
            return otherwise
        try:
            return work()
        except Exception as error:  # noqa: BLE001 - kept, and raised when FFmpeg is done
            self.trouble = error
            return otherwise
