"""The secrets of one sign-in, and the places in its requests that they go to."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from attrs import define, field

from postwire.codec import Malformed
from postwire.codec.text import decode
from postwire.credentials import CredentialError, Secret
from postwire.exchange import Place, Request
from postwire.manifest import TokenPlace


class EmptyPlace(CredentialError):
    """A request wants a secret that nobody gave."""

    def __init__(self, place: Place) -> None:
        super().__init__(f"the request needs the {place.name.lower().replace('_', ' ')}, and there is none")


_PLACES = frozenset(Place)


@define
class Purse:
    """Fills the places of requests, and keeps the tokens of answers. Shows none of them."""

    base: str
    """The address that the requests are relative to."""
    auth: TokenPlace
    """Where the token of a request goes that names no place itself."""
    client_secret: Secret | None = None
    code: Secret | None = None
    keep_alive: bool = field(default=True, kw_only=True)
    """Whether connections may be used again, as `postwire.manifest.Api` has it."""
    token: Secret | None = None
    received: bool = field(default=False, init=False)
    """Whether the last answer that was to hold a token held one."""
    _held: set[str] = field(factory=set, init=False, repr=False)
    """Every secret that was ever in here: an answer may still show one that was replaced."""

    def filled(self, values: Mapping[str, str]) -> dict[str, str]:
        """The values with the secrets in their places. Raises `EmptyPlace`."""
        return {name: self._secret(value).reveal() if _is_place(value) else value for name, value in values.items()}

    def credential(self, request: Request) -> Secret | None:
        """The token of a request that names no place itself; None: there is none, or it names one."""
        named = [*request.query.values(), *(request.form or {}).values()]
        return None if any(map(_is_place, named)) else self.token

    def keep(self, request: Request, status: int, body: str) -> None:
        """Take the new token out of an answer that was to hold one. An answer without one leaves none."""
        if not request.keeps or not 200 <= status < 300:
            return
        self.secrets()
        self.token, self.received = None, False
        try:
            told = decode(body)
            self.token = Secret(told[request.keeps]) if isinstance(told[request.keeps], str) else None
        except (Malformed, CredentialError, TypeError, KeyError, IndexError, ValueError):
            return
        self.received = self.token is not None

    def secrets(self) -> tuple[str, ...]:
        """All that must be shown to nobody."""
        self._held |= {each.reveal() for each in (self.client_secret, self.code, self.token) if each is not None}
        return tuple(sorted(self._held))

    def _secret(self, value: str) -> Secret:
        place = Place(value)
        found = {Place.CLIENT_SECRET: self.client_secret, Place.CODE: self.code, Place.TOKEN: self.token}[place]
        if found is None:
            raise EmptyPlace(place)
        return found


def at_origin_of(address: str, other: str | None) -> str:
    """The address at the scheme and host of another one; None: as it is."""
    if other is None:
        return address
    new = urlsplit(other)
    return urlsplit(address)._replace(scheme=new.scheme, netloc=new.netloc).geturl()


def _is_place(value: str) -> bool:
    return value in _PLACES
