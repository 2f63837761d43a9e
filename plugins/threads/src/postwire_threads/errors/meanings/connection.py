"""The connection of an account is dead: connect it again."""

from postwire.diagnosis import Action, Category, Culprit
from postwire_threads.errors.meaning import STEPS, Meaning


def _dead(code: str, caused_by: Culprit, message: str, detail: str, next_step: str = "") -> Meaning:
    return Meaning(
        code=f"threads.{code}",
        category=Category.AUTH,
        action=Action.RECONNECT,
        caused_by=caused_by,
        message=message,
        detail=detail,
        next_step=next_step or STEPS[Action.RECONNECT],
    )


TOKEN_EXPIRED = _dead(
    "token_expired",
    Culprit.US,
    "The connection to Threads has expired.",
    "A long-lived token lives 60 days and has to be refreshed before it ends; an expired one cannot be refreshed.",
)
APP_REMOVED = _dead(
    "app_removed",
    Culprit.USER,
    "This account has removed the app from its Threads settings.",
    "The person revoked the authorization (Settings, Website permissions); the token died with it.",
)
SESSION_INVALIDATED = _dead(
    "session_invalidated",
    Culprit.USER,
    "Threads has ended the session of this account, as it does after a password change or a security check.",
    "The token was issued for a session that no longer exists.",
)
TOKEN_UNUSED = _dead(
    "token_unused",
    Culprit.USER,
    "The connection lay unused for 90 days, so Threads has ended it.",
    "Data access expires 90 days after the person last used the app; a refresh in time extends it.",
)
TOKEN_INVALID = _dead(
    "token_invalid",
    Culprit.USER,
    "Threads does not accept the connection of this account any more.",
    "The token is invalid, revoked, cut short, or belongs to another app; Threads does not say which.",
)
TOKEN_MISSING = _dead(
    "token_missing",
    Culprit.US,
    "The request reached Threads without a connection.",
    "No access token came with the request, or a proxy took it away.",
)
SESSION_KEY_INVALID = _dead(
    "session_key_invalid",
    Culprit.APP,
    "Threads does not accept the session behind this connection.",
    "Seen where a long-lived token was exchanged again: tokens from the app dashboard are long-lived already.",
    "Give the account the token as it is: `postwire accounts add threads --token-stdin`. "
    "Do not exchange a long-lived token.",
)
CODE_UNUSABLE = _dead(
    "authorization_code_unusable",
    Culprit.US,
    "The sign-in took too long or was used twice.",
    "An authorization code lives one hour and works once; the ``#_`` behind it is not part of it.",
    "Sign in again from the start.",
)
CONSENT_DENIED = _dead(
    "consent_denied",
    Culprit.USER,
    "Access to Threads was not granted.",
    "The person cancelled the authorization page.",
    "Sign in again and allow what the page asks for.",
)
REFRESH_REFUSED = _dead(
    "refresh_refused",
    Culprit.PLATFORM,
    "Threads does not renew the connection of this account.",
    "A long-lived token can be refreshed when it is 24 hours old and not yet expired. What Threads answers to a "
    "refresh that comes too early is not known.",
    "If the connection is less than a day old, nothing: it works, and is renewed later. "
    "Else connect the account again: `postwire accounts connect threads`.",
)
