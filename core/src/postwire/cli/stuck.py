"""What does not move: for how long, and whose turn it is."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from attrs import frozen

from postwire.cli.delivery_id import every
from postwire.cli.outlook import PEOPLE, Who, outlook
from postwire.delivery import Delivery
from postwire.state import (
    Creating,
    Deleting,
    Held,
    Processing,
    Publishing,
    Queued,
    Ready,
    Unconfirmed,
    diagnosis_of,
    name_of,
)
from postwire.store import Store
from postwire.when import spoken

LONG = timedelta(hours=1)
"""What is under way, or fails again and again, for so long is told."""
UNATTENDED = timedelta(minutes=10)
"""What woke so long ago and was not looked at has no runner."""
MOST = 1000
"""Deliveries that are looked at; with more, the numbers are told as a lower bound."""


@frozen(kw_only=True)
class Stuck:
    """Deliveries that wait for the same reason."""

    reason: str
    """A diagnosis's code, or one of ours."""
    words: str
    who: Who
    since: datetime
    """Of the one that waits longest."""
    next: str
    """What helps that one."""
    ids: tuple[str, ...]

    def line(self, now: datetime) -> str:
        """For a person."""
        number = len(self.ids)
        ids = f"{self.ids[0][:12]}{f' and {number - 1} more' if number > 1 else ''}"
        return f"{number:>6}  {self.words} [{self.reason}], for {spoken(now - self.since)}; {PEOPLE[self.who]}: {ids}"

    def plain(self, now: datetime) -> dict[str, Any]:
        """For a program."""
        return {
            "reason": self.reason,
            "in_words": self.words,
            "who_acts": self.who.value,
            "number": len(self.ids),
            "since": self.since.isoformat(),
            "seconds": round((now - self.since).total_seconds()),
            "next": self.next,
            "deliveries": list(self.ids[:20]),
        }


def stuck(store: Store, now: datetime) -> list[Stuck]:
    """Everything that does not move, the longest first."""
    groups: dict[tuple[str, Who, str], list[tuple[datetime, Delivery]]] = {}
    for number, delivery in enumerate(_candidates(store, now)):
        if number == MOST:
            break
        found = _why(delivery, store, now)
        if found is not None:
            reason, who, words, since = found
            groups.setdefault((reason, who, words), []).append((since, delivery))
    told = [_group(key, sorted(members, key=lambda member: member[0]), now) for key, members in groups.items()]
    return sorted(told, key=lambda each: each.since)


def _candidates(store: Store, now: datetime) -> Iterator[Delivery]:
    yield from every(store, states=("held", "unconfirmed", "creating", "processing", "publishing", "deleting"))
    for delivery in every(store, states=("queued", "ready")):
        if delivery.due > now:
            return
        if (
            delivery.parent is None or delivery.wake_at is not None
        ):  # else it moves with its parent, which is told itself
            yield delivery


def _why(delivery: Delivery, store: Store, now: datetime) -> tuple[str, Who, str, datetime] | None:
    """The reason, whose turn it is, in words, and since when; None: it moves."""
    state, seen = delivery.state, outlook(delivery, now)
    diagnosis = diagnosis_of(state)
    if delivery.wake_at is not None and now - delivery.wake_at > UNATTENDED:
        return "nobody_runs", Who.OPERATOR, "nobody looks after it", delivery.wake_at
    if isinstance(state, Unconfirmed) or (isinstance(state, Held) and delivery.wake_at is None):
        return diagnosis.code if diagnosis else "", seen.who, seen.words, _since(store, delivery)
    if delivery.wake_at is None:
        return (
            "unreadable_before",
            Who.OPERATOR,
            "it was put aside, since it could not be read",
            _since(store, delivery),
        )
    if isinstance(state, Processing | Publishing) and now - state.stage.since > LONG and delivery.due < now - LONG:
        words = (
            "the platform takes long to prepare it" if isinstance(state, Processing) else "whether it is live is open"
        )
        return f"{name_of(state)}_for_long", seen.who, words, state.stage.since
    begun = state.trouble.since if isinstance(state, Queued | Creating | Ready | Deleting) else None
    if begun is not None and now - begun > LONG:
        return diagnosis.code if diagnosis else "trouble", seen.who, "it goes wrong again and again", begun
    return None


def _since(store: Store, delivery: Delivery) -> datetime:
    history = store.history(delivery.id)
    return history[-1].at if history else delivery.created_at


def _group(key: tuple[str, Who, str], members: Iterable[tuple[datetime, Delivery]], now: datetime) -> Stuck:
    reason, who, words = key
    (since, longest), *_ = members = list(members)
    helps = "Start `postwire run`, and keep it running." if reason == "nobody_runs" else outlook(longest, now).next
    if reason == "unreadable_before":
        helps = f"`postwire reschedule {longest.id} --at TIME` wakes it."
    return Stuck(
        reason=reason,
        words=words,
        who=who,
        since=since,
        next=helps,
        ids=tuple(delivery.id for _, delivery in members),
    )
