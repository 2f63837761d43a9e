"""Who may speak for whom, and how they got there: codes, tokens of an hour, tokens of 60 days, and what they cost."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from attrs import define, field, frozen

from postwire_threads.sandbox.accounts import Profile, Scope, Token
from postwire_threads.sandbox.refusal import ErrorBody, GraphRefusal, bad_parameter, known

if TYPE_CHECKING:
    from postwire_threads.sandbox.platform import Platform

CODE_SECONDS = 3_600
"""*Documented.* A code's life; it works once."""


class BlankPage(Exception):
    """The authorize page shows raw JSON and sends nobody back (*seen*)."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        super().__init__("the authorize page refuses")
        self.body = body


class FlatRefusal(Exception):
    """The code exchange refuses, in an envelope of its own (*seen*): HTTP 400, and no trace id."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.body = {"error_type": "OAuthException", "code": 400, "error_message": message}


@frozen(kw_only=True)
class Asked:
    """What a client asks a person for."""

    redirect: str
    scopes: frozenset[Scope]
    state: str | None

    def back(self, outcome: Mapping[str, str]) -> str:
        """Where the person is sent with the outcome. The ``#_`` is *documented*, and not part of the code."""
        told = dict(outcome) | ({"state": self.state} if self.state is not None else {})
        return f"{self.redirect}{'&' if '?' in self.redirect else '?'}{urlencode(told)}#_"


@define(eq=False)
class _Code:
    profile: Profile
    asked: Asked
    expires_at: float


@define(eq=False)
class _Issued:
    at: float
    long: bool


