"""Diagnoses of pictures and videos that are not as they were accepted, or cannot be handed over. Nothing was sent."""

from postwire.diagnosis import Action, Category, Culprit, Diagnosis

_PUT_BACK = "Put the old file back, then `postwire resume ID`; or `postwire cancel ID` and post the new one."


def changed(platform: str, detail: str) -> Diagnosis:
    """It is not what was accepted."""
    message = "A picture or video is not the one any more that was accepted."
    return _diagnosis(platform, "media_changed", Category.MEDIA_INVALID, Action.FIX_SETUP, message, detail, _PUT_BACK)


def unreadable(platform: str, detail: str) -> Diagnosis:
    """It is gone, or this process may not read it, or it is no picture and no video."""
    message = "A picture or video cannot be read."
    return _diagnosis(
        platform, "media_unreadable", Category.MEDIA_INVALID, Action.FIX_SETUP, message, detail, _PUT_BACK
    )


def not_shown(platform: str, detail: str) -> Diagnosis:
    """The media host did not take it."""
    return Diagnosis(
        code=f"{platform}.media_not_shown",
        category=Category.TRANSIENT,
        action=Action.RETRY,
        caused_by=Culprit.US,
        message="A local picture or video could not be put where the platform can fetch it.",
        detail=detail,
        next_step="It is tried again by itself; if this lasts, look at the media host: `postwire doctor`.",
        rule="engine.media_not_shown",
    )


def too_large(platform: str, name: str, most: int) -> Diagnosis:
    """It has more bytes than are uploaded."""
    return _diagnosis(
        platform,
        "media_too_large",
        Category.MEDIA_INVALID,
        Action.FIX_INPUT,
        f"{name} is too large to be uploaded.",
        f"it has more than {most} bytes, which is the most that is uploaded; nothing of it was sent",
        f"Save it smaller than {most // 2**20} MiB, and post it again.",
    )


def not_fetched(platform: str, detail: str, fix: str, *, passes: bool) -> Diagnosis:
    """Its address gave nothing that could be uploaded; ``passes``: it may at another time."""
    when = "It is tried again by itself; if this lasts" if passes else "Post it again after this"
    return _diagnosis(
        platform,
        "media_not_fetched",
        Category.MEDIA_FETCH,
        Action.RETRY if passes else Action.FIX_INPUT,
        "A picture or video could not be loaded from its address.",
        f"{detail}; nothing of it was sent",
        f"{when}: {fix}.",
    )


def _diagnosis(  # noqa: PLR0913, PLR0917 - one per field of a diagnosis
    platform: str, name: str, category: Category, action: Action, message: str, detail: str, next_step: str
) -> Diagnosis:
    return Diagnosis(
        code=f"{platform}.{name}",
        category=category,
        action=action,
        caused_by=Culprit.USER,
        message=message,
        detail=detail,
        next_step=next_step,
        rule=f"engine.{name}",
    )
