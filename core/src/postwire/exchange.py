"""A conversation with a platform, as values.

A connector's hook is a generator: it yields a `Request`, is sent the `Reply`, and returns what it learnt. It never
sees a token, a socket, a clock, a failed connection or a refusal.
"""

import enum
import json
from collections.abc import Generator, Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

from attrs import field, frozen, validators

from postwire.media import Media

T = TypeVar("T")

Exchange = Generator["Request", "Reply", T]

MOST_VALUES = 100_000
"""Values in one answer. Read, each of them takes some fifty times as much memory as its character took."""

STATUS_UNKNOWN = 0
"""The status of a reply that reached us as pasted text, or of an optional request that went wrong."""


class Place(enum.StrEnum):
    """Stands, as a whole value of a query, a form or a JSON object, where a secret belongs that a connector never sees.

    Only in the conversations of a sign-in (`connect`, `refresh`, `inspect_token`): there the wire puts the secret in.
    Anywhere else it is a text like any other.
    """

    CLIENT_SECRET = "{postwire:client_secret}"  # noqa: S105 - a place, and no secret
    """What proves that the app is the app."""
    CODE = "{postwire:code}"
    """What the person came back with from the authorize page."""
    TOKEN = "{postwire:token}"  # noqa: S105 - as above
    """The newest token: what the last request `Request.keeps`, else the account's own."""
    REFRESH = "{postwire:refresh}"
    """What renews the token, where that is another one: what was kept of it last (`Request.keeps_refresh`)."""
    IDENTIFIER = "{postwire:identifier}"
    """Who signs in with a password: what the platform knows them by."""
    PASSWORD = "{postwire:password}"  # noqa: S105 - as above
    """Their password, or one that the platform made for apps."""


def _statuses(given: Iterable[int]) -> frozenset[int]:
    return frozenset(given)


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


@frozen
class Upload:
    """The bytes of one of the post's media, as a request's body or a part of it.

    A connector names them and never holds them: whoever sends the request reads them, and compares them with what was
    accepted.
    """

    media: Media
    """One of those of the post that the hook was given."""
    content_type: str
    """As the platform is told it: ``image/jpeg``."""
    field: str = ""
    """The field of a ``multipart/form-data`` body, beside those of the form; empty: the bytes are the body."""
    filename: str = "media"
    """What the file is called in a multipart body."""


@frozen
class Request:
    """One HTTP request relative to the API's address, without any credential."""

    method: str = field(validator=validators.in_(("GET", "POST", "PUT", "PATCH", "DELETE")))
    path: str = field(validator=validators.matches_re(r"/[^\s?#]*"))
    query: Mapping[str, str] = field(factory=dict)
    form: Mapping[str, str] | None = None
    """Sent as ``application/x-www-form-urlencoded``."""
    json: Any = None
    """Sent as ``application/json``; not together with a form."""
    upload: Upload | None = None
    """Sent as the body, or with its ``field`` and a form as ``multipart/form-data``; not together with JSON."""
    headers: Mapping[str, str] = field(factory=dict)
    """A few that an API wants, such as ``Idempotency-Key``; those of the connection are not a connector's."""
    keeps: str = ""
    """In a sign-in, the key of the JSON answer that holds a new token.

    It is taken out before the answer is shown to anybody (``***`` stands there), and `Place.TOKEN` stands for it from
    then on.
    """
    keeps_refresh: str = ""
    """In a sign-in, the key of the answer that holds what renews that token; taken out the same way.

    Where the answer holds none, the one of before is good for the next time, too.
    """
    keeps_client_secret: str = ""
    """Where an app is registered, the key of the answer that holds its secret; taken out the same way."""
    bearer: Place = Place.TOKEN
    """In a sign-in, what goes where the manifest puts the token: that, or `Place.REFRESH`."""
    hears: frozenset[int] = field(default=frozenset(), converter=_statuses)
    """Statuses of refusals that the hook reads itself, where one of them is an answer: "there is no such record".

    It raises `Refused` for whatever else they say. Any other refusal ends the conversation, as ever.
    """
    optional: bool = False
    """A look-up that the conversation can do without: whatever goes wrong, a reply with status 0 comes back."""


@frozen
class Reply:
    """One HTTP answer. Header names are lower case; the body is text."""

    status: int
    body: str = ""
    headers: Mapping[str, str] = field(factory=dict, converter=_lower)

    @property
    def ok(self) -> bool:
        """Whether the HTTP status says yes; a platform may still say no in the body."""
        return 200 <= self.status < 300

    @property
    def retry_after(self) -> float | None:
        """The seconds that the ``Retry-After`` header asks for; None where it is missing or makes no sense.

        A date is read relative to the answer's own ``Date``, so that no clock is needed.
        """
        value = self.headers.get("retry-after", "").strip()
        if value.isascii() and value.isdigit() and len(value) < 10:
            return float(value)
        until, now = _moment(value), _moment(self.headers.get("date", ""))
        return max(0.0, (until - now).total_seconds()) if until and now else None

    def json(self) -> Any:
        """The body as JSON. Raises `Refused` if it is not strict JSON (NaN and doubled keys are not), or too much."""
        if sum(map(self.body.count, ",[{")) > MOST_VALUES:
            raise Refused(self, f"the answer is JSON with more than {MOST_VALUES} values")
        try:
            return _STRICT.decode(self.body)
        except (ValueError, RecursionError) as error:
            raise Refused(self, f"the answer is not JSON: {error}") from error

    def object(self) -> dict[str, Any]:
        """The body as a JSON object. Raises `Refused` if it is anything else."""
        value = self.json()
        if not isinstance(value, dict):
            raise Refused(self, f"the answer is a JSON {type(value).__name__}, not an object")
        return value

    def string(self, key: str) -> str:
        """A non-empty text (or a whole number, as text) under a key. Raises `Refused` if there is none."""
        value = self.object().get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str) or not value:
            raise Refused(self, f"the answer holds no text under {key!r}")
        return value


class Refused(Exception):
    """A platform said no, or something unusable, inside an answer whose HTTP status says yes."""

    def __init__(self, reply: Reply, reason: str = "the platform refused inside a successful answer") -> None:
        super().__init__(reason)
        self.reply = reply
        self.reason = reason


def _refuse_constant(name: str) -> Any:
    message = f"{name} is no JSON value"
    raise ValueError(message)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        message = "an object names a key twice"
        raise ValueError(message)
    return found


def _moment(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


_STRICT = json.JSONDecoder(parse_constant=_refuse_constant, object_pairs_hook=_unique)
