"""The post itself is what Threads refuses: only changing it helps."""

from postwire.diagnosis import Action, Category, Culprit
from postwire_threads.errors.meaning import STEPS, Meaning


def _refused(code: str, message: str, detail: str, next_step: str = "", *, may_be_live: bool = False) -> Meaning:
    return Meaning(
        code=f"threads.{code}",
        category=Category.CONTENT_INVALID,
        action=Action.FIX_INPUT,
        caused_by=Culprit.USER,
        message=message,
        detail=detail,
        next_step=next_step or STEPS[Action.FIX_INPUT],
        may_be_live=may_be_live,
    )


TEXT_TOO_LONG = _refused(
    "text_too_long",
    "The text is too long for Threads.",
    "At most 500, counted as UTF-8 bytes where it matters: typographic apostrophes and emoji count several.",
    next_step="Shorten the text, check it with `postwire validate`, and submit it again.",
)
PARAMETER_MISSING = _refused(
    "parameter_missing",
    "Something that Threads needs is missing from the post.",
    "A required parameter was not sent.",
)
PARAMETER_REFUSED = _refused(
    "parameter_refused",
    "Threads refuses a value in this post.",
    "A parameter has a value that Threads does not take, or two parameters do not go together. The status may be 500.",
)
LINK_REFUSED = _refused(
    "link_refused",
    "Threads cannot make a card of the link in this post.",
    "The page could not be read: too new, behind a login, redirecting, or blocked. Code -1 and 'Fatal' sound worse.",
    next_step="Leave the link card out, or give the address that the link leads to, and submit the post again. "
    "A page that is only minutes old works later.",
)
TOO_MANY_LINKS = _refused(
    "too_many_links",
    "There are too many different links in this post.",
    "At most 5 different addresses in text and link card; addresses without https:// count too.",
)
COUNTRY_CODES = _refused(
    "invalid_country_codes",
    "The list of countries in this post holds something that is no country code.",
    "allowlisted_country_codes takes ISO 3166-1 alpha-2 codes.",
)
CAROUSEL_SIZE = _refused(
    "carousel_size",
    "A carousel cannot have this number of items.",
    "2 to 20 items.",
)
CAPTION_TOO_LONG = _refused("caption_too_long", "The text is too long.", "The caption's limit was passed.")
TAGS_REFUSED = _refused("tags_refused", "A tag in this post is not accepted.", "A user or product tag cannot be used.")
REPLY_APPROVALS_OFF = _refused(
    "reply_approvals_off",
    "Replies of this post are not approved one by one.",
    "pending_replies exists only for posts that were made with enable_reply_approvals.",
)
CONTENT_REPORTED = _refused(
    "content_reported",
    "Something in this post has been reported by others, so it is not taken.",
    "Most often a link whose site is on a block list (code 368, which blocks accounts otherwise).",
    next_step="Take the link or the passage out and submit the post again.",
)
REFUSED_WITH_REASON = _refused(
    "refused_with_reason",
    "Threads refuses this post and says why in its own words.",
    "Code 1 sounds like a glitch, but a subcode and a heading for the user came with it: a rule was broken. "
    "The heading is in the user's language and stands in the answer.",
    next_step="Read the answer with `postwire show ID`, change the post, and submit it again.",
    may_be_live=True,
)
FLAW_IN_REQUEST = Meaning(
    code="threads.read_request_refused",
    category=Category.UNKNOWN,
    action=Action.FIX_INPUT,
    caused_by=Culprit.US,
    message="Threads refuses to answer a question that was asked wrongly.",
    detail="A request for data asks for too much at once, or leaves out what it needs (follower demographics need a "
    "breakdown). No post is concerned.",
    next_step="Ask for less, or name what is missing.",
)
DUPLICATE = Meaning(
    code="threads.duplicate",
    category=Category.DUPLICATE,
    action=Action.GIVE_UP,
    caused_by=Culprit.US,
    message="Threads says that the very same thing is there already.",
    detail="The text equals that of a recent post. After a publish call this may be our own post.",
    next_step="Look at the profile. If the post is not there, change its text and submit it again.",
    may_be_live=True,
)
