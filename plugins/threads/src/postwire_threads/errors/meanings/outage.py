"""Threads has trouble of its own, or says nothing that could be understood."""

from postwire.diagnosis import Action, Category, Culprit
from postwire_threads.errors.meaning import Meaning

SERVER_ERROR = Meaning(
    code="threads.server_error",
    category=Category.TRANSIENT,
    action=Action.RETRY,
    caused_by=Culprit.PLATFORM,
    message="Threads has trouble of its own at the moment.",
    detail="A server error without a cause. On publish the post may be live all the same.",
    may_be_live=True,
)
SERVICE_DOWN = Meaning(
    code="threads.service_down",
    category=Category.TRANSIENT,
    action=Action.WAIT,
    caused_by=Culprit.PLATFORM,
    message="Threads is temporarily unavailable and asks to come back later.",
    detail="Code 2, or its words. On publish the post may be live all the same: one was, after HTTP 500 and code 2.",
    after=60.0,
    may_be_live=True,
)
UNEXPLAINED = Meaning(
    code="threads.unexplained",
    category=Category.UNKNOWN,
    action=Action.RETRY,
    caused_by=Culprit.PLATFORM,
    message="Threads refused this without naming a reason.",
    detail="Code 1 is a glitch most of the time, but also what unsupported metrics and bad parameters get.",
    may_be_live=True,
)
UNDOCUMENTED = Meaning(
    code="threads.undocumented",
    category=Category.UNKNOWN,
    action=Action.WAIT,
    caused_by=Culprit.PLATFORM,
    message="Threads refused this with a number that Meta explains nowhere, and without a reason.",
    detail="The code is in no reference; its words are those of a passing trouble.",
    after=60.0,
    may_be_live=True,
)
ANSWER_FORMAT = Meaning(
    code="threads.answer_format",
    category=Category.UNKNOWN,
    action=Action.RETRY,
    caused_by=Culprit.PLATFORM,
    message="Threads complains about the form of its own answer.",
    detail="20/1772107 says that nothing was added, but comments were found live after it.",
    may_be_live=True,
)
OUTAGE_PAGE = Meaning(
    code="threads.outage_page",
    category=Category.TRANSIENT,
    action=Action.RETRY,
    caused_by=Culprit.PLATFORM,
    message="Threads answered with a web page instead of data; it has trouble of its own.",
    detail="HTML from a gateway in front of the API.",
    may_be_live=True,
)
WRONG_METHOD = Meaning(
    code="threads.unsupported_request",
    category=Category.UNKNOWN,
    action=Action.GIVE_UP,
    caused_by=Culprit.US,
    message="Threads was asked in a way that it does not support.",
    detail="The path or the HTTP method does not exist: a mistake in the request.",
    next_step="Bring postwire-threads up to date; if the request was your own, check its path and method.",
)
