"""Too much in too short a time: wait until the window opens."""

from postwire.diagnosis import Action, Category, Culprit
from postwire_threads.errors.meaning import Meaning


def _paused(  # noqa: PLR0913 - one per field of a meaning
    code: str, category: Category, caused_by: Culprit, *, message: str, detail: str, after: float
) -> Meaning:
    return Meaning(
        code=f"threads.{code}",
        category=category,
        action=Action.WAIT,
        caused_by=caused_by,
        message=message,
        detail=detail,
        after=after,
    )


APP_RATE_LIMITED = _paused(
    "app_rate_limited",
    Category.RATE_LIMIT,
    Culprit.APP,
    message="The app has asked Threads too often; it is paused for a while.",
    detail="All accounts of the app share this limit. It is counted over a moving window, so it opens bit by bit.",
    after=1800.0,
)
ACCOUNT_RATE_LIMITED = _paused(
    "account_rate_limited",
    Category.RATE_LIMIT,
    Culprit.USER,
    message="This account has done too much on Threads in a short time; it is paused for a while.",
    detail="The limit counts per account (and app) over a moving window.",
    after=1800.0,
)
API_RATE_LIMITED = _paused(
    "api_rate_limited",
    Category.RATE_LIMIT,
    Culprit.APP,
    message="Threads asks for a pause: too many requests of this kind.",
    detail="The limit belongs to this one API. Pauses of minutes to hours were seen.",
    after=900.0,
)
POST_QUOTA_REACHED = _paused(
    "post_quota_reached",
    Category.QUOTA,
    Culprit.USER,
    message="This account has reached the number of posts that Threads allows in a day.",
    detail="250 posts, 1000 replies and 100 deletions in a moving 24 hours; "
    "threads_publishing_limit tells what is left.",
    after=3600.0,
)
