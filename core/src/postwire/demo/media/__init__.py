"""Small pictures and videos of our own: what the demo publishes, and what checks are tried on."""

import enum
from pathlib import Path


class Sample(enum.StrEnum):
    """The files beside this one; `make_samples` draws and encodes them."""

    PHOTO = "lighthouse.jpg"
    """JPEG, 1080x1080, sRGB."""
    CARD = "card.png"
    """PNG, 800x1000."""
    CLIP = "lighthouse.mp4"
    """H.264 and AAC, two seconds; keeps every rule that Threads documents."""
    SECOND_CLIP = "boat.mp4"
    """Another one like it, for a carousel."""
    SLOW = "fifteen-frames.mp4"
    """As the first, but 15 frames a second: fewer than Threads takes."""
    DISGUISED = "webm-inside.mp4"
    """A WebM file (VP9 and Opus) under a wrong name."""
    HEVC = "hevc.mp4"
    """As the first, but HEVC: documented as allowed, reported as refused."""

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return Path(__file__).with_name(self.value)
