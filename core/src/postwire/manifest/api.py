"""Where a platform is spoken to, where tokens go, and how accounts come by them."""

import enum
from collections.abc import Iterable
from datetime import timedelta

from attrs import field, frozen

from postwire.source import Source
from postwire.typed import typed, written_as

_URL = written_as(
    r"https?://[^\s?#]+[^/\s?#]",
    "an address that begins with https:// or http://, without a query, a fragment or a slash at its end",
)


@frozen
class Bearer:
    """The token goes into the ``Authorization`` header."""


@frozen(field_transformer=typed)
class QueryToken:
    """The token goes into the query, under this name."""

    name: str = "access_token"


TokenPlace = Bearer | QueryToken


class SignInKind(enum.StrEnum):
    """How a person proves who they are."""

    PAGE = "page"
    """On a page of the platform, which sends them back with a code (OAuth 2.0)."""
    PASSWORD = "password"  # noqa: S105 - the name of a kind
    """With a name and a password, at best one that the platform made for apps."""


@frozen(kw_only=True, field_transformer=typed)
class SignIn:
    """How a person connects an account.

    Where an account's ``api_base`` replaces the API's address, its origin (scheme and host) replaces those of the
    addresses here as well.
    """

    kind: SignInKind = field(default=SignInKind.PAGE, converter=SignInKind)
    page: str = field(
        default="",
        validator=written_as(r"(https?://[^\s?#]+)?", "an address that begins with https:// or http://, or empty"),
    )
    """Where the person is asked; empty where no page is."""
    base_url: str = field(validator=_URL)
    """What the requests of the sign-in's hooks are relative to."""
    https_only: bool = True
    """Whether people are only sent back to https addresses."""
    registers: bool = False
    """Whether every instance has to be asked for an app first (`register_app`)."""
    refresh_after: timedelta | None = None
    """The age at which a token can be refreshed for the first time; None: it cannot."""
    refresh_before: timedelta = timedelta(0)
    """How long before its end a token is refreshed; where it lives shorter, at two thirds of its life."""
    sources: tuple[Source, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse a page without an address, and an address without a page."""
        if (self.kind is SignInKind.PAGE) != bool(self.page):
            raise ValueError(f"sign_in.page is {self.page!r}; it is the address of the page where the kind is 'page'")


@frozen(kw_only=True, field_transformer=typed)
class Crawler:
    """Who comes for the media of a post, where a platform fetches them itself."""

    user_agent: str = field(validator=written_as(r"[!-~][ -~]*", "a line of ASCII, as it stands in the header"))
    """What it calls itself in requests."""
    robot: str = field(validator=written_as(r"[A-Za-z][A-Za-z_-]*", "letters, - and _, with a letter first"))
    """Its name in robots.txt."""
    sources: tuple[Source, ...] = ()


def _lower(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.lower() for name in names)


@frozen(kw_only=True, field_transformer=typed)
class Api:
    """Where a platform is spoken to."""

    base_url: str = field(validator=_URL)
    version: str = field(validator=written_as(r"\S.*", "a text such as v1"))
    documentation: str
    budget_headers: tuple[str, ...] = field(default=(), converter=_lower)
    """Headers of answers that may say that a budget of calls is used up; `pause_after` judges answers with any."""
    keep_alive: bool = True
    """Whether a connection may be used again. False where servers close it without a word: every request asks for
    ``Connection: close`` then, since one that is lost on a dead connection cannot be told from one that arrived."""
