"""What a platform can do and how it wants to be treated: dated, sourced data.

Code, contract suite and documentation all read this one record.
"""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from postwire.manifest.ability import Ability, Republish, Support
from postwire.manifest.api import Api, Bearer, Crawler, QueryToken, SignIn, SignInKind, TokenPlace
from postwire.manifest.limit import Limit, Measure
from postwire.manifest.option import Option, OptionType
from postwire.manifest.pace import Pace
from postwire.manifest.quota import Quota, Use
from postwire.manifest.scope import Scope, services_of
from postwire.operation import Operation
from postwire.post import Post
from postwire.service import Service
from postwire.source import Source
from postwire.typed import typed, written_as

__all__ = [
    "HOOKS_VERSION",
    "Ability",
    "Api",
    "Bearer",
    "Crawler",
    "Limit",
    "Manifest",
    "Measure",
    "Option",
    "OptionType",
    "Pace",
    "QueryToken",
    "Quota",
    "Republish",
    "Scope",
    "SignIn",
    "SignInKind",
    "Support",
    "TokenPlace",
    "Use",
]

HOOKS_VERSION = 1
"""The version of the hooks that this engine calls."""


def _abilities(given: Mapping[Ability, Support]) -> dict[Ability, Support]:
    return dict(given)


@frozen(kw_only=True, field_transformer=typed)
class Manifest:
    """One platform."""

    platform: str = field(
        validator=written_as(
            r"[a-z][a-z0-9_-]{0,31}", "1 to 32 lower-case letters, digits, - and _, with a letter first"
        )
    )
    title: str = field(validator=written_as(r"\S(.{0,78}\S)?", "1 to 80 characters in one line, as people read it"))
    api: Api
    auth: TokenPlace = field(factory=Bearer)
    sign_in: SignIn | None = None
    """None: accounts are added with a token that was got elsewhere."""
    abilities: Mapping[Ability, Support] = field(converter=_abilities)
    services: frozenset[Service] = field(default=frozenset(), converter=services_of)
    """What can be looked at or after; each needs its hook."""
    signature_header: str = field(
        default="", validator=written_as(r"[A-Za-z0-9-]*", "the name of an HTTP header, or empty")
    )
    """The HTTP header that signs what the platform tells by itself; empty: it tells nothing."""
    media_by_url: bool = False
    """Whether the platform fetches pictures and videos itself: they have to lie where everybody can read them."""
    crawler: Crawler | None = None
    """Who it sends for them; None: not known."""
    limits: tuple[Limit, ...] = ()
    options: tuple[Option, ...] = ()
    scopes: tuple[Scope, ...] = ()
    quotas: tuple[Quota, ...] = ()
    pace: Pace = field(factory=Pace)
    republish: Republish = Republish.NEVER
    example_post: str = field(default="17900000000000001", validator=written_as(r"\S{1,512}", "an id without blanks"))
    """The id of a post as this platform writes them, for words and tests; nobody's."""
    sources: tuple[Source, ...] = ()
    hooks_version: int = HOOKS_VERSION
    """The version of the hooks that the connector was written for."""

    def supports(self, ability: Ability) -> bool:
        """Whether it may be tried; what is not named is not supported."""
        return self.abilities.get(ability, Support.NO) is not Support.NO

    def option(self, name: str) -> Option | None:
        """The option of that name."""
        return next((option for option in self.options if option.name == name), None)

    def chosen(self, post: Post, name: str) -> Any:
        """What a post says by an option; None where it says nothing (absent, empty, false, or the default)."""
        option, value = self.option(name), post.options_for(self.platform).get(name)
        return None if not value or (option is not None and value == option.default) else value

    def scopes_for(self, operation: Operation) -> frozenset[str]:
        """The scopes that an operation does not work without."""
        return frozenset(scope.name for scope in self.scopes if operation in scope.operations)

    def scopes_of(self, service: Service) -> frozenset[str]:
        """The scopes that a service does not work without."""
        return frozenset(scope.name for scope in self.scopes if service in scope.services)
