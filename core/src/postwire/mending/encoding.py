"""A stretch of a video, written as MP4. With PyAV."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import av
from av.container import InputContainer, OutputContainer
from av.stream import Disposition

from postwire.mending.copying import Copy
from postwire.mending.filtering import FilteredPictures, FilteredSounds
from postwire.mending.opening import opened
from postwire.mending.recipe import Recipe

_FRONT = {"movflags": "+faststart", "use_editlist": "0"}
"""Index first and no edit lists."""


class Lane(Protocol):
    """One track on its way from file to file."""

    done: bool
    """Whether the end of the stretch was passed."""

    def feed(self, packet: "av.Packet[Any]") -> "Iterator[av.Packet[Any]]":
        """What can be written once a packet was read."""

    def finish(self) -> "Iterator[av.Packet[Any]]":
        """What is left to write."""


def write_stretch(
    recipe: Recipe, draft: Path, start: float, end: float, progress: Callable[[float], None]
) -> tuple[str, ...]:
    """Write the seconds from start to end (infinity: the rest) into a file, and return what was left out.

    ``progress`` is told of the seconds that are done.
    """
    with opened(recipe.path, recipe.format) as source, av.open(draft, "w", format="mp4", options=_FRONT) as target:
        origin = (source.start_time or 0) / av.time_base
        lanes = _lanes(recipe, source, target, origin + start, origin + end)
        if start > 0:
            source.seek(int((origin + start) * av.time_base))
        for packet in source.demux([source.streams[index] for index in lanes]):
            lane = lanes[packet.stream.index]
            for made in lane.feed(packet):
                target.mux(made)
            if packet.pts is not None and packet.time_base is not None:
                progress(max(0.0, float(packet.pts * packet.time_base) - origin - start))
            if all(lane.done for lane in lanes.values()):
                break
        for lane in lanes.values():
            for made in lane.finish():
                target.mux(made)
        others = len(source.streams) - len(lanes)
    return (f"{others} further track{'s are' if others > 1 else ' is'} left out",) if others else ()


def _lanes(
    recipe: Recipe, source: InputContainer, target: OutputContainer, start: float, end: float
) -> dict[int, Lane]:
    """The first moving picture and the first sound, by their number."""
    picture = next(stream for stream in source.streams.video if not stream.disposition & Disposition.attached_pic)
    picture.thread_type = "AUTO"
    lanes: dict[int, Lane] = {
        picture.index: FilteredPictures(target, picture, recipe.picture, start, end)
        if recipe.picture is not None
        else Copy(target.add_stream_from_template(picture), start, end)
    }
    for sound in source.streams.audio[:1]:
        lanes[sound.index] = (
            FilteredSounds(target, recipe.sound, start, end)
            if recipe.sound is not None
            else Copy(target.add_stream_from_template(sound), start, end)
        )
    return lanes
