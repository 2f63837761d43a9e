"""Tracks that are decoded, brought into shape, and encoded anew."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, cast

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.filter import Graph
from av.filter.context import FilterContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from postwire.mending.recipe import NewPicture, NewSound

_PRIMING = 1024
"""Samples of lead-in that FFmpeg's AAC encoder puts before the sound, at a negative time. An edit list would hide them;
without one all sound is moved by as much, 21 ms at 48 kHz."""
_GROUP = 2
"""Seconds between key frames."""
BUFFER = 1
"""Seconds by which a picture may be ahead of its bit rate."""
_RGB = 0
_TURNS = {90: ("transpose=cclock",), -90: ("transpose=clock",), 180: ("hflip", "vflip"), -180: ("hflip", "vflip")}


class _Filtered:
    """What pictures and sounds have in common."""

    def __init__(self, stream: VideoStream | AudioStream, start: float, end: float) -> None:
        self.done = False
        self._stream = stream
        self._start = start
        self._end = end
        self._graph: Graph | None = None

    def feed(self, packet: "av.Packet[Any]") -> "Iterator[av.Packet[Any]]":
        """Decode a packet, and encode what comes out of the filters."""
        if self.done:
            return
        for frame in cast("list[VideoFrame | AudioFrame]", packet.decode()):
            if frame.time is not None and frame.time >= self._end:
                self.done = True
                return
            if self._graph is None:
                self._graph = self._chained(frame)
            self._graph.push(frame)
            yield from self._encoded(self._graph)

    def finish(self) -> "Iterator[av.Packet[Any]]":
        """What filters and encoder hold back."""
        if self._graph is not None:
            self._graph.push(None)
            yield from self._encoded(self._graph)
            yield from self._moved(self._stream.encode(None))

    def _chained(self, frame: VideoFrame | AudioFrame) -> Graph:
        raise NotImplementedError

    def _encoded(self, graph: Graph) -> "Iterator[av.Packet[Any]]":
        while True:
            try:
                frame = graph.pull()
            except (BlockingIOError, EOFError):
                return
            if isinstance(frame, VideoFrame):
                frame.pict_type = 0  # the old file's key frames are no business of the new one's
            yield from self._moved(self._stream.encode(frame))  # type: ignore[arg-type]  # of its own kind

    def _moved(self, packets: "list[av.Packet[Any]]") -> "list[av.Packet[Any]]":
        return packets

    def _cut(self, letter: str = "") -> tuple[str, str]:
        """The filters that leave a stretch over, from zero on."""
        end = "" if self._end == float("inf") else f":end={self._end:.6f}"
        return f"{letter}trim=start={self._start:.6f}{end}", f"{letter}setpts=PTS-{self._start:.6f}/TB"


class FilteredPictures(_Filtered):
    """H.264 with 4:2:0, upright, every frame as long as the next, in closed groups."""

    def __init__(
        self, target: OutputContainer, source: VideoStream, recipe: NewPicture, start: float, end: float
    ) -> None:
        options = {"crf": "18", "preset": "medium", "bf": "0"}
        if recipe.most is not None:
            options |= {"maxrate": str(recipe.most), "bufsize": str(recipe.most * BUFFER)}
        stream = target.add_stream("libx264", rate=recipe.rate, options=options)
        stream.width, stream.height = recipe.frame
        stream.pix_fmt = "yuv420p"
        stream.codec_context.gop_size = max(1, round(recipe.rate * _GROUP))
        known = source.codec_context
        if known.colorspace != _RGB:
            stream.codec_context.colorspace = known.colorspace
            stream.codec_context.color_primaries = known.color_primaries
            stream.codec_context.color_trc = known.color_trc
        super().__init__(stream, start, end)
        self._recipe = recipe

    def _chained(self, frame: VideoFrame | AudioFrame) -> Graph:
        picture, recipe = cast("VideoFrame", frame), self._recipe
        (wide, high), (frame_wide, frame_high) = recipe.size, recipe.frame
        graph = Graph()
        begin = graph.add_buffer(
            width=picture.width,
            height=picture.height,
            format=picture.format,
            time_base=cast("Fraction", frame.time_base),
        )
        return _linked(
            graph,
            begin,
            *self._cut(),
            *(("bwdif=mode=send_frame",) if recipe.interlaced else ()),
            *_TURNS.get(picture.rotation, ()),
            f"scale={wide}:{high}:flags=lanczos",
            "setsar=1",
            f"pad={frame_wide}:{frame_high}:(ow-iw)/2:(oh-ih)/2",
            f"fps={recipe.rate}:start_time=0",
            "format=yuv420p",
            "buffersink",
        )


class FilteredSounds(_Filtered):
    """AAC from the first moment on, with silence where the old file had none."""

    def __init__(self, target: OutputContainer, recipe: NewSound, start: float, end: float) -> None:
        stream = target.add_stream("aac", rate=recipe.sample_rate, layout=recipe.layout)
        stream.bit_rate = recipe.bit_rate
        super().__init__(stream, start, end)
        self._recipe = recipe

    def _chained(self, frame: VideoFrame | AudioFrame) -> Graph:
        sound, recipe = cast("AudioFrame", frame), self._recipe
        graph = Graph()
        begin = graph.add_abuffer(
            sample_rate=sound.sample_rate,
            format=sound.format,
            layout=sound.layout,
            time_base=cast("Fraction", frame.time_base),
        )
        return _linked(
            graph,
            begin,
            *self._cut("a"),
            f"aresample={recipe.sample_rate}:async=1:first_pts=0",
            f"aformat=sample_fmts=fltp:sample_rates={recipe.sample_rate}:channel_layouts={recipe.layout}",
            f"asetnsamples=n={_PRIMING}:p=0",
            "abuffersink",
        )

    def _moved(self, packets: "list[av.Packet[Any]]") -> "list[av.Packet[Any]]":
        for packet in packets:
            if packet.pts is not None:
                packet.pts = packet.dts = packet.pts + _PRIMING
        return packets


def _linked(graph: Graph, begin: FilterContext, *filters: str) -> Graph:
    nodes = [begin]
    for text in filters:
        name, _, arguments = text.partition("=")
        nodes.append(graph.add(name, arguments or None))
    graph.link_nodes(*nodes).configure()
    return graph
