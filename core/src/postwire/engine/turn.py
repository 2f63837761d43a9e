"""One turn of one delivery: wake, advance, save, perform, save, until it rests. Sans I/O.

What is saved before an effect is its intent. An effect that only looks has none: if the process dies over it, the
delivery wakes in the state that was saved before, and whatever was staged since is staged again, unseen.
"""

from collections.abc import Callable, Generator
from datetime import datetime, timedelta
from typing import Any

from attrs import evolve, frozen

from postwire import codec, progress
from postwire.delivery import Delivery
from postwire.history import Entry, EntryKind
from postwire.lifecycle import Step, Terms, advance, effects, events
from postwire.state import name_of
from postwire.store import Save


@frozen
class Performed:
    """What became of an effect: the event, and the exchanges that led to it."""

    event: events.Outcome
    exchanges: tuple[Entry, ...] = ()


Turn = Generator[Save | effects.Effect, bool | Performed, Delivery | None]
"""Yields saves (sent whether it took) and effects (sent what became of it)."""

_MOST_MOVES = 20
"""No delivery moves more often without an effect."""


def turn(delivery: Delivery, terms: Terms, lease: timedelta, now: Callable[[], datetime]) -> Turn:
    """Move a delivery from one rest to the next. Returns it as saved; None: somebody else moved it meanwhile."""
    event: events.Event = events.Due(now())
    entries: list[Entry] = []
    changed = False
    while True:
        step = _settled(delivery, event, terms, entries)
        changed = changed or step.state != delivery.state
        delivery = delivery.at(step.state, step.wake_at)
        if step.effect is None:
            took = yield Save(delivery, tuple(entries))
            return delivery.at(step.state, step.wake_at, delivery.version + 1) if took else None
        if changed and not isinstance(step.effect, effects.Poll | effects.Verify):
            lease_until = event.at + lease
            took = yield Save(delivery, tuple(entries), lease_until)
            if not took or now() >= lease_until:
                # whoever holds the lease by now looks before acting; a sleeper that wakes up late must not act
                return None
            delivery = delivery.at(step.state, step.wake_at, delivery.version + 1)
            entries.clear()
            changed = False
        performed = yield step.effect
        assert isinstance(performed, Performed)  # noqa: S101 - the drivers below answer an effect with nothing else
        entries.extend(performed.exchanges)
        event = performed.event


def moved(delivery: Delivery, event: events.Command, terms: Terms) -> Save:
    """The save that a person's wish results in. Raises `Impossible`. Its effects are left to the next turn."""
    step = advance(delivery.state, event, terms)
    return Save(delivery.at(step.state, step.wake_at), (_told(event, step),))


def _settled(delivery: Delivery, event: events.Event, terms: Terms, entries: list[Entry]) -> Step:
    """Advance, and go on at once where the next wake is now: what needs no effect needs no save of its own."""
    before, now = delivery.state, event.at
    step = advance(before, event, terms)
    for _ in range(_MOST_MOVES):
        if not isinstance(event, events.Due) or step.state != before:
            entries.append(_told(event, step))
        if step.effect is not None or step.wake_at is None or step.wake_at > now:
            break
        before, event = step.state, events.Due(now)
        step = advance(before, event, terms)
    return step


def _told(event: events.Event, step: Step) -> Entry:
    return Entry(
        at=event.at,
        kind=EntryKind.COMMAND if isinstance(event, events.Command) else EntryKind.EVENT,
        name=type(event).__name__.lower(),
        state=name_of(step.state),
        data=_facts(event),
    )


def _facts(event: events.Event) -> dict[str, Any]:
    """What an event carries, as JSON; the platform's own answer stands in the exchange before it."""
    match event:
        case events.Due():
            return {}
        case events.Created(_, container):
            return {"container": container.id, "parts": [part.id for part in container.parts]}
        case events.Polled(_, progress.Processing() | progress.Ready() as learnt):
            return {"progress": {"type": type(learnt).__name__.lower()}}
        case events.Posted(_, receipt):
            return {"post_id": receipt.post_id, "permalink": receipt.permalink}
        case events.Refusal(diagnosis=diagnosis):
            event = evolve(event, diagnosis=evolve(diagnosis, reply=None))
        case _:
            pass
    plain = codec.to_plain(event)
    plain.pop("at", None)
    return {name: value for name, value in plain.items() if value is not None}
