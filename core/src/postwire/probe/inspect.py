"""From an open file to its facts."""

from postwire.media import MediaFacts, MediaKind
from postwire.probe.failure import Fault, ProbeUnavailable
from postwire.probe.signature import HEAD, describe, kind_of, sniff
from postwire.probe.source import Source


def inspect(source: Source, *, timeout: float, limit: int | None) -> MediaFacts:
    """All facts of a file but its digest.

    ``timeout``: seconds for FFmpeg. ``limit``: a picture with more bytes is not read to its end, only its head is.

    Raises `ProbeFailed`, and `ProbeUnavailable` where the libraries are missing that a picture or video needs.
    """
    head = source.at(0, HEAD)
    if not head:
        raise source.failure(Fault.EMPTY, "it has no bytes at all")
    name = sniff(head)
    if name is None:
        raise source.failure(Fault.NOT_MEDIA, f"it is {describe(head)}, not a media file")
    if kind_of(name) is MediaKind.VIDEO:
        try:
            from postwire.probe.video import video_facts  # noqa: PLC0415 - PyAV is an extra, and 100 ms to import
        except ImportError as error:
            raise ProbeUnavailable("PyAV") from error
        return video_facts(source, name, timeout)
    try:
        from postwire.probe.picture import picture_facts  # noqa: PLC0415 - Pillow is an extra
    except ImportError as error:
        raise ProbeUnavailable("Pillow") from error
    return picture_facts(source, name, limit=limit)
