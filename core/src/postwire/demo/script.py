"""What the demo submits, and what ought to become of it."""

from datetime import timedelta

from attrs import frozen

from postwire.demo.media import Sample
from postwire.demo.media_server import MediaServer
from postwire.media import Media
from postwire.post import Post

LOST = "this one loses its answer"
"""Only the post that says this meets a fault."""


@frozen(kw_only=True)
class Scene:
    """One post, and its expected end."""

    title: str
    post: Post
    ends: str
    """The state it ends in; ``refused``: it is not accepted."""
    probed: bool = True
    """Whether its media are looked at before it is submitted."""
    after: timedelta = timedelta(0)
    """How long from now it is due."""


def scenes(media: MediaServer) -> tuple[Scene, ...]:
    """The nine posts of the demo."""

    def item(sample: Sample, alt_text: str | None = None) -> Media:
        return Media(media.url(sample.value), alt_text)

    return (
        Scene(title="a text", post=Post("Hello from postwire."), ends="published"),
        Scene(
            title="an image",
            post=Post("A lighthouse, drawn by a script.", [item(Sample.PHOTO, "A lighthouse at night")]),
            ends="published",
        ),
        Scene(
            title="a video", post=Post("The same lighthouse, turning its beam.", [item(Sample.CLIP)]), ends="published"
        ),
        Scene(
            title="a carousel with a video in it",
            post=Post("All of it at once.", [item(Sample.PHOTO), item(Sample.SECOND_CLIP), item(Sample.CARD)]),
            ends="published",
        ),
        Scene(
            title="a scheduled text",
            post=Post("This one waited for its hour.", options={"threads": {"reply_control": "followers_only"}}),
            ends="published",
            after=timedelta(seconds=4),
        ),
        Scene(title="a publish answer that is lost", post=Post(f"Exactly once, although {LOST}."), ends="published"),
        Scene(
            title="media that the platform refuses",
            post=Post("Fifteen frames a second, and nobody looked.", [item(Sample.SLOW)]),
            ends="failed",
            probed=False,
        ),
        Scene(
            title="media that validation refuses",
            post=Post("A WebM file that calls itself MP4.", [item(Sample.DISGUISED)]),
            ends="refused",
        ),
        Scene(title="a text over 500 bytes", post=Post("Three bytes each: " + "\N{EN DASH}" * 170), ends="refused"),
    )
