"""The 2207000 family, codes 9004, 9007 and 36000 upward, and video codes: pictures and videos."""

from postwire_threads.errors.meanings import content, lookups, media, outage
from postwire_threads.errors.rule import Rule
from postwire_threads.errors.sources import (
    BY_ANALOGY,
    CAROUSEL_RACE,
    GATEWAYS,
    INSTAGRAM_CODES,
    MEDIA_DOWNLOAD,
    RECEIVED,
    RECEIVED_META,
)

_TABLE = (INSTAGRAM_CODES, BY_ANALOGY)

_NOT_FETCHED = (
    r"media (?:download|fetch) (?:has )?failed",
    r"could not be (?:fetched|downloaded)",
    r"(?:failed|unable) to (?:fetch|download)",
    r"too long to download",
    r"only photo or video can be accepted",
)
_NOT_READY = (
    r"media processing",
    r"not (?:yet )?ready (?:to be published|for publishing|yet)",
    r"(?:media|container|video|image|creation)\b.{0,30} (?:not|n't) (?:yet )?ready",
    r"still (?:being )?process",
    r"\bin_progress\b",
    r"media id is not available",
)
_BAD_IMAGE = (
    r"image format",
    r"unsupported image",
    r"format .{0,30}is not supported",
)
_BAD_VIDEO = (
    r"video format",
    r"video (?:file )?.{0,40}(?:format|not supported)",
    r"unsupported video",
    r"format that (?:we|is) (?:don't|not) support",
)
_BAD_RATIO = r"aspect.?ratio"
_TOO_LONG = (
    r"duration exceed",
    r"video.{0,20}(?:too long|longer than)",
    r"exceeds? .{0,30}(?:duration|seconds|minutes)",
)

BY_NUMBER = (
    Rule(id="100.4279004", meaning=media.CHILDREN_NOT_READY, subcodes={4279004}, sources=(RECEIVED, CAROUSEL_RACE)),
    Rule(id="media.2207001", meaning=outage.SERVER_ERROR, subcodes={2207001, 2207032}, sources=_TABLE),
    Rule(
        id="media.2207052",
        meaning=media.MEDIA_NOT_FETCHED,
        subcodes={2207003, 2207052},
        sources=(INSTAGRAM_CODES, MEDIA_DOWNLOAD),
    ),
    Rule(id="media.2207004", meaning=media.IMAGE_TOO_LARGE, subcodes={2207004}, sources=_TABLE),
    Rule(id="media.2207005", meaning=media.IMAGE_FORMAT, subcodes={2207005}, sources=_TABLE),
    Rule(id="media.2207008", meaning=lookups.CONTAINER_GONE_FOR_NOW, subcodes={2207008}, sources=_TABLE),
    Rule(id="media.2207009", meaning=media.ASPECT_RATIO, subcodes={2207009}, sources=_TABLE),
    Rule(id="media.2207010", meaning=content.CAPTION_TOO_LONG, subcodes={2207010}, sources=_TABLE),
    Rule(id="media.2207020", meaning=media.CONTAINER_EXPIRED, subcodes={2207020}, sources=_TABLE),
    Rule(id="media.2207023", meaning=content.PARAMETER_REFUSED, subcodes={2207023, 2207067}, sources=_TABLE),
    Rule(id="media.2207026", meaning=media.VIDEO_FORMAT, subcodes={2207026}, sources=_TABLE),
    Rule(id="media.2207027", meaning=media.MEDIA_NOT_READY, subcodes={2207027}, sources=_TABLE),
    Rule(id="media.2207028", meaning=content.CAROUSEL_SIZE, subcodes={2207028}, sources=_TABLE),
    Rule(
        id="media.2207035", meaning=content.TAGS_REFUSED, subcodes={2207035, 2207036, 2207037, 2207040}, sources=_TABLE
    ),
    Rule(id="media.2207053", meaning=media.MEDIA_PROCESSING_FAILED, subcodes={2207053}, sources=_TABLE),
    Rule(id="media.2207057", meaning=content.PARAMETER_REFUSED, subcodes={2207057}, sources=_TABLE),
    Rule(id="324.2069019", meaning=media.MEDIA_UNREACHABLE, subcodes={2069019}, sources=(RECEIVED_META,)),
    Rule(id="9004", meaning=media.MEDIA_NOT_FETCHED, codes={9004, 389}, sources=(INSTAGRAM_CODES,)),
    Rule(id="9007", meaning=media.MEDIA_NOT_READY, codes={9007}, sources=(INSTAGRAM_CODES,)),
    Rule(id="36000", meaning=media.IMAGE_TOO_LARGE, codes={36000}, sources=(INSTAGRAM_CODES,)),
    Rule(id="36001", meaning=media.IMAGE_FORMAT, codes={36001, 324}, sources=(INSTAGRAM_CODES, RECEIVED_META)),
    Rule(id="36003", meaning=media.ASPECT_RATIO, codes={36003}, sources=(INSTAGRAM_CODES,)),
    Rule(id="36004", meaning=content.CAPTION_TOO_LONG, codes={36004}, sources=(INSTAGRAM_CODES,)),
    Rule(id="6000.1363024", meaning=media.VIDEO_FORMAT, subcodes={1363024}, sources=(RECEIVED_META,)),
    Rule(
        id="381.format",
        meaning=media.VIDEO_FORMAT,
        codes={381, 390, 6000},
        says=r"another (?:\w+ )?file|not supported|unsupported|format",
        sources=(RECEIVED_META,),
    ),
    Rule(id="381", meaning=media.MEDIA_PROCESSING_FAILED, codes={381, 390, 6000}, sources=(RECEIVED_META,)),
    Rule(
        id="352",
        meaning=media.VIDEO_FORMAT,
        codes={350, 351, 352, 353, 354, 356, 382},
        sources=(INSTAGRAM_CODES, RECEIVED_META),
    ),
)

