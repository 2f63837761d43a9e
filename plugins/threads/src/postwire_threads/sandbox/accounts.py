"""Who may call: profiles, their tokens, and what a token is good for."""

import enum
from collections.abc import Iterable
from datetime import UTC, datetime

from attrs import define, field, frozen

from postwire_threads.sandbox.mint import Mint
from postwire_threads.sandbox.quota import Window
from postwire_threads.sandbox.refusal import ERRORS, REVOCATIONS, ErrorBody, GraphRefusal, known, no_token


class Scope(enum.StrEnum):
    """A permission that a token may hold (documented)."""

    BASIC = "threads_basic"
    CONTENT_PUBLISH = "threads_content_publish"
    READ_REPLIES = "threads_read_replies"
    MANAGE_REPLIES = "threads_manage_replies"
    MANAGE_INSIGHTS = "threads_manage_insights"
    MANAGE_MENTIONS = "threads_manage_mentions"
    KEYWORD_SEARCH = "threads_keyword_search"
    DELETE = "threads_delete"
    LOCATION_TAGGING = "threads_location_tagging"
    PROFILE_DISCOVERY = "threads_profile_discovery"
    SHARE_TO_INSTAGRAM = "threads_share_to_instagram"


ALL_SCOPES = frozenset(Scope)


@define(eq=False)
class Profile:
    """One Threads profile and its moving windows."""

    user_id: str
    username: str
    eligible_for_geo_gating: bool = False
    posts: Window = field(factory=Window)
    replies: Window = field(factory=Window)
    deletes: Window = field(factory=Window)
    searches: Window = field(factory=Window)
    location_searches: Window = field(factory=Window)
    discoveries: Window = field(factory=Window)
    metrics: dict[str, int] = field(factory=dict)
    """What the operator set, in place of what is counted."""
    followers: dict[str, dict[str, int]] = field(factory=dict)
    """What the operator set: by country, city, age or gender."""


@define(eq=False)
class Token:
    """A right to speak for a profile."""

    value: str = field(repr=False)
    profile: Profile
    scopes: frozenset[Scope]
    expires_at: float | None = None
    """Unix seconds of the sandbox's clock; None: never."""
    revoked: str | None = None
    """A key of `REVOCATIONS`."""


@frozen
class Caller:
    """A token that was let in."""

    profile: Profile
    token: Token

    def require(self, *scopes: Scope) -> None:
        """Raises code 10 if the token lacks one of them."""
        if not self.token.scopes.issuperset(scopes):
            raise known("10")


class UnknownName(LookupError):
    """The control surface names an account, a token, a scope or a reason that does not exist."""


class Accounts:
    """All profiles and tokens of a sandbox."""

    def __init__(self, mint: Mint) -> None:
        self._mint = mint
        self._profiles: dict[str, Profile] = {}
        self._tokens: dict[str, Token] = {}

    def add(self, username: str, user_id: str | None = None, *, eligible_for_geo_gating: bool = False) -> Profile:
        """A new profile. Raises ValueError if its name or id is taken or no id."""
        user_id = user_id or self._mint.object_id()
        if not user_id.isascii() or not user_id.isdigit():
            raise ValueError(f"user_id is {user_id!r}, but must be decimal digits")
        if user_id in self._profiles or any(p.username == username for p in self._profiles.values()):
            raise ValueError(f"there is an account with the id {user_id} or the name {username!r} already")
        profile = Profile(user_id, username, eligible_for_geo_gating)
        self._profiles[user_id] = profile
        return profile

    def profile(self, name: str) -> Profile:
        """By id or by username. Raises `UnknownName`."""
        for profile in self._profiles.values():
            if name in (profile.user_id, profile.username):
                return profile
        raise UnknownName(f"there is no account {name!r}; there are {', '.join(p.username for p in self.profiles())}")

    def knows(self, user_id: str) -> bool:
        """Whether there is a profile of that id."""
        return user_id in self._profiles

    def profiles(self) -> tuple[Profile, ...]:
        """Everybody, in the order of their arrival."""
        return tuple(self._profiles.values())

    def put_token(
        self, value: str, profile: Profile, scopes: Iterable[str] | None = None, expires_at: float | None = None
    ) -> Token:
        """A new token, or new scopes and a new expiry for an old one, which lives again. Raises `UnknownName`."""
        if not value or any(c.isspace() for c in value):
            raise ValueError("a token is a text without spaces, and not empty")
        held = self._tokens.get(value)
        if held is not None and held.profile is not profile:
            raise ValueError("this token belongs to another account")
        token = Token(value, profile, ALL_SCOPES if scopes is None else _scopes(scopes), expires_at)
        self._tokens[value] = token
        return token

    def token(self, value: str) -> Token:
        """A token by its value. Raises `UnknownName`, which does not repeat the value."""
        try:
            return self._tokens[value]
        except KeyError:
            raise UnknownName("there is no such token") from None

    def find_token(self, value: str) -> Token | None:
        """A token by its value, if there is one."""
        return self._tokens.get(value)

    def revoke(self, token: Token, reason: str) -> None:
        """End a token's life. Raises `UnknownName`."""
        if reason not in REVOCATIONS:
            raise UnknownName(f"a token is revoked for one of {', '.join(REVOCATIONS)}, not for {reason!r}")
        token.revoked = reason

    def whose(self, value: str | None) -> Profile | None:
        """The profile that a token was made for, whether or not the token still works."""
        token = self._tokens.get(value or "")
        return token.profile if token else None

    def authorise(self, value: str | None, now: float, status: int, *, me: bool) -> Caller:
        """Let a token in. Raises the refusal that fits: none, unknown, revoked, expired, or without threads_basic."""
        if not value:
            raise no_token(me=me)
        token = self._tokens.get(value)
        if token is None:
            raise _dead("190", status)
        if token.revoked is not None:
            raise _dead(REVOCATIONS[token.revoked], status)
        if token.expires_at is not None and token.expires_at <= now:
            until, today = (_spoken(moment) for moment in (token.expires_at, now))
            raise _dead("190/463", status, f"{until}. The current time is {today}")
        if Scope.BASIC not in token.scopes:
            raise known("10/threads_basic")
        return Caller(token.profile, token)


def _scopes(names: Iterable[str]) -> frozenset[Scope]:
    if isinstance(names, str):
        raise UnknownName(f"scopes is the text {names!r}, but must be a list of scopes")
    try:
        return frozenset(Scope(name) for name in names)
    except ValueError as error:
        raise UnknownName(f"{error}; there are {', '.join(Scope)}") from error


def _dead(key: str, status: int, about: str = "") -> GraphRefusal:
    return GraphRefusal(ErrorBody(status, ERRORS[key].about(about).error))


def _spoken(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%A, %d-%b-%y %H:%M:%S UTC")
