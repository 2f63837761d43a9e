"""Limits on pictures."""

from postwire.manifest import Limit, Measure
from postwire.problem import Severity
from postwire_threads.manifest.commands import MEND, MEND_WITH_BORDERS
from postwire_threads.manifest.sources import LATE_MEDIA, LETMEPOST_FORMATS, LETMEPOST_IMAGE_SIZE, POSTS

IMAGE_LIMITS = (
    Limit(
        rule="threads.image.format",
        measure=Measure.IMAGE_FORMAT,
        allowed=("jpeg", "png", "webp", "gif"),
        message="the picture is {observed}; Threads takes JPEG and PNG.",
        fix="Save it as PNG or JPEG.",
        command=MEND,
        sources=(POSTS, LETMEPOST_FORMATS),
    ),
    Limit(
        rule="threads.image.format_unofficial",
        measure=Measure.IMAGE_FORMAT,
        allowed=("jpeg", "png"),
        severity=Severity.WARNING,
        message="the picture is {observed}; Meta names only JPEG and PNG, though others report that it is taken.",
        fix="Save it as PNG or JPEG to be sure; of a moving picture only the first frame is left then.",
        command=MEND,
        sources=(POSTS, LATE_MEDIA, LETMEPOST_FORMATS),
    ),
    # Meta writes "8 MB" and not which kind: above both readings is an error, between them a warning.
    Limit(
        rule="threads.image.max_bytes",
        measure=Measure.IMAGE_BYTES,
        maximum=8 * 2**20,
        message="the picture has {observed}; Threads takes {allowed}.",
        fix="Save it smaller.",
        command=MEND,
        sources=(POSTS,),
    ),
    Limit(
        rule="threads.image.bytes_doubtful",
        measure=Measure.IMAGE_BYTES,
        maximum=8_000_000,
        severity=Severity.WARNING,
        message="the picture has {observed}; Threads takes '8 MB', perhaps {allowed}.",
        fix="Save it smaller by {excess} to be sure.",
        command=MEND,
        sources=(POSTS, LETMEPOST_IMAGE_SIZE),
    ),
    Limit(
        rule="threads.image.ratio",
        measure=Measure.IMAGE_RATIO,
        maximum=10,
        message="the picture's sides are {observed}; Threads takes {allowed}.",
        fix="Crop it, or give it borders.",
        command=MEND_WITH_BORDERS,
        sources=(POSTS,),
    ),
    Limit(
        rule="threads.image.too_narrow",
        measure=Measure.IMAGE_WIDTH,
        minimum=320,
        severity=Severity.WARNING,
        message="the picture is {observed} wide; Threads wants {allowed} and blows it up.",
        fix="Use a wider original, or accept that it looks blurred.",
        sources=(POSTS,),
    ),
    Limit(
        rule="threads.image.too_wide",
        measure=Measure.IMAGE_WIDTH,
        maximum=1440,
        severity=Severity.WARNING,
        message="the picture is {observed} wide; Threads shows {allowed} and scales it down.",
        fix="Scale it down yourself if fine lines or small print matter.",
        command=MEND,
        sources=(POSTS,),
    ),
    Limit(
        rule="threads.image.color_space",
        measure=Measure.IMAGE_COLOR_SPACE,
        allowed=("sRGB",),
        severity=Severity.WARNING,
        message="the picture's colours are {observed}; Threads turns them into sRGB.",
        fix="Convert it to sRGB yourself if the colours matter.",
        command=MEND,
        sources=(POSTS,),
    ),
)
