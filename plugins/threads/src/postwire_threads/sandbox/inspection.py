"""What Threads makes of a picture or video that it has fetched (limits: documented, dated 2026-05)."""

from postwire.media import MediaFacts, MediaKind
from postwire_threads.sandbox.call import Seen, Sight, Unfetched
from postwire_threads.sandbox.refusal import GraphRefusal, known
from postwire_threads.sandbox.settings import Settings

IMAGE_BYTES = 8 * 1024 * 1024
VIDEO_BYTES = 1024 * 1024 * 1024


def judge_image(sight: Sight | None, url: str, settings: Settings) -> GraphRefusal | None:
    """The refusal of a picture, which comes at once, or None. The failed download was seen, the rest is inferred."""
    if sight is None:
        return None
    if not isinstance(sight, Seen):
        return known("1/2207052", f"{url} ({sight.reason})")
    facts = sight.facts
    if facts.kind is not MediaKind.IMAGE or facts.format not in settings.image_formats:
        wanted = ", ".join(settings.image_formats)
        return known("36001/2207005", f"The image is {facts.format or facts.kind}, but must be one of {wanted}.")
    if (facts.bytes or 0) > IMAGE_BYTES:
        return known("36000/2207004")
    if facts.width and facts.height and max(facts.width, facts.height) > 10 * min(facts.width, facts.height):
        return known("36003/2207009", f"{facts.width}x{facts.height} is beyond 10:1.")
    return None


def judge_video(sight: Sight | None, settings: Settings) -> str | None:
    """The documented error_message of a video, which comes later, or None."""
    if sight is None:
        return None
    if isinstance(sight, Unfetched):
        error: str | None = "FAILED_DOWNLOADING_VIDEO"
    elif isinstance(sight, Seen):
        error = _flaw(sight.facts, strict=settings.strict_video)
    else:
        error = "FAILED_PROCESSING_VIDEO"
    return "UNKNOWN" if error and not settings.named_video_errors else error


def _flaw(facts: MediaFacts, *, strict: bool) -> str | None:
    flaws = {
        "FAILED_PROCESSING_VIDEO": facts.kind is not MediaKind.VIDEO
        or facts.format not in {"mp4", "mov"}
        or facts.video_codec not in {"h264", "hevc"}
        or _beyond(facts.width, 1, 1920)
        or _beyond(facts.bytes, 1, VIDEO_BYTES)
        or (strict and (facts.edit_list is True or facts.moov_first is False)),
        "INVALID_DURATION": _beyond(facts.duration, 0.001, 300),
        "INVALID_FRAME_RATE": _beyond(facts.frame_rate, 23, 60),
        "INVALID_BIT_RATE": _beyond(facts.video_bit_rate, 0, 100_000_000),
        "INVALID_ASPEC_RATIO": _beyond(facts.ratio, 0.01, 10),
        "INVALID_AUDIO_CHANNELS": _beyond(facts.audio_channels, 0, 2),
        "FAILED_PROCESSING_AUDIO": facts.audio_codec not in {None, "aac"}
        or _beyond(facts.audio_sample_rate, 0, 48_000)
        or (strict and _beyond(facts.audio_bit_rate, 0, 128_000)),
    }
    return next((name for name, flawed in flaws.items() if flawed), None)


def _beyond(value: float | None, least: float, most: float) -> bool:
    return value is not None and not least <= value <= most
