"""A platform that is ready for one scenario to be recorded."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from attrs import frozen

from postwire_contract.scenario import Staging


@frozen(kw_only=True)
class Staged:
    """Where to record, and as whom."""

    url: str
    """The API's address, as an account's ``api_base``."""
    user_id: str
    handle: str
    token: str
    parent: str | None = None
    """A live post that can be answered."""
    delete_behind_our_back: Callable[[str], None] | None = None
    """Deletes a post (by id) as its author would in the platform's own app; needed for `Staging.GONE` only."""


class Stage(Protocol):
    """What a connector's package offers as ``sandbox.stage``, so that anybody can record its cassettes."""

    def __call__(self, staging: Staging, *, token: str, now: Callable[[], float]) -> AbstractContextManager[Staged]:
        """Prepare the sandbox: it accepts this token, runs on this clock, and misbehaves as told."""
