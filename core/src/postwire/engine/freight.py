"""The bytes of a post's media, for platforms that are given them."""

from pathlib import Path

from attrs import evolve, field, frozen

from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.exchange import Upload
from postwire.hosting import Changed, require_same
from postwire.media import Media
from postwire.parcel import Parcel
from postwire.probe import HEAD, Fault, FetchPolicy, ProbeFailed, sniff, whole
from postwire.transport import Withheld

LONGEST_UPLOAD = 100 * 1024 * 1024
"""Bytes of one picture or video that is uploaded: it is held in memory while it is sent."""
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
            raise Withheld(_too_large(self.platform, path.name))
        return content

    def _fetched(self, media: Media) -> bytes:
        policy = evolve(self.policy, max_bytes=LONGEST_UPLOAD, timeout=max(self.policy.timeout, _TIMEOUT))
        try:
            return whole(media.location, policy)
        except ProbeFailed as error:
            if error.fault is Fault.TOO_LARGE:
                raise Withheld(_too_large(self.platform, media.name)) from None
            raise Withheld(_unfetched(self.platform, error)) from None


def require_media(head: bytes, location: str) -> None:
    """Whoever may submit posts must not have any other file of this machine shown to the world. Raises `OSError`."""
    if sniff(head) is None:
        raise OSError(f"{location} is no picture or video")


def held(platform: str, error: Changed | OSError) -> Diagnosis:
    """What it means that a file is not what it was, or cannot be read: somebody has to put it right."""
    name, message = (
        ("media_changed", "A picture or video is not the one any more that was accepted.")
        if isinstance(error, Changed)
        else ("media_unreadable", "A picture or video cannot be read.")
    )
    return Diagnosis(
        code=f"{platform}.{name}",
        category=Category.MEDIA_INVALID,
        action=Action.FIX_SETUP,
        caused_by=Culprit.USER,
        message=message,
        detail=f"{error}; nothing was sent",
        next_step="Put the old file back, then `postwire resume ID`; or `postwire cancel ID` and post the new one.",
        rule=f"engine.{name}",
    )


def _too_large(platform: str, name: str) -> Diagnosis:
    return Diagnosis(
        code=f"{platform}.media_too_large",
        category=Category.MEDIA_INVALID,
        action=Action.FIX_INPUT,
        caused_by=Culprit.USER,
        message=f"{name} is too large to be uploaded.",
        detail=f"it has more than {LONGEST_UPLOAD} bytes, which is the most that is uploaded; nothing of it was sent",
        next_step=f"Save it smaller than {LONGEST_UPLOAD // 2**20} MiB, and post it again.",
        rule="engine.media_too_large",
    )


def _unfetched(platform: str, error: ProbeFailed) -> Diagnosis:
    passes = error.fault in _PASSING
    when = "It is tried again by itself; if this lasts" if passes else "Post it again after this"
    return Diagnosis(
        code=f"{platform}.media_not_fetched",
        category=Category.MEDIA_FETCH,
        action=Action.RETRY if passes else Action.FIX_INPUT,
        caused_by=Culprit.USER,
        message="A picture or video could not be loaded from its address.",
        detail=f"{error.location}: {error.reason}; nothing of it was sent",
        next_step=f"{when}: {error.fix}.",
        rule="engine.media_not_fetched",
    )
