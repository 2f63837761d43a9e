"""A platform that is ready for one scenario to be recorded."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from attrs import field, frozen


class Prepared(Protocol):
    """Where to record, and as whom. Any object with these attributes will do: no connector has to import this suite."""

    @property
    def url(self) -> str:
        """The API's address, as an account's ``api_base``."""

    @property
    def user_id(self) -> str:
        """The platform's id of the account."""

    @property
    def handle(self) -> str:
        """Its name; empty where there is none."""

    @property
    def token(self) -> str:
        """What lets us in."""

    @property
    def parent(self) -> str | None:
        """A live post that can be answered."""

    @property
    def delete_behind_our_back(self) -> Callable[[str], None] | None:
        """Deletes a post (by id) as its author would in the platform's own app; for `Staging.GONE` only."""


@frozen(kw_only=True)
class Staged:
    """A `Prepared` platform: the real one, whose token somebody hands in."""

    url: str
    user_id: str
    handle: str
    token: str = field(repr=False)
    parent: str | None = None
    delete_behind_our_back: Callable[[str], None] | None = None


class Stage(Protocol):
    """What a connector's package offers as ``sandbox.stage``, so that anybody can record its cassettes."""

    def __call__(self, staging: str, *, token: str, now: Callable[[], float]) -> AbstractContextManager[Prepared]:
        """Prepare the sandbox: it accepts this token, runs on this clock (Unix seconds), and misbehaves as told.

        ``staging`` is a word of `postwire_contract.scenario.Staging`. Raises ValueError for one that cannot happen
        on the platform.
        """
