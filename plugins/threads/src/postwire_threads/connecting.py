"""How a person connects an account, and how the connection is kept.

The page comes back with a code, the code becomes a token of an hour, that one a token of 60 days, which can be
refreshed for another 60 days. Codes, tokens and the app's secret are never in here: `Place` says where they go.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from attrs import evolve

from postwire.exchange import Exchange, Place, Refused, Reply, Request
from postwire.grant import Grant
from postwire_threads.manifest import BASIC, SIGN_IN

_TOKEN = "access_token"  # noqa: S105 - the name of a field
_LONGEST = 366 * 86_400
"""Seconds. No token of Threads lives that long; what says so is no number of seconds."""

_LAST = 253_402_300_800
"""Unix seconds of the year 10000."""


def authorize(client_id: str, redirect: str, scopes: Collection[str], state: str) -> str:
    """The page where a person is asked. ``threads_basic`` is asked for in any case: nothing is given without it."""
    asked = [BASIC, *sorted(set(scopes) - {BASIC})]
    query = {
        "client_id": client_id,
        "redirect_uri": redirect,
        "scope": ",".join(asked),
        "response_type": "code",
        "state": state,
    }
    return f"{SIGN_IN.page}?{urlencode(query)}"


def connect(client_id: str, redirect: str) -> Exchange[Grant]:
    """Exchange the code, then the token of an hour for one of 60 days, then see what was granted."""
    short = yield Request(
        "POST",
        "/oauth/access_token",
        form={
            "client_id": client_id,
            "client_secret": Place.CLIENT_SECRET,
            "grant_type": "authorization_code",
            "redirect_uri": redirect,
            "code": Place.CODE,
        },
        keeps=_TOKEN,
    )
    short.string(_TOKEN)
    long = yield Request(
        "GET",
        "/access_token",
        query={"grant_type": "th_exchange_token", "client_secret": Place.CLIENT_SECRET, _TOKEN: Place.TOKEN},
        keeps=_TOKEN,
    )
    grant = evolve((yield from _completed(long)), handle=(yield from _handle()))
    # a number above 2^53 in the documented example; read without loss, kept as text
    named = _text(short.object().get("user_id"))
    return evolve(grant, user_id=named or grant.user_id)


def refresh() -> Exchange[Grant]:
    """Another 60 days. Works for a token that is 24 hours old and has not ended; no secret of the app is needed."""
    reply = yield Request(
        "GET", "/refresh_access_token", query={"grant_type": "th_refresh_token", _TOKEN: Place.TOKEN}, keeps=_TOKEN
    )
    return (yield from _completed(reply))


def inspect_token() -> Exchange[Grant]:
    """What debug_token says. A token that is no longer valid is refused, though the answer's status says yes."""
    reply = yield _inspection()
    if _facts(reply).get("is_valid") is False:
        raise Refused(reply, "the token is not valid")
    return evolve(_seen(reply), handle=(yield from _handle()))


def connect_app(client_id: str) -> Exchange[Grant]:
    """A token of the app itself, which stands for nobody."""
    reply = yield Request(
        "GET",
        "/oauth/access_token",
        query={"client_id": client_id, "client_secret": Place.CLIENT_SECRET, "grant_type": "client_credentials"},
        keeps=_TOKEN,
    )
    reply.string(_TOKEN)
    return Grant(expires_in=_span(reply))


def _completed(reply: Reply) -> Exchange[Grant]:
    """The grant of an answer with a new token, with what debug_token adds to it, where it answers."""
    reply.string(_TOKEN)
    seen = yield _inspection(optional=True)
    return evolve(_seen(seen) if seen.ok else Grant(), expires_in=_span(reply))


def _inspection(*, optional: bool = False) -> Request:
    return Request(
        "GET",
        "/v1.0/debug_token",
        query={_TOKEN: Place.TOKEN, "input_token": Place.TOKEN},
        optional=optional,
    )


def _handle() -> Exchange[str | None]:
    reply = yield Request("GET", "/v1.0/me", query={"fields": "id,username"}, optional=True)
    return _text(_object(reply).get("username")) if reply.ok else None


def _seen(reply: Reply) -> Grant:
    facts = _facts(reply)
    scopes = facts.get("scopes")
    return Grant(
        user_id=_text(facts.get("user_id")),
        scopes=frozenset(map(str, scopes)) if isinstance(scopes, list) else None,
        expires_at=_moment(facts.get("expires_at")),
    )


def _facts(reply: Reply) -> Mapping[str, Any]:
    facts = _object(reply).get("data")
    return facts if isinstance(facts, dict) else {}


def _object(reply: Reply) -> Mapping[str, Any]:
    """The answer's object; an empty one where a look-up that may fail answered something else."""
    try:
        return reply.object()
    except Refused:
        return {}


def _text(value: Any) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None


def _span(reply: Reply) -> timedelta | None:
    seconds = reply.object().get("expires_in")
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 < seconds < _LONGEST:
        return None
    return timedelta(seconds=seconds)


def _moment(value: Any) -> datetime | None:
    """Unix seconds; 0 is said of what never ends."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < _LAST:
        return None
    return datetime.fromtimestamp(value, UTC)
