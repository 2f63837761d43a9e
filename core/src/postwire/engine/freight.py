"""The bytes of a post's media, for platforms that are given them."""

from pathlib import Path

from attrs import evolve, field, frozen

from postwire.diagnosis import Diagnosis
from postwire.exchange import Upload
from postwire.hosting import Changed, require_same
from postwire.lifecycle import media_reasons
from postwire.media import Media
from postwire.parcel import LONGEST_UPLOAD, Parcel
from postwire.probe import HEAD, Fault, FetchPolicy, ProbeFailed, sniff, whole
from postwire.transport import Withheld

_TIMEOUT = 60.0
"""Seconds for loading a file from its address: less than all requests of an effect may take."""
_PASSING = frozenset({Fault.UNREACHABLE, Fault.HTTP_STATUS, Fault.BAD_ANSWER, Fault.TOO_SLOW})


@frozen
class Freight:
    """Opens the media of one post, and nothing else: a connector names what is uploaded, and is a stranger's code."""

    media: tuple[Media, ...] = field(default=(), repr=False)
    platform: str = ""
    policy: FetchPolicy = field(factory=FetchPolicy)

    def load(self, upload: Upload) -> Parcel:
        """Read the bytes of an upload, blocking. Raises `Withheld`, and `ValueError` for media of another post."""
        media = upload.media
        if media not in self.media:
            raise ValueError("its upload is not one of the post's media")
        try:
            content = self._fetched(media) if media.is_remote else self._opened(Path(media.location))
            require_media(content[:HEAD], media.name)
            parcel = Parcel.of(upload, content)
            if media.facts is not None:
                require_same(media.name, media.facts, len(content), parcel.sha256)
        except (Changed, OSError) as error:
            raise Withheld(held(self.platform, error)) from None
        return parcel

    def _opened(self, path: Path) -> bytes:
        with path.open("rb") as file:
            content = file.read(LONGEST_UPLOAD + 1)
        if len(content) > LONGEST_UPLOAD:
            raise Withheld(media_reasons.too_large(self.platform, path.name, LONGEST_UPLOAD))
        return content

    def _fetched(self, media: Media) -> bytes:
        policy = evolve(self.policy, max_bytes=LONGEST_UPLOAD, timeout=max(self.policy.timeout, _TIMEOUT))
        try:
            return whole(media.location, policy)
        except ProbeFailed as error:
            if error.fault is Fault.TOO_LARGE:
                raise Withheld(media_reasons.too_large(self.platform, media.name, LONGEST_UPLOAD)) from None
            told = f"{error.location}: {error.reason}"
            passes = error.fault in _PASSING
            raise Withheld(media_reasons.not_fetched(self.platform, told, error.fix, passes=passes)) from None


def require_media(head: bytes, location: str) -> None:
    """Whoever may submit posts must not have any other file of this machine shown to the world. Raises `OSError`."""
    if sniff(head) is None:
        raise OSError(f"{location} is no picture or video")


def held(platform: str, error: Changed | OSError) -> Diagnosis:
    """What it means that a file is not what it was, or cannot be read: somebody has to put it right."""
    detail = f"{error}; nothing was sent"
    if isinstance(error, Changed):
        return media_reasons.changed(platform, detail)
    return media_reasons.unreadable(platform, detail)
