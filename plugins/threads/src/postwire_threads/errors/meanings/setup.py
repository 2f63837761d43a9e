"""The app or the way it is set up is wrong: nothing that the person or the post could change."""

from postwire.diagnosis import Action, Category, Culprit
from postwire_threads.errors.meaning import STEPS, Meaning


def _misconfigured(code: str, message: str, detail: str, next_step: str = "") -> Meaning:
    return Meaning(
        code=f"threads.{code}",
        category=Category.CONFIGURATION,
        action=Action.FIX_SETUP,
        caused_by=Culprit.APP,
        message=message,
        detail=detail,
        next_step=next_step or STEPS[Action.FIX_SETUP],
    )


WRONG_APP_ID = _misconfigured(
    "wrong_app_id",
    "The app that asks for access is not known to Threads.",
    "The Threads use case has an app id and secret of its own; the Meta app's id is refused with several "
    "misleading sentences (no app id was sent, a temporary glitch).",
    "Use the Threads app id and secret (App Dashboard, App settings, Basic), then sign in again.",
)
REDIRECT_NOT_ALLOWED = _misconfigured(
    "redirect_not_allowed",
    "The sign-in came from an address that the app does not list.",
    "The redirect URI must be registered letter for letter, be https, and be the same in the code exchange.",
    "Register the redirect URI in the app's Threads use case (confirm it with Enter), then sign in again.",
)
WRONG_SECRET = _misconfigured(
    "wrong_app_secret",
    "The app could not prove to Threads that it is the app.",
    "The app secret, or the appsecret_proof made with it, does not belong to this app or this token.",
    "Use the Threads app secret (App Dashboard, App settings, Basic), not the Meta app's.",
)
APP_UNUSABLE = _misconfigured(
    "app_unusable",
    "The app is switched off or gone at Meta.",
    "The app was deleted, disabled, is not active, or is not set up for this.",
    "The app's owner opens the App Dashboard and settles what it shows; then connect the account again.",
)
SIGN_IN_REFUSED = _misconfigured(
    "sign_in_refused",
    "Threads refused the sign-in without a clear reason.",
    "Several causes share this answer: a redirect URI that is not registered, a wrong app id, an unknown scope.",
    "Compare app id, redirect URI and scopes with the App Dashboard, then sign in again.",
)
WRONG_TOKEN_KIND = _misconfigured(
    "wrong_token_kind",
    "The connection is of the wrong kind for this.",
    "A token of another kind (page, user, app) is needed, or the call comes from an address the app does not allow.",
    "Connect the account, which gives it a Threads user token: `postwire accounts connect threads`.",
)
FOREIGN_PAGE = Meaning(
    code="threads.foreign_page",
    category=Category.CONFIGURATION,
    action=Action.FIX_SETUP,
    caused_by=Culprit.US,
    message="A web page came back that is not from Threads: something on the way does not let the request through.",
    detail="The API answers JSON. A page with a status below 500 comes from a proxy, a captive portal, a filter of the "
    "network, a bot check, or a wrong api_base.",
    next_step="Read the page's title with `postwire show ID`, check proxy, network and the account's api_base, "
    "then `postwire resume ID`.",
    may_be_live=True,
)
VERSION_GONE = _misconfigured(
    "version_gone",
    "This version of the connector asks for something that Meta has taken away.",
    "The endpoint, field or API version is deprecated.",
    "Bring postwire-threads up to date.",
)
