"""Mastodon's own limits. An instance may have others, and tells them."""

from functools import partial

from postwire.manifest import Limit, Measure
from postwire_mastodon.options import LIMITS, OF_THE_INSTANCE
from postwire_mastodon.sources import ERRORS, INSTANCE, LENGTHS, MEDIA, POSTING

_MastodonsOwn = partial(Limit, unless=(LIMITS, OF_THE_INSTANCE))
_BESIDE = "Where the account's instance takes it, say so: the option limits=instance."
_PICTURE = "ffmpeg -i {file} -frames:v 1 {new:png}"
_FILM = "ffmpeg -i {file} -c:v libx264 -pix_fmt yuv420p -c:a aac -movflags +faststart {new:mp4}"

IMAGE_BYTES = 16 * 2**20
VIDEO_BYTES = 99 * 2**20

TEXT = _MastodonsOwn(
    rule="mastodon.text.max_characters",
    measure=Measure.TEXT_SHORT_LINKS,
    maximum=500,
    message="The text is {observed} long, with 23 for every link; Mastodon takes {allowed}.",
    fix=f"Shorten the text by {{excess}}, or split it into a post and its replies. {_BESIDE}",
    sources=(POSTING, LENGTHS, INSTANCE),
)

LIMITS_OF_MASTODON = (
    TEXT,
    _MastodonsOwn(
        rule="mastodon.media.max_items",
        measure=Measure.MEDIA_COUNT,
        maximum=4,
        message="The post has {observed}; Mastodon takes {allowed}.",
        fix=f"Take {{excess}} out, or spread them over several posts. {_BESIDE}",
        sources=(POSTING, INSTANCE),
    ),
    _MastodonsOwn(
        rule="mastodon.media.video_alone",
        measure=Measure.MEDIA_COUNT_WITH_VIDEO,
        maximum=1,
        message="The post has {observed}, one of them a video; Mastodon takes one video or up to four pictures.",
        fix=f"Leave the pictures out, or post them in a reply. {_BESIDE}",
        sources=(POSTING, ERRORS),
    ),
    _MastodonsOwn(
        rule="mastodon.alt_text.max_characters",
        measure=Measure.ALT_TEXT_CODE_POINTS,
        maximum=1500,
        message="the alternative text is {observed} long; Mastodon takes {allowed}.",
        fix=f"Shorten the alternative text by {{excess}}. {_BESIDE}",
        sources=(POSTING, INSTANCE),
    ),
    Limit(
        rule="mastodon.image.format",
        measure=Measure.IMAGE_FORMAT,
        allowed=("jpeg", "png", "gif", "webp", "heic", "avif"),
        message="the picture is {observed}; Mastodon takes JPEG, PNG, GIF, WebP, HEIC and AVIF.",
        fix="Save it as PNG or JPEG.",
        command=_PICTURE,
        sources=(POSTING, MEDIA),
    ),
    _MastodonsOwn(
        rule="mastodon.image.max_bytes",
        measure=Measure.IMAGE_BYTES,
        maximum=IMAGE_BYTES,
        message="the picture has {observed}; Mastodon takes {allowed}.",
        fix=f"Save it smaller by {{excess}}. {_BESIDE}",
        sources=(POSTING, INSTANCE),
    ),
    Limit(
        rule="mastodon.video.format",
        measure=Measure.VIDEO_FORMAT,
        allowed=("mp4", "mov", "webm"),
        message="the video is {observed}; Mastodon takes MP4, MOV and WebM.",
        fix="Save it as MP4.",
        command=_FILM,
        sources=(POSTING, MEDIA),
    ),
    _MastodonsOwn(
        rule="mastodon.video.max_bytes",
        measure=Measure.VIDEO_BYTES,
        maximum=VIDEO_BYTES,
        message="the video has {observed}; Mastodon takes {allowed}.",
        fix=f"Cut it, or encode it with fewer bits. {_BESIDE}",
        command=_FILM,
        sources=(POSTING, INSTANCE),
    ),
    _MastodonsOwn(
        rule="mastodon.video.max_frame_rate",
        measure=Measure.VIDEO_FRAME_RATE,
        maximum=120,
        message="the video has {observed}; Mastodon takes {allowed}.",
        fix=f"Encode it with fewer frames. {_BESIDE}",
        command=_FILM.replace("-c:v", "-r 60 -c:v"),
        sources=(POSTING, INSTANCE),
    ),
)
