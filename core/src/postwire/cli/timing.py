"""When a post shall go out, and what happens if it cannot go out then."""

from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import frozen

from postwire.cli.names import unlike
from postwire.cli.refusal import Refusal
from postwire.delivery import LateKind, LatePolicy
from postwire.when import BadTime, instant, place, span, spoken, upcoming

_LATE = ("publish", "within:10m", "skip", "hold")


@frozen(kw_only=True)
class Timing:
    """The hour of a post; a due of None means now."""

    due: datetime | None = None
    late: LatePolicy | None = None
    """None: not said, so the default counts."""
    prepare_ahead: timedelta = timedelta(0)

    def passed(self, now: datetime) -> Refusal | None:
        """The refusal of an hour that has passed, unless the late policy was named and lets it go out."""
        if self.due is None:
            return None
        try:
            upcoming(self.due, now)
        except BadTime as error:
            if self.late is not None and self._lets_out(now - self.due):
                return None
            wish = f"{error.fix.capitalize()}; with a late policy of `publish` it goes out all the same."
            return Refusal(f"at {error.value}: {error.rule}", code="past", field="at", value=error.value, fix=wish)
        return None

    def _lets_out(self, lateness: timedelta) -> bool:
        match self.late:
            case LatePolicy(LateKind.PUBLISH) | LatePolicy(LateKind.HOLD):
                return True
            case LatePolicy(LateKind.WITHIN, within):
                return lateness <= within
            case _:
                return False


def now() -> datetime:
    """The present."""
    return datetime.now(UTC)


def due_of(at: str | None, zone: str | None) -> datetime | None:
    """The hour that was written down. Raises `Refusal`."""
    if at is None:
        if zone is not None:
            raise Refusal(
                "a zone without a time says nothing",
                code="bad_time",
                field="zone",
                value=zone,
                fix="Give the time too.",
            )
        return None
    try:
        if zone is not None:
            place(zone)
    except BadTime as error:
        raise _refusal(error, "zone") from None
    try:
        return instant(at, zone)
    except BadTime as error:
        raise _refusal(error, "at") from None


def late_of(text: str | None) -> LatePolicy | None:
    """``publish``, ``within:10m``, ``skip`` or ``hold``. Raises `Refusal`."""
    if text is None:
        return None
    kind, colon, bound = text.strip().partition(":")
    if kind == LateKind.WITHIN and bound:
        return LatePolicy(LateKind.WITHIN, span_of(bound, "late"))
    if colon or kind not in set(LateKind) - {LateKind.WITHIN}:
        raise Refusal(
            f"late policy {text!r} is not one of {', '.join(_LATE)}",
            code="bad_late_policy",
            field="late",
            value=text,
            fix=unlike(text, _LATE, "`publish` sends it as soon as it can."),
        )
    return LatePolicy(LateKind(kind))


def span_of(text: str, field: str) -> timedelta:
    """A span. Raises `Refusal`."""
    try:
        return span(text)
    except BadTime as error:
        raise _refusal(error, field) from None


def checked_ahead(timing: Timing, container_life: timedelta, platform: str) -> None:
    """Refuse to prepare so early that the platform drops it before its hour."""
    if timing.prepare_ahead >= container_life:
        raise Refusal(
            f"prepare_ahead is {spoken(timing.prepare_ahead)}, and {platform} keeps what is prepared for "
            f"{spoken(container_life)}",
            code="prepared_too_early",
            field="prepare_ahead",
            value=spoken(timing.prepare_ahead),
            fix="Prepare it minutes ahead, such as 10m.",
        )


def _refusal(error: BadTime, field: str) -> Refusal:
    return Refusal(
        f"{field} {error.value!r}: {error.rule}",
        code="bad_time",
        field=field,
        value=error.value,
        fix=error.fix[0].upper() + error.fix[1:] + ("" if error.fix.endswith("?") else "."),
    )


def timing_of(given: dict[str, Any]) -> Timing:
    """The timing in the keys ``at``, ``zone``, ``late`` and ``prepare_ahead``. Raises `Refusal`."""
    ahead = given.get("prepare_ahead")
    return Timing(
        due=due_of(given.get("at"), given.get("zone")),
        late=late_of(given.get("late")),
        prepare_ahead=span_of(ahead, "prepare_ahead") if ahead is not None else timedelta(0),
    )
