"""The sandbox's ways to say no, in the envelopes and words that were met in the wild.

A message that somebody received is repeated letter by letter; where only the code is known the words are ours, and the
comment says so.
"""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

OAUTH = "OAuthException"
THREADS = "THApiException"
GRAPH = "GraphMethodException"


@frozen
class ErrorBody:
    """An HTTP status and an error envelope without its trace id."""

    status: int
    error: Mapping[str, Any]

    def about(self, object_id: str) -> "ErrorBody":
        """The same with ``{id}`` filled in."""
        filled = {k: v.replace("{id}", object_id) if isinstance(v, str) else v for k, v in self.error.items()}
        return ErrorBody(self.status, filled)


class GraphRefusal(Exception):
    """The sandbox refuses a call."""

    def __init__(self, body: ErrorBody) -> None:
        super().__init__(body.error["message"])
        self.body = body


def _body(  # the envelope's own parts
    status: int, code: int, message: str, kind: str = OAUTH, *, subcode: int | None = None, **more: Any
) -> ErrorBody:
    error: dict[str, Any] = {"message": message, "type": kind, "code": code}
    if subcode is not None:
        error["error_subcode"] = subcode
    return ErrorBody(status, error | more)


def _told(title: str, message: str, *, transient: bool = False) -> dict[str, Any]:
    return {"is_transient": transient, "error_user_title": title, "error_user_msg": message}


_INVALIDATED = (
    "Error validating access token: The session has been invalidated because the user changed their password or"
    " Facebook has changed the session for security reasons."
)
_LIMIT = "Application request limit reached"

ERRORS: Mapping[str, ErrorBody] = {
    "-1/4279047": _body(
        400, -1, "Fatal", subcode=4279047, **_told("Invalid Link Attachment", "The link attachment cannot be used.")
    ),
    "-2/2207020": _body(
        400, -2, "Media has expired", subcode=2207020, **_told("Media Expired", "The media with id {id} has expired.")
    ),
    "1": _body(500, 1, "An unknown error has occurred."),
    "1/2207052": _body(
        400,
        1,
        "An unknown error has occurred.",  # the code and the title were seen, this message was not
        subcode=2207052,
        **_told("Media download has failed.", "The media could not be fetched from this URI: {id}"),
    ),
    "2": _body(500, 2, "An unexpected error has occurred. Please retry your request later.", is_transient=True),
    "4": _body(400, 4, "(#4) Application request limit reached", is_transient=True),
    "4/2207051": _body(
        403,
        4,
        _LIMIT,
        subcode=2207051,
        **_told("Action is blocked", "We restrict certain activity to protect our community."),
    ),
    # Inferred: nobody has reported an exhausted quota on Threads; this is Instagram's code for its own maximum.
    "9/2207042": _body(
        400, 9, _LIMIT, subcode=2207042, **_told("Limit reached", "The maximum for the last 24 hours is reached.")
    ),
    "10": _body(500, 10, "Application does not have permission for this action", THREADS),
    "10/threads_basic": _body(
        400,
        10,
        "This action requires the threads_basic permission. You must submit for app review, or your user must be in"
        " the list of Threads testers.",
        THREADS,
    ),
    "24/2207008": _body(
        400,
        24,
        "The requested resource does not exist",
        subcode=2207008,
        **_told("Media Not Found", "The media with id {id} cannot be found.", transient=True),
    ),
    "24/4279009": _body(
        400,
        24,
        "The requested resource does not exist",
        subcode=4279009,
        **_told("Media Not Found", "The media with id {id} cannot be found."),
    ),
    "25/2207050": _body(
        400,
        25,
        "The account is restricted",
        subcode=2207050,
        **_told("Restricted", "The account is inactive, checkpointed or restricted."),
    ),
    "100/4279004": _body(
        400,
        100,
        "Invalid parameter",
        subcode=4279004,
        **_told("Invalid Carousel Children", "The children with IDs {id} are invalid, nonexistent, or expired."),
    ),
    "100/4279040": _body(
        400,
        100,
        "Invalid parameter",
        subcode=4279040,
        **_told("Missing breakdown", "Demographics need exactly one breakdown."),
    ),  # the code was seen, the words are ours
    "190": _body(400, 190, "Invalid OAuth access token - Cannot parse access token"),
    "190/458": _body(400, 190, "Error validating access token: The user has not authorized application.", subcode=458),
    "190/459": _body(
        400,
        190,
        "You cannot access the app till you log in to www.facebook.com and follow the instructions given.",
        subcode=459,
    ),
    "190/460": _body(400, 190, _INVALIDATED, subcode=460),
    "190/463": _body(
        400,
        190,
        "Error validating access token: Session has expired on {id}.",
        subcode=463,
    ),
    "190/464": _body(
        400, 190, "Error validating access token: Sessions for the user are not allowed.", subcode=464
    ),  # the code is Graph's for an unconfirmed user, the words are ours
    "190/467": _body(400, 190, "Error validating access token: The session is invalid.", subcode=467),
    "368": _body(400, 368, "The action attempted has been deemed abusive or is otherwise disallowed"),
    "452/4279019": _body(400, 452, "Session key invalid. The user has revoked this session.", subcode=4279019),
    "613/4279002": _body(
        400,
        613,
        "Calls to this api have exceeded the rate limit.",
        subcode=4279002,
        **_told("Threads API Rate Limit Exceeded", "Calls to this API have exceeded the rate limit."),
    ),
    "9007/2207027": _body(
        400,
        9007,
        "Media ID is not available",
        subcode=2207027,
        **_told("Cannot publish", "The media is not ready to be published. Please wait a moment."),
    ),
    "36000/2207004": _body(
        400, 36000, "The image is too large", subcode=2207004, **_told("Image too large", "It is larger than 8 MB.")
    ),
    "36001/2207005": _body(
        400, 36001, "The image format is not supported", subcode=2207005, **_told("Unsupported format", "{id}")
    ),
    "36003/2207009": _body(
        400, 36003, "The aspect ratio is not supported", subcode=2207009, **_told("Invalid aspect ratio", "{id}")
    ),
}
"""Error answers by ``code`` or ``code/subcode``. Subcodes 2207xxx are Instagram's, partly seen here."""

