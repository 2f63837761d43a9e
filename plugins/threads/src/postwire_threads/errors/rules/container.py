"""A container that failed: its status is ERROR or EXPIRED inside an answer with HTTP 200."""

from postwire_threads.errors.meanings import content, media
from postwire_threads.errors.meanings.access import FEATURE_NOT_AVAILABLE
from postwire_threads.errors.rule import Rule
from postwire_threads.errors.sources import (
    BY_ANALOGY,
    RECEIVED,
    THREADS_GEO,
    THREADS_POSTS,
    THREADS_TROUBLE,
    UNKNOWN_MEDIA,
)

_DOCUMENTED = (THREADS_TROUBLE,)

NAMED_STATES = (
    Rule(
        id="container.failed_downloading_video",
        meaning=media.MEDIA_NOT_FETCHED,
        names={"FAILED_DOWNLOADING_VIDEO"},
        sources=_DOCUMENTED,
    ),
    Rule(
        id="container.failed_processing",
        meaning=media.MEDIA_PROCESSING_FAILED,
        names={"FAILED_PROCESSING_AUDIO", "FAILED_PROCESSING_VIDEO"},
        sources=_DOCUMENTED,
    ),
    # Meta's page spells it INVALID_ASPEC_RATIO; the spelling may be corrected any day
    Rule(
        id="container.invalid_aspect_ratio",
        meaning=media.ASPECT_RATIO,
        names={"INVALID_ASPEC_RATIO", "INVALID_ASPECT_RATIO"},
        sources=_DOCUMENTED,
    ),
    Rule(
        id="container.invalid_bit_rate",
        meaning=media.VIDEO_BIT_RATE,
        names={"INVALID_BIT_RATE"},
        sources=_DOCUMENTED,
    ),
    Rule(
        id="container.invalid_duration",
        meaning=media.VIDEO_DURATION,
        names={"INVALID_DURATION"},
        sources=_DOCUMENTED,
    ),
    Rule(
        id="container.invalid_frame_rate",
        meaning=media.VIDEO_FRAME_RATE,
        names={"INVALID_FRAME_RATE"},
        sources=_DOCUMENTED,
    ),
    Rule(
        id="container.invalid_audio_channels",
        meaning=media.AUDIO_CHANNELS,
        names={"INVALID_AUDIO_CHANNELS"},
        sources=_DOCUMENTED,
    ),
    Rule(
        id="container.invalid_audio_channel_layout",
        meaning=media.AUDIO_LAYOUT,
        names={"INVALID_AUDIO_CHANNEL_LAYOUT"},
        sources=_DOCUMENTED,
    ),
    Rule(
        id="name.link_limit_exceeded",
        meaning=content.TOO_MANY_LINKS,
        names={"THREADS_API__LINK_LIMIT_EXCEEDED"},
        sources=(THREADS_POSTS,),
    ),
    Rule(
        id="name.feature_not_available",
        meaning=FEATURE_NOT_AVAILABLE,
        names={"THREADS_API__FEATURE_NOT_AVAILABLE"},
        sources=(THREADS_POSTS,),
    ),
    Rule(
        id="name.geo_gating_invalid_country_codes",
        meaning=content.COUNTRY_CODES,
        names={"THREADS_API__GEO_GATING_INVALID_COUNTRY_CODES"},
        sources=(THREADS_GEO,),
    ),
)
"""What Threads gives a name in capitals, wherever in the answer it stands."""

OTHER_STATES = (
    Rule(
        id="container.failed",
        meaning=media.MEDIA_PROCESSING_FAILED,
        says=r"\bfailed_[a-z]+_",
        states={"ERROR"},
        sources=(BY_ANALOGY,),
    ),
    Rule(
        id="container.invalid",
        meaning=media.MEDIA_REFUSED,
        says=r"\binvalid_[a-z]+_?",
        states={"ERROR"},
        sources=(BY_ANALOGY,),
    ),
    Rule(
        id="container.unknown",
        meaning=media.MEDIA_FAILED_UNEXPLAINED,
        names={"UNKNOWN"},
        sources=(THREADS_TROUBLE, UNKNOWN_MEDIA),
    ),
    Rule(id="container.expired", meaning=media.CONTAINER_EXPIRED, states={"EXPIRED"}, sources=_DOCUMENTED),
    Rule(id="container.error", meaning=media.MEDIA_FAILED, states={"ERROR"}, sources=(THREADS_TROUBLE, RECEIVED)),
)
"""What a container's state says where no number and no known name does."""
