"""What a host of media promises."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from attrs import field, frozen

from postwire.delivery import Delivery
from postwire.media import Media, MediaFacts
from postwire.post import Post
from postwire.problem import Problem
from postwire.state import State, name_of, under_way
from postwire.store import Store

_SECRET = "media_secret"  # noqa: S105 - the name of a setting
_WANTED = frozenset({"queued", "creating", "processing", "ready", "publishing"})
_SUFFIXES = {"jpeg": ".jpg", "matroska": ".mkv", "mpegts": ".ts", "mpeg": ".mpg"}
_TYPES = {
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "matroska": "video/x-matroska",
    "avi": "video/x-msvideo",
    **{name: f"image/{name}" for name in ("jpeg", "png", "gif", "webp", "avif", "heic", "bmp", "tiff")},
}


class HostingFailed(Exception):
    """A file could not be shown for now. Its text holds no secret."""


@frozen
class Lent:
    """Where one file is shown."""

    address: str = field(repr=False)
    secret: str = field(repr=False)
    """The part of the address that opens it: to be masked wherever the address is written down."""


class Host(Protocol):
    """Shows local files of deliveries. Every method blocks, may be repeated, and is safe to call from any thread."""

    def lend(self, delivery: Delivery, item: int, path: Path, life: timedelta) -> Lent:
        """Show a file for at least so long. Raises `HostingFailed` for what may pass, OSError for the file."""

    def take_back(self, delivery: Delivery) -> None:
        """Show the files of a delivery no longer. Raises `HostingFailed`."""

    def sweep(self) -> int:
        """Take back everything that no delivery wants any more, and say how much it was. Raises `HostingFailed`."""

    def open(self) -> None:
        """Begin to serve, where that is this process's own business. Raises OSError."""

    def close(self) -> None:
        """Serve no longer."""


def local_file(media: Media) -> Path | None:
    """The file that a media is, if it is one on this machine."""
    if media.is_remote:
        return None
    path = Path(media.location)
    try:
        return path if path.is_file() else None
    except (OSError, ValueError):  # a name that no file can have
        return None


def is_wanted(state: State) -> bool:
    """Whether the platform may still want to fetch the media of a delivery in this state."""
    return name_of(under_way(state)) in _WANTED


def store_secret(store: Store) -> str:
    """What names of files are signed with: made once for a store."""
    if (known := store.meta(_SECRET)) is not None:
        return known
    store.put_meta(_SECRET, secrets.token_hex(32))
    return store.meta(_SECRET) or ""


def suffix_of(facts: MediaFacts | None, path: Path) -> str:
    """As the file's bytes say, else as its name does."""
    if facts is not None and facts.format:
        return _SUFFIXES.get(facts.format, f".{facts.format}")
    return path.suffix.lower()


def content_type_of(facts: MediaFacts | None) -> str:
    """As the file's bytes say."""
    return _TYPES.get((facts.format if facts else None) or "", "application/octet-stream")


def without_addressless(problems: Iterable[Problem], post: Post) -> tuple[Problem, ...]:
    """The problems without those of local files that have no address: a host will give them one."""
    return tuple(problem for problem in problems if not _lacks_address(problem, post))


def _lacks_address(problem: Problem, post: Post) -> bool:
    file = None if problem.item is None else local_file(post.media[problem.item])
    return file is not None and problem.rule.endswith(".media.no_address")
