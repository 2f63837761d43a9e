"""What a refusal means: a table from the platform's names for its errors to postwire's vocabulary."""

from collections.abc import Mapping

from attrs import frozen

from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.exchange import Refused, Reply
from postwire.hookspecs import hookimpl
from postwire.operation import Operation


@frozen
class Meaning:
    """One line of the table."""

    category: Category
    action: Action
    caused_by: Culprit
    message: str
    """For the person whose post it is."""
    next_step: str


_RECONNECT = "Connect the account again: postwire accounts add corkboard --token-stdin"
_BY_ITSELF = "Nothing to do: it goes on by itself."
_NEW_POST = "Change the post and submit it again."
_NEW_PICTURE = (
    "Put the picture, a JPEG or PNG, where everybody can read it without logging in, and submit the post again."
)

MEANINGS: Mapping[str, Meaning] = {
    "token_unknown": Meaning(
        Category.AUTH,
        Action.RECONNECT,
        Culprit.USER,
        "Corkboard no longer accepts the connection of this account.",
        _RECONNECT,
    ),
    "token_expired": Meaning(
        Category.AUTH,
        Action.RECONNECT,
        Culprit.USER,
        "The connection of this account has run out.",
        _RECONNECT,
    ),
    "scope_missing": Meaning(
        Category.PERMISSION,
        Action.RECONNECT,
        Culprit.USER,
        "The account has not granted what this needs.",
        _RECONNECT + " and grant board:read and board:write.",
    ),
    "board_closed": Meaning(
        Category.ACCOUNT_RESTRICTED,
        Action.RESOLVE_ON_PLATFORM,
        Culprit.USER,
        "Corkboard has closed this board.",
        "Open Corkboard and follow what it says there; then `postwire resume ID`.",
    ),
    "board_full": Meaning(
        Category.QUOTA,
        Action.WAIT,
        Culprit.USER,
        "This board has taken all the notes that it may take in a day.",
        _BY_ITSELF,
    ),
    "still_drying": Meaning(
        Category.MEDIA_PROCESSING,
        Action.RETRY,
        Culprit.PLATFORM,
        "The draft is not dry yet.",
        _BY_ITSELF,
    ),
    "text_too_long": Meaning(
        Category.CONTENT_INVALID,
        Action.FIX_INPUT,
        Culprit.USER,
        "The text is too long for a note.",
        _NEW_POST,
    ),
    "text_missing": Meaning(
        Category.CONTENT_INVALID,
        Action.FIX_INPUT,
        Culprit.USER,
        "A note needs a text or a picture.",
        _NEW_POST,
    ),
    "colour_unknown": Meaning(
        Category.CONTENT_INVALID,
        Action.FIX_INPUT,
        Culprit.USER,
        "Corkboard has no paper of this colour.",
        _NEW_POST,
    ),
    "colour_in_reply": Meaning(
        Category.CONTENT_INVALID,
        Action.FIX_INPUT,
        Culprit.USER,
        "A reply cannot choose its colour.",
        _NEW_POST,
    ),
    "picture_unreachable": Meaning(
        Category.MEDIA_FETCH,
        Action.FIX_INPUT,
        Culprit.USER,
        "Corkboard could not fetch the picture.",
        _NEW_PICTURE,
    ),
    "picture_unreadable": Meaning(
        Category.MEDIA_INVALID,
        Action.FIX_INPUT,
        Culprit.USER,
        "Corkboard cannot read the picture.",
        _NEW_PICTURE,
    ),
    "draft_torn": Meaning(
        Category.MEDIA_PROCESSING,
        Action.GIVE_UP,
        Culprit.PLATFORM,
        "Corkboard tore the draft up.",
        "Read the platform's answer with `postwire show ID`, then `postwire retry ID`.",
    ),
    "no_such_draft": Meaning(
        Category.NOT_FOUND,
        Action.GIVE_UP,
        Culprit.PLATFORM,
        "Corkboard no longer has the draft.",
        "`postwire retry ID` makes a new one.",
    ),
    "no_such_note": Meaning(
        Category.NOT_FOUND,
        Action.GIVE_UP,
        Culprit.USER,
        "The note is not on the board any more.",
        "Nothing to do: what is gone cannot be changed any more.",
    ),
}

DURING: Mapping[tuple[Operation, str], Meaning] = {
    (Operation.CREATE, "no_such_note"): Meaning(
        Category.NOT_FOUND,
        Action.FIX_INPUT,
        Culprit.USER,
        "The note that this one answers is not on the board.",
        "Check the id in reply_to, and submit the post again.",
    ),
    # A draft that was lost while it waited for its hour: nothing is live, and a new draft does it.
    (Operation.PUBLISH, "no_such_draft"): Meaning(
        Category.NOT_FOUND,
        Action.RETRY,
        Culprit.PLATFORM,
        "Corkboard lost the draft before it was pinned.",
        _BY_ITSELF,
    ),
}
"""What means something else at one moment than at all others."""


@hookimpl
def classify_error(reply: Reply, operation: Operation) -> Diagnosis | None:
    """Say what a refusal means.

    Decide: which part of the answer tells (a code before a text), and what each code asks for. Answer None where you
    do not know, or where the HTTP status says it all (429, 5xx): the table by status is careful, and looks whether a
    post is live before it sends anything again. This must never raise, whatever the body is.
    """
    try:
        problem = reply.object().get("problem")
    except Refused:
        return None
    if not isinstance(problem, dict):
        return None
    name = str(problem.get("name"))
    meaning = DURING.get((operation, name)) or MEANINGS.get(name)
    return diagnosis(name, meaning, reply, str(problem.get("message") or "")) if meaning else None


def diagnosis(name: str, meaning: Meaning, reply: Reply, detail: str) -> Diagnosis:
    """A line of the table, said of one answer."""
    return Diagnosis(
        code=f"corkboard.{name}",
        category=meaning.category,
        action=meaning.action,
        caused_by=meaning.caused_by,
        message=meaning.message,
        detail=detail,
        next_step=meaning.next_step,
        rule=f"corkboard.problem.{name}",
        reply=reply,
    )
