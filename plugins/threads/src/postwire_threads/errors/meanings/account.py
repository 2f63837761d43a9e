"""The account or the app is restricted: only the person, in the platform's own app, can settle it."""

from postwire.diagnosis import Action, Category, Culprit
from postwire_threads.errors.meaning import STEPS, Meaning


def _restricted(code: str, message: str, detail: str, next_step: str = "", *, may_be_live: bool = False) -> Meaning:
    return Meaning(
        code=f"threads.{code}",
        category=Category.ACCOUNT_RESTRICTED,
        action=Action.RESOLVE_ON_PLATFORM,
        caused_by=Culprit.USER,
        message=message,
        detail=detail,
        next_step=next_step or STEPS[Action.RESOLVE_ON_PLATFORM],
        may_be_live=may_be_live,
    )


CHECKPOINT = _restricted(
    "checkpoint",
    "Threads wants this account to sign in and confirm something first.",
    "The account is in a checkpoint. The token may live again afterwards.",
    "Sign in to Threads, follow the instructions there, then `postwire resume ID`. "
    "If that is not enough, connect the account again.",
)
ACCOUNT_UNCONFIRMED = _restricted(
    "account_unconfirmed",
    "This account has not been confirmed yet.",
    "The person has not confirmed an e-mail address or a telephone number.",
    "Confirm the account in the Threads app, then `postwire resume ID`.",
)
ACCOUNT_RESTRICTED = _restricted(
    "account_restricted",
    "Threads has restricted this account.",
    "The account is restricted, inactive or suspended; no request will help.",
)
API_BLOCKED = _restricted(
    "api_blocked",
    "Threads has blocked access for this account or this app.",
    "Code 200 means a missing permission, but with these words every call is refused, reading the profile too.",
    "Open the Threads app with this account and settle what it shows. "
    "If it shows nothing, the app's owner looks for notices in the App Dashboard. Then `postwire resume ID`.",
)
POLICY_BLOCK = _restricted(
    "policy_block",
    "Threads has blocked this action as against its rules, or wants a security check.",
    "A policy block (code 368). It ends after hours or days; trying on prolongs it.",
)
TEMPORARY_BLOCK = Meaning(
    code="threads.temporary_block",
    category=Category.ACCOUNT_RESTRICTED,
    action=Action.WAIT,
    caused_by=Culprit.USER,
    message="Threads has blocked this account for a while because it did too much too fast.",
    detail="A policy block (code 368) for misusing a feature. It ends by itself; trying on prolongs it.",
    after=6 * 3600.0,
)
SPAM_BLOCK = _restricted(
    "spam_block",
    "Threads took this for spam and blocked it.",
    "The message and code 4 say rate limit, the subcode says spam block. Posts were found live after this answer.",
    may_be_live=True,
)
