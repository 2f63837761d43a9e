"""A canonical scenario: what is posted, what the platform does, and where it has to end."""

import enum
from collections.abc import Callable, Iterable

from attrs import field, frozen

from postwire.diagnosis import Category
from postwire.manifest import Ability, Manifest
from postwire.post import Post


class Staging(enum.StrEnum):
    """What the platform has to do when a scenario is recorded; a sandbox does it on order."""

    HONEST = "honest"
    SLOW = "slow"
    """The container is processed for minutes."""
    BAD_MEDIA = "bad_media"
    """The media are fetched and refused while they are processed."""
    CONTAINER_EXPIRED = "container_expired"
    """The first container expires before it is published."""
    TOKEN_EXPIRED = "token_expired"  # noqa: S105 - a scenario's name
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - as above
    SCOPE_MISSING = "scope_missing"
    RATE_LIMITED = "rate_limited"
    """The first create is refused; later ones are not."""
    QUOTA_USED_UP = "quota_used_up"
    """Publishing is refused until the window opens."""
    LOST_ANSWER = "lost_answer"
    """Publish is accepted, and its answer does not come."""
    LOST_CONTAINER = "lost_container"
    """The same, and from then on the container is gone: only a listing tells what became of the post."""
    REFUSED_PUBLISH = "refused_publish"
    """The first publish is refused for a reason that passes; nothing goes live by it."""
    GONE = "gone"
    """Somebody else deletes the post before we do."""


def _abilities(given: Iterable[Ability]) -> frozenset[Ability]:
    return frozenset(given)


def _categories(given: Iterable[Category]) -> frozenset[Category]:
    return frozenset(given)


@frozen(kw_only=True)
class Scenario:
    """One story, as data."""

    name: str
    """Of the cassette, too: ``text`` lies in ``text.yaml``."""
    needs: frozenset[Ability] = field(converter=_abilities)
    """Told only of platforms that can do all of this."""
    make: Callable[[Manifest], Post | None]
    """The post; None: this platform has nothing of the kind (no such option)."""
    staging: Staging = Staging.HONEST
    ends: str = "published"
    """The state in which the delivery has to rest."""
    categories: frozenset[Category] = field(default=(), converter=_categories)
    """What the refusal has to be understood as; empty: there is none, or any."""
    deletes: bool = False
    """Whether the post is taken down after it went live; the state above is the one after that."""
    must: bool = True
    """Whether a missing cassette is a failure. False: it is reported as not recorded."""

    @property
    def loses(self) -> bool:
        """Whether the answer to publish does not come."""
        return self.staging in {Staging.LOST_ANSWER, Staging.LOST_CONTAINER}

    def is_told_of(self, manifest: Manifest) -> bool:
        """Whether the platform claims what it takes."""
        return all(manifest.supports(ability) for ability in self.needs) and self.make(manifest) is not None
