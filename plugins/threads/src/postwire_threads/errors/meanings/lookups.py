"""Something that is referred to is not there: gone, not yet visible, or never of this account."""

from attrs import evolve

from postwire.diagnosis import Action, Category, Culprit
from postwire_threads.errors.meaning import Meaning

CONTAINER_NOT_VISIBLE = Meaning(
    code="threads.container_not_visible_yet",
    category=Category.TRANSIENT,
    action=Action.RETRY,
    caused_by=Culprit.PLATFORM,
    message="Threads has not yet noticed the post that it was just given.",
    detail="A race inside Threads, met seconds after create, also after FINISHED and for text only. It passes (median "
    "7 seconds), though the answer says 'does not exist' and is_transient false. Nothing was published.",
)
CONTAINER_GONE_FOR_NOW = Meaning(
    code="threads.container_not_found",
    category=Category.TRANSIENT,
    action=Action.RETRY,
    caused_by=Culprit.PLATFORM,
    message="Threads cannot find the prepared post at the moment.",
    detail="The container is unavailable for a moment or has expired.",
    after=30.0,
)
PARENT_GONE = Meaning(
    code="threads.parent_not_found",
    category=Category.NOT_FOUND,
    action=Action.GIVE_UP,
    caused_by=Culprit.USER,
    message="The post that this one answers or quotes is not there.",
    detail="On create this names the parent (reply_to_id, quote_post_id): deleted, hidden, or never there. The same "
    "answer on publish is a race that passes. A parent that is seconds old may not be visible yet.",
    next_step="If the parent was published just now, `postwire retry ID` in a minute; "
    "else submit it without the reply.",
)
PARENT_INVALID = Meaning(
    code="threads.reference_invalid",
    category=Category.NOT_FOUND,
    action=Action.FIX_INPUT,
    caused_by=Culprit.USER,
    message="The post refers to something that Threads does not know.",
    detail="An id in the request (reply_to_id, quote_post_id, location_id) is not one of Threads, or no longer. "
    "The HTTP status may be 500.",
    next_step="Check the id of the post that this one answers or quotes, and submit it again.",
)
OBJECT_MISSING = Meaning(
    code="threads.object_not_found",
    category=Category.NOT_FOUND,
    action=Action.FIX_INPUT,
    caused_by=Culprit.US,
    message="Threads cannot find what was asked for, or this account may not see it.",
    detail="The object is gone, belongs to another account or app (user ids are different in every app), or the token "
    "lacks a permission. A dead token was seen to answer so too.",
    next_step="Check the id in the request. If it is the account's own, connect it again so that the id is read anew: "
    "`postwire accounts connect threads`.",
)
ALREADY_GONE = Meaning(
    code="threads.already_gone",
    category=Category.NOT_FOUND,
    action=Action.GIVE_UP,
    caused_by=Culprit.USER,
    message="The post is no longer on Threads.",
    detail="There is nothing left to delete.",
    next_step="Nothing to do: what was to be deleted is gone.",
)
MAYBE_GONE = Meaning(
    code="threads.maybe_gone",
    category=Category.UNKNOWN,
    action=Action.RETRY,
    caused_by=Culprit.PLATFORM,
    message="Threads says that the post is not there, but in words that it also has for a dead connection.",
    detail="The delete is not taken for done: only 24, 100/33 and 803 say so for certain.",
    next_step="Look at the profile. If the post still stands, connect the account again: "
    "`postwire accounts connect threads`, then `postwire resume ID`.",
)
OWN_CONTAINER_HIDDEN = Meaning(
    code="threads.container_unreadable",
    category=Category.TRANSIENT,
    action=Action.RETRY,
    caused_by=Culprit.PLATFORM,
    message="Threads cannot show the prepared post at the moment.",
    detail="Asking for our own fresh container was refused like a missing object; it was an outage when it was met.",
    after=30.0,
)
OWN_CONTAINER_OUTAGE = evolve(
    OWN_CONTAINER_HIDDEN,
    action=Action.WAIT,
    detail="'Authorization Error' for our own fresh container: an outage at Meta, neither a dead token nor a missing "
    "object.",
    after=60.0,
)
IS_A_POST_ALREADY = Meaning(
    code="threads.published_already",
    category=Category.UNKNOWN,
    action=Action.VERIFY,
    caused_by=Culprit.US,
    message="What was asked about is a published post, no longer a prepared one.",
    detail="Only containers have a status; a post answers with 'nonexisting field (status)'. So it is live.",
)
GATED_FIELD = Meaning(
    code="threads.endpoint_gated",
    category=Category.APP_REVIEW,
    action=Action.REQUEST_ACCESS,
    caused_by=Culprit.APP,
    message="The app is not yet allowed to read this.",
    detail="Without advanced access Threads hides some endpoints completely: they answer as if they did not exist.",
)
NO_SUCH_FIELD = Meaning(
    code="threads.no_such_field",
    category=Category.UNKNOWN,
    action=Action.GIVE_UP,
    caused_by=Culprit.US,
    message="Threads was asked for something that it does not have.",
    detail="The field or edge does not exist on this kind of object: a mistake in the request.",
    next_step="Correct the field's name in the request; bring postwire-threads up to date if it made the request.",
)
NOT_ENOUGH_DATA = Meaning(
    code="threads.not_enough_data",
    category=Category.UNKNOWN,
    action=Action.GIVE_UP,
    caused_by=Culprit.PLATFORM,
    message="There is not enough to count yet.",
    detail="Insights need a minimum: viewers for a post, 100 followers for their demographics. No permission is "
    "missing, though the code may say so.",
    next_step="Ask again when the post or the profile has been seen by more people.",
)