@define(eq=False)
class SignIns:
    """All codes, and what is known of each token beside what it opens."""

    platform: "Platform"
    _codes: dict[str, _Code] = field(factory=dict)
    _issued: dict[str, _Issued] = field(factory=dict)
    _app_tokens: set[str] = field(factory=set)

    def asked(self, query: Mapping[str, str]) -> Asked:
        """Read an authorize request. Raises `BlankPage`."""
        settings = self.platform.settings
        client_id = query.get("client_id", "")
        if client_id in ("", settings.meta_app_id):
            raise BlankPage(_blank(4476002, "Authorization Failed: No app ID was sent with the request."))
        if client_id != settings.app_id:
            raise BlankPage(_blank(1349026, _NO_APPLICATION))
        redirect = query.get("redirect_uri", "")
        if not redirect or (settings.redirects and redirect not in settings.redirects):
            raise BlankPage(_blank(1349168, _BLOCKED))
        names = frozenset(query.get("scope", "").replace(",", " ").split())
        unknown = names - frozenset(Scope)
        if unknown or Scope.BASIC not in names or query.get("response_type", "code") != "code":
            # Inferred: code 1 is what several causes were seen to share.
            raise BlankPage(_blank(1, "An unknown error has occurred."))
        return Asked(redirect=redirect, scopes=frozenset(map(Scope, names)), state=query.get("state"))

    def allow(self, asked: Asked, profile: Profile, granted: Iterable[str]) -> str:
        """The person says yes; where they are sent. Raises `BlankPage` for one who did not accept the invitation."""
        settings = self.platform.settings
        if profile.username in settings.uninvited:
            raise BlankPage(_blank(1349245, "Invalid Request: The user has not accepted the invite to test the app."))
        scopes = asked.scopes & frozenset(granted) | {Scope.BASIC}
        if settings.enabled_scopes:
            scopes &= frozenset(settings.enabled_scopes)
        code = f"AQ{self.platform.mint.trace()}"
        now = self.platform.clock.now()
        kept = Asked(redirect=asked.redirect, scopes=frozenset(scopes), state=asked.state)
        self._codes[code] = _Code(profile, kept, now + CODE_SECONDS)
        return asked.back({"code": code})

    def deny(self, asked: Asked) -> str:
        """The person says no."""
        return asked.back(
            {
                "error": "access_denied",
                "error_reason": "user_denied",
                "error_description": "The user denied your request",
            }
        )

    def exchange(self, given: Mapping[str, str]) -> dict[str, Any]:
        """A code, or the app's own word, becomes a token. Raises `FlatRefusal`."""
        self._know_app(given)
        if given.get("grant_type") == "client_credentials":
            return self._app_token()
        if given.get("grant_type", "authorization_code") != "authorization_code":
            raise FlatRefusal("Invalid grant_type: authorization_code is wanted")
        code = self._codes.get(given.get("code", ""))
        now = self.platform.clock.now()
        if code is None or code.expires_at <= now:
            raise FlatRefusal("Matching code was not found or was already used")
        if given.get("redirect_uri", "") != code.asked.redirect:
            raise FlatRefusal(_NOT_IDENTICAL)
        del self._codes[given["code"]]
        token = self._issue(code.profile, code.asked.scopes, long=False)
        as_number = self.platform.settings.user_id_as == "number"
        user_id = int(code.profile.user_id) if as_number else code.profile.user_id
        return {"access_token": token.value, "token_type": "bearer", "user_id": user_id}

    def lengthen(self, given: Mapping[str, str]) -> dict[str, Any]:
        """A token of an hour becomes one of 60 days. Raises `GraphRefusal`."""
        if given.get("grant_type") != "th_exchange_token":
            raise bad_parameter("Invalid grant_type: th_exchange_token is wanted", 400)
        if given.get("client_secret") != self.platform.settings.app_secret:
            raise GraphRefusal(
                ErrorBody(400, {"message": "Error validating client secret.", "type": "OAuthException", "code": 1})
            )
        token = self._alive(given)
        if self._age(token).long:
            raise known("452/4279019")
        return self._long(token)

    def refresh(self, given: Mapping[str, str]) -> dict[str, Any]:
        """Another 60 days for a token that is old enough and has not ended. Raises `GraphRefusal`."""
        settings = self.platform.settings
        if given.get("grant_type") != "th_refresh_token":
            raise bad_parameter("Invalid grant_type: th_refresh_token is wanted", 400)
        token = self._alive(given)
        age = self._age(token)
        if not age.long:
            raise known("452/4279019")
        if self.platform.clock.now() - age.at < settings.refresh_age:
            # Nobody knows this answer; the words and the code are ours.
            raise bad_parameter("The access token is not old enough to be refreshed", 400)
        renewed = self._long(token)
        if settings.refreshed_token == "ended":  # noqa: S105 - a setting's value
            self.platform.accounts.revoke(token, "invalid")
        return renewed

    def inspect(self, given: Mapping[str, str]) -> dict[str, Any]:
        """What debug_token says of a token. Raises `GraphRefusal` where the asking token is no good."""
        accounts, now = self.platform.accounts, self.platform.clock.now()
        if given.get("access_token") not in self._app_tokens:
            self._alive(given)
        value = given.get("input_token", "")
        if value in self._app_tokens:
            return {"data": {"type": "APP", "application": "sandbox", "is_valid": True}}
        token = accounts.find_token(value)
        if token is None:
            problem = {"code": 190, "message": "Invalid OAuth access token - Cannot parse access token"}
            return {"data": {"error": problem, "is_valid": False, "scopes": []}}
        age = self._age(token)
        told: dict[str, Any] = {
            "type": "USER",
            "application": "sandbox",
            "data_access_expires_at": int(age.at + 90 * 86_400),
            "expires_at": int(token.expires_at or 0),
            "is_valid": True,
            "issued_at": int(age.at),
            "scopes": sorted(token.scopes),
            "user_id": token.profile.user_id,
        }
        try:
            accounts.authorise(value, now, 400, me=False)
        except GraphRefusal as refusal:
            error = refusal.body.error
            problem = {key: error[key] for key in ("code", "message") if key in error}
            subcode = {"subcode": error["error_subcode"]} if "error_subcode" in error else {}
            told |= {"is_valid": False, "error": problem | subcode}
        return {"data": told}

    def notice(self, profile: Profile) -> str:
        """The form that Meta would post to a deauthorize or data-deletion address, signed with the app's secret."""
        told = {"user_id": profile.user_id, "algorithm": "HMAC-SHA256", "issued_at": int(self.platform.clock.now())}
        payload = _encoded(json.dumps(told).encode())
        secret = self.platform.settings.app_secret.encode()
        signature = _encoded(hmac.digest(secret, payload.encode(), hashlib.sha256))
        return urlencode({"signed_request": f"{signature}.{payload}"})

    def _know_app(self, given: Mapping[str, str]) -> None:
        settings = self.platform.settings
        if given.get("client_id") != settings.app_id:
            raise FlatRefusal("Invalid platform app")
        if given.get("client_secret") != settings.app_secret:
            raise FlatRefusal("Error validating client secret.")

    def _app_token(self) -> dict[str, Any]:
        value = f"TH|{self.platform.settings.app_id}|{self.platform.mint.trace()}"
        self._app_tokens.add(value)
        return {"access_token": value, "token_type": "bearer"}

    def _alive(self, given: Mapping[str, str]) -> Token:
        settings, now = self.platform.settings, self.platform.clock.now()
        caller = self.platform.accounts.authorise(given.get("access_token"), now, settings.token_error_status, me=False)
        return caller.token

    def _age(self, token: Token) -> _Issued:
        """A token that was not issued by a sign-in counts as one of the dashboard's: long-lived, and old."""
        return self._issued.get(token.value, _Issued(0.0, long=True))

    def _long(self, token: Token) -> dict[str, Any]:
        renewed = self._issue(token.profile, token.scopes, long=True)
        seconds = int(self.platform.settings.long_token_seconds)
        return {"access_token": renewed.value, "token_type": "bearer", "expires_in": seconds}

    def _issue(self, profile: Profile, scopes: Iterable[str], *, long: bool) -> Token:
        settings, now = self.platform.settings, self.platform.clock.now()
        seconds = settings.long_token_seconds if long else settings.short_token_seconds
        value = f"THAA{self.platform.mint.trace()}"
        self._issued[value] = _Issued(now, long)
        return self.platform.accounts.put_token(value, profile, scopes, now + seconds)


_NO_APPLICATION = (
    "No application data was given: There was a problem getting data for an application. The application may not be"
    " valid or there is a temporary glitch. Please try again later."
)
_BLOCKED = (
    "URL Blocked: This redirect failed because the redirect URI is not whitelisted in the app\u2019s Client OAuth"
    " Settings. Make sure Client and Web OAuth Login are on and add all your app domains as Valid OAuth Redirect URIs."
)
_NOT_IDENTICAL = (
    "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the"
    " OAuth dialog request"
)


def _blank(code: int, message: str) -> dict[str, Any]:
    return {"error_message": message, "error_code": code}


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
