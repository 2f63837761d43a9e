"""Diagnoses that the lifecycle itself makes, where no platform said a word."""

from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.lifecycle.events import Lost, NotSent
from postwire.state import HELD_FOR_QUOTA


def _reason(  # noqa: PLR0913 - one per field of a diagnosis
    platform: str,
    name: str,
    category: Category,
    action: Action,
    *,
    message: str,
    next_step: str,
    detail: str = "",
) -> Diagnosis:
    return Diagnosis(
        code=f"{platform}.{name}",
        category=category,
        action=action,
        caused_by=Culprit.PLATFORM,
        message=message,
        detail=detail,
        next_step=next_step,
        rule=f"lifecycle.{name}",
    )


def not_sent(platform: str, detail: str) -> Diagnosis:
    """The platform could not be reached."""
    return _reason(
        platform,
        "unreachable",
        Category.TRANSIENT,
        Action.RETRY,
        message="The platform cannot be reached right now. Nothing was sent; it is tried again by itself.",
        detail=detail,
        next_step="If this lasts, check the network and the account's api_base.",
    )


def lost(platform: str, detail: str) -> Diagnosis:
    """An answer did not come."""
    return _reason(
        platform,
        "answer_lost",
        Category.TRANSIENT,
        Action.VERIFY,
        message="The platform's answer was lost on the way. Whether it took effect is being looked up.",
        detail=detail,
        next_step="Nothing to do: it is looked up before anything is sent again.",
    )


def transport(platform: str, event: NotSent | Lost) -> Diagnosis:
    """What a failed connection means."""
    return not_sent(platform, event.detail) if isinstance(event, NotSent) else lost(platform, event.detail)


def crashed(platform: str) -> Diagnosis:
    """The runner was gone before an answer could be written down."""
    return _reason(
        platform,
        "interrupted",
        Category.TRANSIENT,
        Action.VERIFY,
        message="The runner stopped while it was publishing. Whether it took effect is being looked up.",
        detail="the delivery was woken in its publishing state, so the answer of the publish call is not known",
        next_step="Nothing to do: it is looked up before anything is sent again.",
    )


def said_live(platform: str) -> Diagnosis:
    """The platform holds the container for published, without a word about which post it became."""
    return _reason(
        platform,
        "said_live",
        Category.UNKNOWN,
        Action.VERIFY,
        message="The platform says that it is live. Which post it became is being looked up.",
        detail="the container reads as published",
        next_step="Nothing to do: the post is looked for.",
    )


def unconfirmed(platform: str, detail: str) -> Diagnosis:
    """Looking did not settle whether it is live."""
    return _reason(
        platform,
        "unconfirmed",
        Category.UNKNOWN,
        Action.VERIFY,
        message="It may be live or not: the answer was lost, and looking did not settle it.",
        detail=detail,
        next_step=(
            "Look at the account on the platform, then say `postwire resolve ID --published POST_ID` "
            "or `postwire resolve ID --not-published`; `postwire resume ID` looks once more."
        ),
    )


def container_gone(platform: str, detail: str) -> Diagnosis:
    """The platform dropped what had been staged, again and again."""
    return _reason(
        platform,
        "container_gone",
        Category.MEDIA_PROCESSING,
        Action.GIVE_UP,
        message="The platform dropped the prepared post before it could be published.",
        detail=detail,
        next_step="`postwire retry ID` prepares it anew.",
    )


def said_not_live(platform: str) -> Diagnosis:
    """A person looked, and it is not live."""
    return _reason(
        platform,
        "not_published",
        Category.UNKNOWN,
        Action.GIVE_UP,
        message="Somebody looked and said that it is not live.",
        next_step="`postwire retry ID` sends it anew.",
    )


def late(platform: str) -> Diagnosis:
    """Its hour has passed, and its late policy asks a person."""
    return _reason(
        platform,
        "late",
        Category.CONFIGURATION,
        Action.FIX_INPUT,
        message="Its hour has passed while it could not be sent, and its late policy says to ask.",
        next_step="`postwire resume ID` sends it now, `postwire cancel ID` calls it off.",
    )


def gave_up(platform: str, tries: int) -> Diagnosis:
    """It was begun again and again, and never came to an end."""
    return _reason(
        platform,
        "never_finished",
        Category.UNKNOWN,
        Action.GIVE_UP,
        message="Preparing it was begun many times and never came to an end.",
        detail=f"create was begun {tries} times without an outcome being written down: the process died each time",
        next_step="Look into the runner's log, then `postwire retry ID`.",
    )


def quota_full(platform: str, detail: str, seconds: float | None = None) -> Diagnosis:
    """It does not fit into the account's quota now, by our own count."""
    return Diagnosis(
        code=f"{platform}.{HELD_FOR_QUOTA}",
        category=Category.QUOTA,
        action=Action.WAIT,
        caused_by=Culprit.USER,
        message="The account has used up what the platform lets it publish in that time. Nothing was sent.",
        detail=detail,
        next_step="Nothing to do: it goes out by itself as soon as it fits; `postwire plan` says when.",
        retry_after=seconds,
        rule="engine.quota_full",
    )


def unprepared(platform: str, detail: str, *, missing_token: bool) -> Diagnosis:
    """The runner has not what it needs to act for the account."""
    return Diagnosis(
        code=f"{platform}.{'no_token' if missing_token else 'setup'}",
        category=Category.AUTH if missing_token else Category.CONFIGURATION,
        action=Action.RECONNECT if missing_token else Action.FIX_SETUP,
        caused_by=Culprit.US,
        message="This runner cannot act for the account; nothing was sent.",
        detail=detail,
        next_step="Mend what the detail says, then `postwire resume ID`.",
        rule="engine.unprepared",
    )
