"""One post for one account: the durable unit of work."""

import enum
from datetime import datetime, timedelta

from attrs import field, frozen

from postwire.post import Post
from postwire.state import Queued, State


class LateKind(enum.StrEnum):
    """What to do with a delivery whose hour has passed."""

    PUBLISH = "publish"
    """Send it as soon as possible."""
    WITHIN = "within"
    """Send it while it is not later than a bound."""
    SKIP = "skip"
    """Send it on time (within a minute) or not at all."""
    HOLD = "hold"
    """Ask a person."""


@frozen
class LatePolicy:
    """A late kind, and its bound."""

    kind: LateKind = LateKind.PUBLISH
    within: timedelta = timedelta(minutes=1)
    """How late is still on time."""


@frozen(kw_only=True)
class Delivery:
    """A post on its way to one account. All times are aware and in UTC."""

    id: str
    account_id: str
    platform: str
    post: Post
    state: State = field(factory=Queued)
    due: datetime
    """When readers shall see it."""
    wake_at: datetime | None
    """When it wants to be looked at next; None: it waits for nobody, or for a person."""
    late: LatePolicy = field(factory=LatePolicy)
    prepare_ahead: timedelta = timedelta(0)
    """How long before its hour the container is made."""
    submission: str
    """Shared by the deliveries that were submitted together."""
    idempotency_key: str | None = None
    parent: str | None = None
    """The delivery whose post this one answers: it waits until that one is live."""
    created_at: datetime
    version: int = 0
    """Counts every save and every claim; a save of an older version is refused."""

    def at(self, state: State, wake_at: datetime | None, version: int | None = None) -> "Delivery":
        """The same delivery in another state; written out, since every move of every delivery comes through here."""
        return Delivery(
            id=self.id,
            account_id=self.account_id,
            platform=self.platform,
            post=self.post,
            state=state,
            due=self.due,
            wake_at=wake_at,
            late=self.late,
            prepare_ahead=self.prepare_ahead,
            submission=self.submission,
            idempotency_key=self.idempotency_key,
            parent=self.parent,
            created_at=self.created_at,
            version=self.version if version is None else version,
        )
