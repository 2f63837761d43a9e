"""How a person connects an account of an instance. Codes, tokens and secrets are never in here: `Place` says where."""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from postwire.exchange import Exchange, Place, Reply, Request
from postwire.grant import AppGrant, Grant
from postwire_mastodon.manifest import MANIFEST, SIGN_IN, WHO

_TOKEN = "access_token"  # noqa: S105 - the name of a field


def authorize(client_id: str, redirect: str, scopes: Collection[str], state: str) -> str:
    """The page where a person is asked. Who they are is asked for in any case."""
    query = {
        "client_id": client_id,
        "redirect_uri": redirect,
        "scope": _asked(scopes),
        "response_type": "code",
        "state": state,
    }
    return f"{SIGN_IN.page}?{urlencode(query)}"


def register_app(redirect: str, scopes: Collection[str]) -> Exchange[AppGrant]:
    """Register with the instance, for no more than is asked for: what is not registered cannot be asked for later."""
    reply = yield Request(
        "POST",
        "/api/v1/apps",
        form={"client_name": "postwire", "redirect_uris": redirect, "scopes": _asked(scopes)},
        keeps_client_secret="client_secret",  # noqa: S106 - the name of a field
    )
    return AppGrant(reply.string("client_id"))


def connect(client_id: str, redirect: str) -> Exchange[Grant]:
    """Exchange the code for a token, which does not end by itself, and see whose it is."""
    given = yield Request(
        "POST",
        "/oauth/token",
        form={
            "client_id": client_id,
            "client_secret": Place.CLIENT_SECRET,
            "grant_type": "authorization_code",
            "redirect_uri": redirect,
            "code": Place.CODE,
        },
        keeps=_TOKEN,
    )
    given.string(_TOKEN)
    return _grant((yield _whose()), _granted(given))


def inspect_token() -> Exchange[Grant]:
    """Whose the token is. What it is good for, no instance tells."""
    return _grant((yield _whose()), None)


def _whose() -> Request:
    return Request("GET", "/api/v1/accounts/verify_credentials")


def _grant(reply: Reply, scopes: frozenset[str] | None) -> Grant:
    """Ids and names are an instance's own: with its host they are one person's everywhere."""
    fields = reply.object()
    host = _host(fields)
    return Grant(
        user_id=f"{reply.string('id')}@{host}" if host else reply.string("id"),
        handle=f"{reply.string('username')}@{host}" if host else reply.string("username"),
        scopes=scopes,
    )


def _host(fields: Mapping[str, Any]) -> str:
    url = fields.get("url")
    return urlsplit(url).netloc if isinstance(url, str) else ""


def _granted(reply: Reply) -> frozenset[str] | None:
    """What was granted; a wide scope stands for all that it holds. None: not said."""
    scope = reply.object().get("scope")
    if not isinstance(scope, str) or not scope.strip():
        return None
    granted = set(scope.split())
    return frozenset(granted | {each.name for each in MANIFEST.scopes if each.name.partition(":")[0] in granted})


def _asked(scopes: Collection[str]) -> str:
    return " ".join([WHO, *sorted(set(scopes) - {WHO})])