FAMILY = (
    Rule(
        id="media.2207",
        meaning=media.MEDIA_FAILED,
        subcodes=range(2_207_000, 2_208_000),
        says=r"upload has failed|processing",
        sources=(BY_ANALOGY,),
    ),
)
"""Numbers of the family that no table lists, where the words say that the upload failed."""

BY_WORD = (
    Rule(
        id="words.media_not_ready", meaning=media.MEDIA_NOT_READY, says=_NOT_READY, sources=(GATEWAYS, INSTAGRAM_CODES)
    ),
    Rule(
        id="words.children",
        meaning=media.CHILDREN_NOT_READY,
        says=r"carousel children|children with ids",
        sources=(RECEIVED,),
    ),
    Rule(
        id="words.media_not_fetched",
        meaning=media.MEDIA_NOT_FETCHED,
        says=_NOT_FETCHED,
        sources=(INSTAGRAM_CODES, GATEWAYS),
    ),
    Rule(id="words.video_codec", meaning=media.VIDEO_CODEC, says=r"video codec|unsupported codec", sources=(GATEWAYS,)),
    Rule(id="words.video_duration", meaning=media.VIDEO_DURATION, says=_TOO_LONG, sources=(GATEWAYS,)),
    Rule(id="words.aspect_ratio", meaning=media.ASPECT_RATIO, says=_BAD_RATIO, sources=(INSTAGRAM_CODES,)),
    Rule(id="words.video_format", meaning=media.VIDEO_FORMAT, says=_BAD_VIDEO, sources=(GATEWAYS, INSTAGRAM_CODES)),
    Rule(id="words.image_format", meaning=media.IMAGE_FORMAT, says=_BAD_IMAGE, sources=(INSTAGRAM_CODES,)),
    Rule(
        id="words.image_size",
        meaning=media.IMAGE_TOO_LARGE,
        says=(
            r"(?:image|photo|picture|file).{0,20} too (?:large|big)",
            r"larger than .{0,12}(?:mb|mib)",
            r"(?:image|photo|picture|file|media) .{0,30}exceeds? .{0,20}\b(?:mb|mib|megabytes?|bytes)",
        ),
        sources=(INSTAGRAM_CODES,),
    ),
    Rule(
        id="words.image",
        meaning=media.MEDIA_REFUSED,
        says=r"(?:missing or )?invalid (?:image|video|media)\b",
        sources=(RECEIVED_META,),
    ),
    Rule(
        id="words.caption",
        meaning=content.CAPTION_TOO_LONG,
        says=r"caption (?:was|is) too long",
        sources=(INSTAGRAM_CODES,),
    ),
    Rule(
        id="words.upload_failed",
        meaning=media.MEDIA_FAILED,
        says=r"media upload has failed|failed to process",
        sources=(RECEIVED_META,),
    ),
    Rule(
        id="words.upload_error",
        meaning=media.MEDIA_PROCESSING_FAILED,
        says=(
            r"(?:unknown|unexpected) upload error",
            r"(?:creat\w+|upload\w*) (?:of )?(?:the )?media (?:has )?fail",
        ),
        sources=(INSTAGRAM_CODES,),
    ),
    Rule(
        id="words.media_expired",
        meaning=media.CONTAINER_EXPIRED,
        says=r"(?:media|container)\b.{0,40} has expired",
        sources=(INSTAGRAM_CODES,),
    ),
)
