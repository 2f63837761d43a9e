"""Something was not granted: by the person, or by Meta to the app."""

from postwire.diagnosis import Action, Category, Culprit
from postwire_threads.errors.meaning import Meaning

PERMISSION_MISSING = Meaning(
    code="threads.permission_missing",
    category=Category.PERMISSION,
    action=Action.RECONNECT,
    caused_by=Culprit.USER,
    message="The account has not granted the permission that this needs.",
    detail="The token lacks a scope. Threads answers 400 or 500 for it; publishing needs threads_content_publish, "
    "deleting threads_delete, replies threads_manage_replies, insights threads_manage_insights.",
    next_step="Connect the account again and grant what is asked for: `postwire accounts connect threads`.",
)
PERMISSION_DOUBTFUL = Meaning(
    code="threads.permission_doubtful",
    category=Category.PERMISSION,
    action=Action.VERIFY,
    caused_by=Culprit.PLATFORM,
    message="Threads says that a permission is missing, but it says so of posts that went live too.",
    detail="Creating the container needs the same scope as publishing it, and that worked. "
    "Posts were found live after this answer (HTTP 500, code 10).",
    may_be_live=True,
)
PAGE_ROLE_MISSING = Meaning(
    code="threads.role_missing",
    category=Category.PERMISSION,
    action=Action.RESOLVE_ON_PLATFORM,
    caused_by=Culprit.USER,
    message="This person may not act for the page or profile behind the account.",
    detail="A role on the page is missing, or its business demands two-factor authentication.",
    next_step="An administrator gives the person a role (and the person turns on two-factor authentication, "
    "where the business demands it), then `postwire resume ID`.",
)
APP_REVIEW_NEEDED = Meaning(
    code="threads.app_review_needed",
    category=Category.APP_REVIEW,
    action=Action.REQUEST_ACCESS,
    caused_by=Culprit.APP,
    message="The app is not yet allowed to do this for everybody.",
    detail="The app has standard access: only people with a role in it can use this permission. "
    "Everybody else needs advanced access, which Meta grants after App Review.",
    next_step="Add the person as a Threads tester (App Dashboard, App roles), or ask Meta for advanced access "
    "(App Review); then connect the account again: `postwire accounts connect threads`.",
)
CAPABILITY_MISSING = Meaning(
    code="threads.capability_missing",
    category=Category.APP_REVIEW,
    action=Action.REQUEST_ACCESS,
    caused_by=Culprit.APP,
    message="The app is not allowed to make this call at all.",
    detail="The use case or feature is not added to the app, or not approved.",
)
INVITE_NOT_ACCEPTED = Meaning(
    code="threads.invite_not_accepted",
    category=Category.APP_REVIEW,
    action=Action.RESOLVE_ON_PLATFORM,
    caused_by=Culprit.USER,
    message="The invitation to test the app has not been accepted yet.",
    detail="The app is in development: only testers who accepted their invitation can sign in.",
    next_step="Accept it on threads.com (Settings, Account, Website permissions, Invites), then sign in again.",
)
FEATURE_NOT_AVAILABLE = Meaning(
    code="threads.feature_not_available",
    category=Category.PERMISSION,
    action=Action.RESOLVE_ON_PLATFORM,
    caused_by=Culprit.PLATFORM,
    message="Threads does not offer this to this profile.",
    detail="Some abilities are missing for some profiles; without a linked Instagram account there are fewer.",
    next_step="Leave the feature out of the post, or link an Instagram account to the profile, "
    "then `postwire resume ID`.",
)