REVOCATIONS: Mapping[str, str] = {
    "app_removed": "190/458",
    "checkpoint": "190/459",
    "password": "190/460",
    "unconfirmed": "190/464",
    "invalid": "190/467",
    "session_key": "452/4279019",
}
"""Why a token died, and the answer that it gets from then on."""


def known(key: str, about: str = "") -> GraphRefusal:
    """One of `ERRORS`, with ``{id}`` filled in."""
    return GraphRefusal(ERRORS[key].about(about))


def bad_parameter(message: str, status: int) -> GraphRefusal:
    """Code 100 in Threads' own type."""
    return GraphRefusal(_body(status, 100, message, THREADS))


def missing_parameter(name: str, status: int) -> GraphRefusal:
    """A parameter that has to be there is not."""
    return bad_parameter(f"The parameter {name} is required", status)


def not_an_id(name: str) -> GraphRefusal:
    """Seen with HTTP 500 for ``reply_to_id``."""
    return bad_parameter(f"Param {name} is not a valid threads_media ID", 500)


def not_one_of(name: str, allowed: tuple[str, ...]) -> GraphRefusal:
    """An enumeration's value that is not in it. Seen with HTTP 500, three times."""
    return bad_parameter(f"Param {name} must be one of {{{', '.join(sorted(allowed))}}}", 500)


def child_count() -> GraphRefusal:
    """Too few or too many children. Inferred: this is Instagram's subcode for it."""
    return GraphRefusal(_body(400, 100, "Param children must have 2 to 20 elements.", THREADS, subcode=2207028))


def nonexisting_field(name: str, status: int) -> GraphRefusal:
    """A field, or a GET edge, that the object does not have."""
    return bad_parameter(f"Tried accessing nonexisting field ({name})", status)


def unsupported(method: str, object_id: str) -> GraphRefusal:
    """An object that is not there, or not for this caller, or cannot do that."""
    message = (
        f"Unsupported {method.lower()} request. Object with ID '{object_id}' does not exist, cannot be loaded due to"
        " missing permissions, or does not support this operation."
    )
    return GraphRefusal(_body(400, 100, message, GRAPH, subcode=33))


def unknown_path(rest: str) -> GraphRefusal:
    """A path that means nothing."""
    return GraphRefusal(_body(400, 2500, f"Unknown path components: /{rest}"))


def no_token(*, me: bool) -> GraphRefusal:
    """No token at all: two answers of the Graph API, seen on graph.facebook.com."""
    if me:
        message = "An active access token must be used to query information about the current user."
        return GraphRefusal(_body(400, 2500, message))
    return GraphRefusal(_body(400, 104, "An access token is required to request this resource."))


def unreadable_body(reason: str) -> GraphRefusal:
    """A body that is not what its content type says. The words are ours."""
    return GraphRefusal(_body(400, 100, f"Invalid parameter: the body cannot be read: {reason}"))
