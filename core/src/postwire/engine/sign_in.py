"""What a sign-in begins with, and what can become of it."""

import enum
import hmac
import json
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from attrs import field, frozen

from postwire.account import Account
from postwire.connector import Connector
from postwire.credentials import CredentialError, Secret
from postwire.delivery import Delivery
from postwire.diagnosis import Diagnosis
from postwire.drive import diagnose
from postwire.engine.errors import EngineError
from postwire.exchange import STATUS_UNKNOWN, Reply
from postwire.operation import Operation
from postwire.redaction import redact

_LONGEST = 16_384
"""Characters. No address that a person comes back with is longer."""


class SignInError(EngineError):
    """An account was not connected; nothing was changed. No text of it holds a code, a token or a secret."""


class NoSignIn(SignInError):
    """The platform's connector does not do this."""

    def __init__(self, platform: str, what: str) -> None:
        super().__init__(
            f"the connector of {platform!r} does not {what}; "
            f"give it a token instead: `postwire accounts add {platform} --token-stdin`"
        )


class ForeignAnswer(SignInError):
    """What came back does not belong to the sign-in that was begun."""


class OtherAccount(SignInError):
    """Somebody else signed in."""

    def __init__(self, wanted: str, came: str) -> None:
        super().__init__(
            f"the sign-in was begun for {wanted!r}, and {came!r} came back; nothing was kept. "
            "Sign in as the right one, or begin without naming an account"
        )


class Unanswered(SignInError):
    """The connection to the platform failed on the way."""


class SignInRefused(SignInError):
    """The platform, or the person, said no."""

    def __init__(self, diagnosis: Diagnosis) -> None:
        super().__init__(f"{diagnosis.message} [{diagnosis.code}] {diagnosis.next_step}".rstrip())
        self.diagnosis = diagnosis


@frozen(kw_only=True)
class Invitation:
    """A sign-in that was begun. Keep it with the session of whoever is asked, until they come back."""

    platform: str
    url: str
    """The page to send the person to."""
    state: str
    """Comes back with them: what it protects against is an answer to somebody else's sign-in."""
    redirect: str
    scopes: frozenset[str]
    """What is asked for."""
    account_id: str | None = None
    """The only account that may come back; None: any."""


@frozen(kw_only=True)
class Connected:
    """An account that was connected."""

    account: Account
    wanted: frozenset[str]
    """Scopes that were asked for."""
    missing: frozenset[str]
    """Scopes that were asked for and not granted: people may untick them, and platforms drop them without a word."""
    resumed: tuple[Delivery, ...] = ()
    """Held deliveries that waited for this, and go on."""


class Renewed(enum.StrEnum):
    """What became of a refresh."""

    DONE = "done"
    NOT_YET = "not_yet"
    """The token is too young, or good for long."""
    ELSEWHERE = "elsewhere"
    """Another process is at it, or was faster."""
    FAILED = "failed"
    """The token still stands as far as is known; it is tried again."""
    BROKEN = "broken"
    """The account has to be connected again."""
    UNSUPPORTED = "unsupported"


@frozen(kw_only=True)
class Renewal:
    """One refresh of one account."""

    account_id: str
    result: Renewed
    words: str
    until: datetime | None = None
    """The end of the token, where it was renewed; else when it is tried again."""
    diagnosis: Diagnosis | None = None
    parked: tuple[Delivery, ...] = field(default=(), repr=False)


def code_of(came_back: str, invitation: Invitation, connector: Connector) -> Secret:
    """The code in the address (or query) that a person came back with.

    Raises `ForeignAnswer` where it is not an answer to this invitation, and `SignInRefused` where it says no: also for
    what the authorize page showed in place of sending anybody back.
    """
    text = came_back.strip()[:_LONGEST]
    told = _query_of(text)
    if "code" not in told and "error" not in told:
        if "{" in text:
            raise SignInRefused(diagnose(connector, Reply(STATUS_UNKNOWN, redact(text)), Operation.AUTHORIZE))
        raise ForeignAnswer(
            "this is not what the platform sends people back with; paste the whole address of the page, "
            "which begins with the redirect address and holds code= and state="
        )
    if not hmac.compare_digest(told.get("state", "").encode(), invitation.state.encode()):
        raise ForeignAnswer(
            "the state that came back is not the one that was sent: this is the answer to another sign-in; begin again"
        )
    if "error" in told:
        said = json.dumps({name: value for name, value in told.items() if name.startswith("error")})
        raise SignInRefused(diagnose(connector, Reply(STATUS_UNKNOWN, redact(said)), Operation.AUTHORIZE))
    try:
        return Secret(told["code"])
    except CredentialError:
        raise ForeignAnswer("the code that came back is empty; begin again") from None


def _query_of(text: str) -> dict[str, str]:
    """The parts of the query. What follows a # is a fragment (Meta appends ``#_``), also where it came encoded."""
    try:
        query = urlsplit(text).query if "://" in text else text.partition("#")[0].lstrip("?")
        return {name: value.partition("#")[0] for name, value in parse_qsl(query, max_num_fields=50)}
    except ValueError:
        return {}
