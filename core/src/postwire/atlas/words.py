"""The words of the atlas that are the same for every entry with the same action."""

from datetime import timedelta

from postwire.diagnosis import Action, Category, Culprit
from postwire.manifest import Pace
from postwire.meaning import Meaning, Sign
from postwire.when import spoken

WHO = {
    Action.RETRY: "nobody: postwire does it by itself",
    Action.WAIT: "nobody: postwire does it by itself",
    Action.VERIFY: "nobody at first: postwire looks by itself",
    Action.RECONNECT: "the person whose account it is",
    Action.REQUEST_ACCESS: "the owner of the platform's app",
    Action.RESOLVE_ON_PLATFORM: "the person whose account it is, in the platform's own app",
    Action.FIX_INPUT: "whoever wrote the post",
    Action.FIX_SETUP: "whoever runs postwire or owns the app",
    Action.GIVE_UP: "nobody: nothing helps",
}
"""Who must act."""

CAUSED_BY = {
    Culprit.USER: "the person, the account or the post",
    Culprit.APP: "the app or its settings",
    Culprit.PLATFORM: "the platform",
    Culprit.US: "postwire, its connector or whoever runs it",
}

CATEGORIES = {
    Category.AUTH: "The connection of an account is dead or was never made.",
    Category.PERMISSION: "The connection lives, but does not allow this.",
    Category.APP_REVIEW: "The platform has not yet allowed the app to do this for everybody.",
    Category.ACCOUNT_RESTRICTED: "The platform has blocked or restricted the account.",
    Category.RATE_LIMIT: "Too many requests in a short time.",
    Category.QUOTA: "A daily allowance is used up.",
    Category.MEDIA_FETCH: "The platform could not fetch a picture or video.",
    Category.MEDIA_PROCESSING: "The platform is preparing a picture or video, or failed to.",
    Category.MEDIA_INVALID: "A picture or video is not of a kind that the platform takes.",
    Category.CONTENT_INVALID: "The platform refuses what the post says, or how.",
    Category.DUPLICATE: "The same thing is there already.",
    Category.NOT_FOUND: "Something that is referred to is not there.",
    Category.CONFIGURATION: "The app, the network or the runner is set up wrongly.",
    Category.TRANSIENT: "Trouble that passes.",
    Category.UNKNOWN: "Nobody can tell from the answer what it means.",
}


def handling(meaning: Meaning, pace: Pace) -> str:
    """What postwire does by itself."""
    doubtful = meaning.may_be_live or meaning.category is Category.UNKNOWN
    first = "After a publish call it looks first whether the post is live. " if doubtful else ""
    match meaning.action:
        case Action.RETRY:
            pause = f"after {spoken(timedelta(seconds=meaning.after) if meaning.after else pace.retry)}"
            told = f"Tries again {pause} (or when the platform says), then at growing distances, {pace.tries} times."
            if meaning.category is Category.TRANSIENT:
                told += f" An outage is sat out for {spoken(pace.give_up)}."
            return first + told
        case Action.WAIT:
            pause = f" for {spoken(timedelta(seconds=meaning.after))}" if meaning.after else ""
            return f"{first}Holds the delivery{pause} (or as long as the platform says), and goes on by itself."
        case Action.VERIFY:
            return "Looks whether the post is live before anything is sent again."
        case Action.FIX_INPUT | Action.GIVE_UP:
            return f"{first}Ends the delivery as failed and keeps the whole answer; nothing is repeated."
        case Action.RECONNECT:
            return f"{first}Holds the delivery, and nothing is lost: it goes on when the account is connected again."
        case _:
            return f"{first}Holds the delivery, and nothing is lost: `postwire resume ID` goes on from there."


def moment(sign: Sign, siblings: tuple[Sign, ...]) -> str:
    """During what it says so; empty where that does not matter."""
    if sign.operations:
        return ", ".join(sorted(operation.value for operation in sign.operations))
    if sign.phrases or sign.types:
        return ""
    return "anything else" if any(other.operations and other.codes == sign.codes for other in siblings) else ""
