"""What is written of a video, before anything is."""

from fractions import Fraction
from pathlib import Path

from attrs import frozen


@frozen(kw_only=True)
class NewPicture:
    """How the picture is encoded."""

    size: tuple[int, int]
    """Of the picture itself, pixels."""
    frame: tuple[int, int]
    """With its borders, pixels."""
    rate: Fraction
    """Frames per second, every one as long as the next."""
    most: int | None
    """Bits per second; None: quality alone decides."""
    interlaced: bool
    """Whether two half pictures have to be made one first."""


@frozen(kw_only=True)
class NewSound:
    """How the sound is encoded."""

    layout: str
    """FFmpeg's name: ``mono``, ``stereo``."""
    sample_rate: int
    bit_rate: int


@frozen(kw_only=True)
class Recipe:
    """How one video is written as MP4."""

    path: Path
    format: str
    """Of the file that is there, as its bytes say."""
    picture: NewPicture | None
    """None: it is copied as it is."""
    sound: NewSound | None
    """None: it is copied as it is, if there is any."""
