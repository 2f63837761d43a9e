"""The secrets of one sign-in, and the places in its requests that they go to."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from attrs import define, field

from postwire.codec import Malformed
from postwire.codec.text import decode
from postwire.credentials import CredentialError, Secret
from postwire.exchange import Place, Request
from postwire.manifest import Manifest, SignIn, TokenPlace


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
    refresh: Secret | None = None
    identifier: Secret | None = None
    """Wrapped as the others are, but no secret: answers may show it."""
    password: Secret | None = None
    received: bool = field(default=False, init=False)
    """Whether the last answer that was to hold a token held one."""
    _held: set[str] = field(factory=set, init=False, repr=False)
    """Every secret that was ever in here: an answer may still show one that was replaced."""

    def filled(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values with the secrets in their places. Raises `EmptyPlace`."""
        return {name: self._put(Place(value)) if _is_place(value) else value for name, value in values.items()}

    def credential(self, request: Request) -> Secret | None:
        """The token of a request that names no place itself; None: there is none, or it names one.

        Raises `EmptyPlace` where it wants another secret in the token's place.
        """
        in_json = request.json.values() if isinstance(request.json, dict) else ()
        if any(map(_is_place, (*request.query.values(), *(request.form or {}).values(), *in_json))):
            return None
        if request.bearer is Place.TOKEN:
            return self.token
        return Secret(self._put(Place(request.bearer)))

    def keep(self, request: Request, status: int, body: str) -> None:
        """Take new secrets out of an answer that was to hold some. An answer without a token leaves none."""
        if not (request.keeps or request.keeps_refresh or request.keeps_client_secret) or not 200 <= status < 300:
            return
        self.secrets()
        try:
            told = decode(body)
        except (Malformed, ValueError):
            told = None
        if request.keeps:
            self.token = _text(told, request.keeps)
            self.received = self.token is not None
        if request.keeps_refresh:
            self.refresh = _text(told, request.keeps_refresh) or self.refresh
        if request.keeps_client_secret:
            self.client_secret = _text(told, request.keeps_client_secret)

    def secrets(self) -> tuple[str, ...]:
        """All that must be shown to nobody."""
        held = (self.client_secret, self.code, self.token, self.refresh, self.password)
        self._held |= {each.reveal() for each in held if each is not None}
        return tuple(sorted(self._held))

    def _put(self, place: Place) -> str:
        held: Secret | None = getattr(self, place.name.lower())
        if held is None:
            raise EmptyPlace(place)
        return held.reveal()


def opened(manifest: Manifest, sign_in: SignIn, api_base: str | None) -> Purse:
    """An empty purse for a sign-in at the platform, or at the instance where ``api_base`` lies."""
    base = at_origin_of(sign_in.base_url, api_base)
    return Purse(base, manifest.auth, keep_alive=manifest.api.keep_alive)


def at_origin_of(address: str, other: str | None) -> str:
    """The address at the scheme and host of another one; None: as it is."""
    if other is None:
        return address
    new = urlsplit(other)
    return urlsplit(address)._replace(scheme=new.scheme, netloc=new.netloc).geturl()


def _is_place(value: object) -> bool:
    return isinstance(value, str) and value in _PLACES


def _text(told: Any, key: str) -> Secret | None:
    """The secret under a key of an answer; None where there is none that can be used."""
    value = told.get(key) if isinstance(told, dict) else None
    try:
        return Secret(value) if isinstance(value, str) else None
    except CredentialError:
        return None
