"""Files on this machine, and what was accepted of all media, before the platform hears of them."""

import logging
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from attrs import evolve, field, frozen

from postwire.delivery import Delivery
from postwire.diagnosis import Diagnosis
from postwire.engine.freight import Freight, held, require_media
from postwire.hosting import Changed, Host, HostingFailed, check_unchanged, is_wanted, local_file, without_addressless
from postwire.lifecycle import effects, media_reasons
from postwire.manifest import Manifest
from postwire.media import Media
from postwire.post import Post
from postwire.probe import HEAD, FetchPolicy
from postwire.problem import Problem

_MARGIN = timedelta(hours=1)
"""How much longer than its container a file is shown."""
_JUST_NOW = timedelta(minutes=10)
"""An address that was looked at so lately is not looked at again."""

_SWEEP = 3600.0
"""Seconds after which a runner looks again for what others left."""

_log = logging.getLogger("postwire.engine")


@frozen
class LentMedia:
    """The media of a post as the platform is told of them."""

    media: tuple[Media, ...] = field(repr=False)
    hidden: tuple[str, ...] = field(default=(), repr=False)
    """What must not be written down: the parts of addresses that open files."""


class Lender:
    """Lends the files of deliveries to a host, as long as they are on their way."""

    def __init__(self, host: Host | None, policy: FetchPolicy, now: Callable[[], datetime]) -> None:
        self.host = host
        self._policy = policy
        self._now = now
        self._swept = time.monotonic()

    def concerns(self, delivery: Delivery, effect: effects.Effect) -> bool:
        """Whether there is anything to look at, which may take its time."""
        return bool(delivery.post.media) and isinstance(effect, effects.Create | effects.Publish)

    def lent(self, delivery: Delivery, effect: effects.Effect, manifest: Manifest) -> LentMedia | Diagnosis:
        """The post with public addresses for its local files; or why it must not go out."""
        if not self.concerns(delivery, effect):
            return LentMedia(delivery.post.media)
        try:
            if isinstance(effect, effects.Create):
                self._check(delivery)
            return self._addressed(delivery, manifest)
        except (Changed, OSError) as error:
            return held(manifest.platform, error)
        except HostingFailed as error:
            return media_reasons.not_shown(manifest.platform, str(error))

    def freight(self, media: tuple[Media, ...], manifest: Manifest) -> Freight:
        """Where the bytes of these media come from, for a platform that is given them."""
        return Freight(media, manifest.platform, self._policy)

    def left(self, problems: Iterable[Problem], post: Post) -> tuple[Problem, ...]:
        """The problems without those of local files that have no address, where a host will give them one."""
        return tuple(problems) if self.host is None else without_addressless(problems, post)

    def sweep(self) -> None:
        """Take back whatever no delivery wants any more, such as what a crash left. What fails is left to the next."""
        if self.host is None:
            return
        self._swept = time.monotonic()
        try:
            self.host.sweep()
        except HostingFailed as error:
            _log.warning("what nobody wants any more is still shown, and taken back later: %s", error)

    def take_back(self, delivery: Delivery | None) -> None:
        """Show the files of a delivery no longer, if it is over. What fails is left to the next sweep."""
        if self.host is None or delivery is None or is_wanted(delivery.state) or not _has_file(delivery.post):
            return
        try:
            self.host.take_back(delivery)
        except HostingFailed as error:
            _log.warning("the files of %s are still shown, and taken back later: %s", delivery.id, error)
        if time.monotonic() - self._swept > _SWEEP:
            self.sweep()

    def _check(self, delivery: Delivery) -> None:
        just_now = self._now() - delivery.created_at < _JUST_NOW
        for media in delivery.post.media:
            if not (media.is_remote and just_now):
                check_unchanged(media, self._policy)

    def _addressed(self, delivery: Delivery, manifest: Manifest) -> LentMedia:
        if self.host is None or not manifest.media_by_url:
            return LentMedia(delivery.post.media)
        life = manifest.pace.container_life + _MARGIN
        shown: list[Media] = []
        hidden: list[str] = []
        for item, media in enumerate(delivery.post.media):
            path = local_file(media)
            if path is None:
                shown.append(media)
                continue
            with path.open("rb") as file:
                require_media(file.read(HEAD), str(path))
            lent = self.host.lend(delivery, item, path, life)
            hidden.append(lent.secret)
            shown.append(evolve(media, location=lent.address))
        return LentMedia(tuple(shown), tuple(hidden))


def _has_file(post: Post) -> bool:
    return any(not media.is_remote for media in post.media)
