"""Sandboxes for the stories of the contract suite, so that anybody can record the cassettes again."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from attrs import field, frozen

from postwire_threads.sandbox.accounts import ALL_SCOPES, Scope
from postwire_threads.sandbox.draft import Draft, MediaType
from postwire_threads.sandbox.fault import Effect, Fault, Operation
from postwire_threads.sandbox.platform import Platform
from postwire_threads.sandbox.server import SandboxServer
from postwire_threads.sandbox.settings import Settings
from postwire_threads.sandbox.staged import Fate

USER_ID = "17841499999999999"
HANDLE = "ada.lovelace"
"""Somebody who must not be found in a recording."""
_SOMEBODY_ELSE = "charles.babbage"

_FAULTS: Mapping[str, Fault] = {
    "slow": Fault(effect=Effect.PROCESSING, operation=Operation.CREATE, seconds=240),
    "bad_media": Fault(
        effect=Effect.CONTAINER_ERROR, operation=Operation.CREATE, message="INVALID_FRAME_RATE", times=None
    ),
    "container_expired": Fault(effect=Effect.PROCESSING, operation=Operation.CREATE, seconds=3600),
    "rate_limited": Fault(effect=Effect.ANSWER, operation=Operation.CREATE, error="613/4279002"),
    # The first look is before it goes out.
    "lost_container": Fault(
        effect=Effect.ANSWER, operation=Operation.STATUS, nth=2, times=None, status=200, body={"status": "EXPIRED"}
    ),
    "refused_publish": Fault(effect=Effect.ANSWER, operation=Operation.PUBLISH, error="24/4279009", times=2),
}
_SETTINGS: Mapping[str, Mapping[str, Any]] = {
    # Nothing can be fetched, which ends a picture at once; how a video ends is settled before it is fetched.
    "bad_media": {"fetch_media": True},
    # The first container takes longer than it lives.
    "container_expired": {"container_life": 5.0},
}


@frozen(kw_only=True)
class Scene:
    """A sandbox that is ready to be recorded, and as whom."""

    url: str
    """The API's address, as an account's ``api_base``."""
    user_id: str
    handle: str
    token: str = field(repr=False)
    parent: str
    """A live post that can be answered."""
    delete_behind_our_back: Callable[[str], None]
    """Deletes a post (by id) as its author would in the platform's own app."""


@contextmanager
def stage(staging: str, *, token: str, now: Callable[[], float]) -> Iterator[Scene]:
    """Serve a sandbox that accepts this token, runs on this clock, and misbehaves as the word says.

    Raises ValueError for a word that it does not know.
    """
    settings = Settings(user_id=USER_ID, username=HANDLE, token=token, fetch_media=False)
    with SandboxServer(settings.changed(_SETTINGS.get(staging, {})), now=now) as server:
        platform = server.platform
        parent = _post_of_somebody_else(platform)
        platform.accounts.profile(USER_ID).eligible_for_geo_gating = True
        _prepare(staging, platform, token)
        yield Scene(
            url=f"{server.url}/v1.0",
            user_id=USER_ID,
            handle=HANDLE,
            token=token,
            parent=parent,
            delete_behind_our_back=partial(platform.delete, platform.accounts.profile(USER_ID)),
        )


def _post_of_somebody_else(platform: Platform) -> str:
    somebody = platform.accounts.add(_SOMEBODY_ELSE)
    staged = platform.stage(somebody, Draft(media_type=MediaType.TEXT, text="Who has seen the lighthouse?"), Fate())
    return platform.publish(somebody, staged.id).id


def _prepare(staging: str, platform: Platform, token: str) -> None:
    """Arm the fault, or do to the account what the story needs."""
    author, now = platform.accounts.profile(USER_ID), platform.clock.now()
    match staging:
        case _ if staging in _FAULTS:
            platform.faults.add([_FAULTS[staging]])
        case "honest" | "lost_answer" | "gone":
            pass  # the platform does nothing wrong: whoever records loses the answer, or deletes behind our back
        case "token_expired":
            platform.accounts.put_token(token, author, expires_at=now - 3600)
        case "token_revoked":
            platform.accounts.revoke(platform.accounts.token(token), "app_removed")
        case "scope_missing":
            platform.accounts.put_token(token, author, ALL_SCOPES - {Scope.CONTENT_PUBLISH})
        case "quota_used_up":
            for _ in range(platform.settings.post_quota):
                author.posts.add(now - platform.settings.quota_seconds + 1800)  # they count for half an hour more
        case _:
            raise ValueError(f"a sandbox of Threads knows no story {staging!r}")
