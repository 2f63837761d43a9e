"""A track that is copied as it is."""

from collections.abc import Iterator
from typing import Any

import av
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

_NEAR = 0.001
"""Seconds that two names of one moment may lie apart."""


class Copy:
    """Takes over the packets of a stretch, from a key frame on."""

    def __init__(self, stream: VideoStream | AudioStream, start: float, end: float) -> None:
        self.done = False
        self._stream = stream
        self._start = start
        self._end = end
        self._begun = False

    def feed(self, packet: "av.Packet[Any]") -> "Iterator[av.Packet[Any]]":
        """The packet, moved to the new beginning; nothing if it lies outside."""
        if packet.pts is None or packet.time_base is None:
            return
        time = float(packet.pts * packet.time_base)
        if time >= self._end - _NEAR:
            self.done = True
            return
        self._begun = self._begun or (packet.is_keyframe and time >= self._start - _NEAR)
        if not self._begun:
            return
        shift = round(self._start / packet.time_base)
        packet.pts -= shift
        if packet.dts is not None:
            packet.dts -= shift
        packet.stream = self._stream
        yield packet

    def finish(self) -> "Iterator[av.Packet[Any]]":
        """Nothing is held back."""
        yield from ()
