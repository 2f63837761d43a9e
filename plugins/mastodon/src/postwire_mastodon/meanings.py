"""What answers of Mastodon servers mean for us: one code each."""

from postwire.diagnosis import Action, Category, Culprit
from postwire.meaning import Meaning

_RECONNECT = "Connect the account again: `postwire accounts connect mastodon --instance URL`."
_BY_ITSELF = "Nothing to do: it is tried again by itself. `postwire show ID` tells when."
_NEW_POST = "Change the post, check it with `postwire validate`, and submit it again."
_ANSWER = "`postwire show ID` has the instance's whole answer."

TOKEN_INVALID = Meaning(
    code="mastodon.token_invalid",
    category=Category.AUTH,
    action=Action.RECONNECT,
    caused_by=Culprit.USER,
    message="The instance does not accept the connection of this account any more.",
    detail="The token is invalid, was revoked or has expired.",
    next_step=_RECONNECT,
)
SCOPE_MISSING = Meaning(
    code="mastodon.scope_missing",
    category=Category.PERMISSION,
    action=Action.RECONNECT,
    caused_by=Culprit.USER,
    message="The account has not granted what this needs.",
    next_step=f"{_RECONNECT} Allow all that is asked for.",
)
LOGIN_UNUSABLE = Meaning(
    code="mastodon.login_unusable",
    category=Category.ACCOUNT_RESTRICTED,
    action=Action.RESOLVE_ON_PLATFORM,
    caused_by=Culprit.USER,
    message="The instance has disabled this account, or waits for its e-mail address or its approval.",
    next_step="Log in on the instance and follow what it says there; then `postwire resume ID`.",
)
NOT_ALLOWED = Meaning(
    code="mastodon.not_allowed",
    category=Category.PERMISSION,
    action=Action.RESOLVE_ON_PLATFORM,
    caused_by=Culprit.USER,
    message="The instance does not allow this to the account.",
    detail="Its moderation may have limited the account, or the post that is answered may be closed to it.",
    next_step=f"Look on the instance whether it has limited the account; then `postwire resume ID`. {_ANSWER}",
)
NOT_FOUND = Meaning(
    code="mastodon.not_found",
    category=Category.NOT_FOUND,
    action=Action.GIVE_UP,
    caused_by=Culprit.USER,
    message="The instance does not have it, or does not have it any more.",
    next_step=_ANSWER,
)
PARENT_NOT_FOUND = Meaning(
    code="mastodon.parent_not_found",
    category=Category.NOT_FOUND,
    action=Action.FIX_INPUT,
    caused_by=Culprit.USER,
    message="The post that is to be answered is not on the account's instance.",
    next_step="Open it on the account's own instance, take its id from there, and submit the post again.",
)
STILL_THERE = Meaning(
    code="mastodon.still_there",
    category=Category.CONFIGURATION,
    action=Action.RESOLVE_ON_PLATFORM,
    caused_by=Culprit.PLATFORM,
    message="The instance does not let apps delete posts: it is live still.",
    detail="Its answer to delete was that there is nothing, and the post could be read after it.",
    next_step="Delete it on the instance's own pages; then `postwire resume ID`.",
)
TOO_FAST = Meaning(
    code="mastodon.rate_limited",
    category=Category.RATE_LIMIT,
    action=Action.WAIT,
    caused_by=Culprit.APP,
    message="The instance has had too many requests in a short time.",
    next_step="Nothing to do: it goes on by itself when the pause is over. `postwire show ID` tells when.",
    after=300.0,
)
MEDIA_NOT_READY = Meaning(
    code="mastodon.media_not_ready",
    category=Category.MEDIA_PROCESSING,
    action=Action.RETRY,
    caused_by=Culprit.PLATFORM,
    message="The instance is still at work on a picture or video.",
    next_step=_BY_ITSELF,
)
MEDIA_FAILED = Meaning(
    code="mastodon.media_unreadable",
    category=Category.MEDIA_INVALID,
    action=Action.FIX_INPUT,
    caused_by=Culprit.USER,
    message="The instance cannot make anything of a picture or video.",
    next_step="Save it anew as JPEG, PNG or MP4, and submit the post again.",
)
MEDIA_TOO_LARGE = Meaning(
    code="mastodon.media_too_large",
    category=Category.MEDIA_INVALID,
    action=Action.FIX_INPUT,
    caused_by=Culprit.USER,
    message="A picture or video is larger than the instance takes.",
    next_step="Save it smaller, and submit the post again.",
)
MEDIA_MIXED = Meaning(
    code="mastodon.media_mixed",
    category=Category.CONTENT_INVALID,
    action=Action.FIX_INPUT,
    caused_by=Culprit.USER,
    message="The instance takes up to four pictures or one video, not this many and not both.",
    next_step=_NEW_POST,
)
TEXT_TOO_LONG = Meaning(
    code="mastodon.text_too_long",
    category=Category.CONTENT_INVALID,
    action=Action.FIX_INPUT,
    caused_by=Culprit.USER,
    message="The text is longer than the instance takes.",
    next_step="Shorten it, or have it split into a chain: `postwire post --chain`.",
)
BEYOND_INSTANCE = Meaning(
    code="mastodon.beyond_instance",
    category=Category.CONTENT_INVALID,
    action=Action.FIX_INPUT,
    caused_by=Culprit.USER,
    message="The post is beyond what the account's instance takes.",
    next_step=_NEW_POST,
)
CONTENT_REFUSED = Meaning(
    code="mastodon.content_refused",
    category=Category.CONTENT_INVALID,
    action=Action.FIX_INPUT,
    caused_by=Culprit.USER,
    message="The instance does not take the post as it is.",
    detail="Its answer says which part.",
    next_step=f"{_NEW_POST} {_ANSWER}",
)
SIGN_IN_REFUSED = Meaning(
    code="mastodon.consent_denied",
    category=Category.AUTH,
    action=Action.RECONNECT,
    caused_by=Culprit.USER,
    message="Access to the account was not granted.",
    next_step="Sign in again and allow what the page asks for.",
)
CODE_UNUSABLE = Meaning(
    code="mastodon.code_unusable",
    category=Category.AUTH,
    action=Action.RECONNECT,
    caused_by=Culprit.US,
    message="The sign-in took too long, was used twice, or came back to another address.",
    next_step="Sign in again from the start.",
)
APP_UNKNOWN = Meaning(
    code="mastodon.app_unknown",
    category=Category.CONFIGURATION,
    action=Action.FIX_SETUP,
    caused_by=Culprit.APP,
    message="The instance does not know the app, its secret, or what it asks for.",
    detail="Instances before Mastodon 4.3 forget apps that nobody uses.",
    next_step="Register the app with the instance again, with every scope that is asked for, and sign in anew.",
)
