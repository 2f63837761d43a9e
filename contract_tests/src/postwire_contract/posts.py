"""Posts that keep every limit of a manifest, to be changed in one place."""

import hashlib

from attrs import evolve

from postwire.demo.media import Sample
from postwire.manifest import Ability, Limit, Manifest, Measure
from postwire.media import Media, MediaFacts, MediaKind
from postwire.post import Post

MEDIA_HOST = "https://media.example.com"
"""Where the media of every scenario are said to lie. Nothing is fetched from there by us."""

IMAGE_FACTS = MediaFacts(
    kind=MediaKind.IMAGE,
    format="jpeg",
    bytes=40_000,
    width=1080,
    height=1080,
    color_space="sRGB",
)
VIDEO_FACTS = MediaFacts(
    kind=MediaKind.VIDEO,
    format="mp4",
    bytes=60_000,
    width=320,
    height=568,
    duration=2.0,
    frame_rate=30.0,
    video_codec="h264",
    video_bit_rate=200_000,
    pixel_format="yuv420p",
    interlaced=False,
    has_audio=True,
    audio_codec="aac",
    audio_bit_rate=96_000,
    audio_channels=2,
    audio_sample_rate=48_000,
    moov_first=True,
    edit_list=False,
)


IMAGE_MEASURES = frozenset(measure for measure in Measure if measure.startswith("image."))
"""What is measured of pictures; every other fact is measured of videos."""


def image(name: str = "lighthouse.jpg", alt_text: str | None = None) -> Media:
    """A picture that nobody refuses."""
    return Media(f"{MEDIA_HOST}/{name}", alt_text, facts=IMAGE_FACTS)


def video(name: str = "lighthouse.mp4") -> Media:
    """A video that nobody refuses."""
    return Media(f"{MEDIA_HOST}/{name}", facts=VIDEO_FACTS)


def text(words: str = "A lighthouse by the sea.") -> Post:
    """A text that nobody refuses."""
    return Post(words)


def in_files(post: Post) -> Post:
    """The same with files of this machine, for a platform that is given the bytes."""
    return evolve(post, media=tuple(map(_in_file, post.media)))


def _in_file(media: Media) -> Media:
    sample = (Sample.CLIP if media.kind is MediaKind.VIDEO else Sample.PHOTO).path
    content = sample.read_bytes()
    facts = evolve(media.facts or IMAGE_FACTS, bytes=len(content), sha256=hashlib.sha256(content).hexdigest())
    return evolve(media, location=str(sample), facts=facts)


def with_media(post: Post, ability: Ability) -> Post:
    """The post with a picture, or with a video."""
    return evolve(post, media=(video() if ability is Ability.VIDEO else image(),))


def plain(manifest: Manifest) -> Post:
    """The simplest that the platform takes."""
    without = (ability for ability in (Ability.IMAGE, Ability.VIDEO) if manifest.supports(ability))
    ability = None if manifest.supports(Ability.TEXT) else next(without, None)
    return text() if ability is None else with_media(text(), ability)


def reply(manifest: Manifest) -> Post:
    """An answer to a post that the platform could have."""
    return Post("An answer.", reply_to=manifest.example_post)


def limit_on(manifest: Manifest, measure: Measure) -> Limit | None:
    """The manifest's limit on a measure."""
    return next((limit for limit in manifest.limits if limit.measure is measure), None)


def carousel(manifest: Manifest, count: int = 3) -> Post:
    """A mixed one where videos are allowed beside other items."""
    items = [image(f"item-{number}.jpg") for number in range(count)]
    alone = limit_on(manifest, Measure.MEDIA_COUNT_WITH_VIDEO)
    if manifest.supports(Ability.VIDEO) and count > 1 and alone is None:
        items[1] = video("item-1.mp4")
    return Post("All of it at once.", items)


def with_option(manifest: Manifest, name: str) -> Post | None:
    """A post with one option set to its example, or to its last choice (the first is often the default).

    What the option needs is there, too. None: it has neither.
    """
    option = manifest.option(name)
    value = None if option is None else option.example or next(reversed(option.choices), None)
    if option is None or value is None:
        return None
    beside = {other.name: other.example for other in manifest.options if other.name in option.needs}
    return evolve(
        text(f"With {name}."),
        media=(image(),) if "media" in option.needs else (),
        link="https://example.com/lighthouse" if "link" in option.needs else None,
        options={manifest.platform: {**beside, name: value}},
    )
