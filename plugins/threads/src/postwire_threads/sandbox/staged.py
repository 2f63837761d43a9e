"""A container: something staged that no reader sees."""

import enum

from attrs import define, frozen

from postwire_threads.sandbox.accounts import Profile
from postwire_threads.sandbox.draft import Draft


class Status(enum.StrEnum):
    """The five documented states of a container."""

    IN_PROGRESS = "IN_PROGRESS"
    FINISHED = "FINISHED"
    PUBLISHED = "PUBLISHED"
    ERROR = "ERROR"
    EXPIRED = "EXPIRED"


@frozen
class Fate:
    """What a fault has in store for a container."""

    slower_by: float = 0.0
    """Seconds."""
    error: str | None = None
    """The error_message that it ends with."""


@define(eq=False, kw_only=True)
class Staged:
    """One container."""

    id: str
    owner: Profile
    draft: Draft
    created_at: float
    ready_at: float
    expires_at: float
    pending: bool = False
    """Whether its media is still being looked at."""
    error: str | None = None
    error_detail: str | None = None
    """What the sandbox knows and Threads would not say."""
    published_as: str | None = None
    publish_calls: int = 0
    """How many publish calls named it, whatever became of them."""

    def status(self, now: float) -> Status:
        """Where it stands at a moment."""
        if self.published_as is not None:
            return Status.PUBLISHED
        if self.error is not None and now >= self.ready_at:
            return Status.ERROR
        if now >= self.expires_at:
            return Status.EXPIRED
        if self.pending or now < self.ready_at:
            return Status.IN_PROGRESS
        return Status.FINISHED
