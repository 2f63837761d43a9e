"""Sessions: a name and an app password become two tokens, one for two hours and one that renews it.

Passwords and tokens are never in here: `Place` says where they go.
"""

from datetime import timedelta

from postwire.exchange import Exchange, Place, Reply, Request
from postwire.grant import Grant
from postwire.hookspecs import hookimpl
from postwire_bluesky.answers import text
from postwire_bluesky.calls import CREATE_SESSION, GET_SESSION, REFRESH_SESSION

LIFE = timedelta(hours=2)
"""Of an access token. What renews it lasts 90 days, and each renewal brings another one."""

_ACCESS, _REFRESH = "accessJwt", "refreshJwt"


@hookimpl
def connect() -> Exchange[Grant]:
    """A new session."""
    told = {"identifier": Place.IDENTIFIER, "password": Place.PASSWORD}
    reply = yield Request("POST", CREATE_SESSION, json=told, keeps=_ACCESS, keeps_refresh=_REFRESH)
    return _granted(reply, LIFE)


@hookimpl
def refresh() -> Exchange[Grant]:
    """Two more hours."""
    request = Request("POST", REFRESH_SESSION, bearer=Place.REFRESH, keeps=_ACCESS, keeps_refresh=_REFRESH)
    return _granted((yield request), LIFE)


@hookimpl
def inspect_token() -> Exchange[Grant]:
    """Whose session it is. Nothing says until when."""
    return _granted((yield Request("GET", GET_SESSION)), None)


def _granted(reply: Reply, life: timedelta | None) -> Grant:
    return Grant(user_id=reply.string("did"), handle=text(reply.object().get("handle")), expires_in=life)
