"""Looking once more on the platform for a post whose answer was lost. Nothing is sent again, whatever is found."""

from collections.abc import Callable
from datetime import datetime, timedelta

from attrs import evolve

from postwire.delivery import Delivery
from postwire.engine.turn import Performed, Turn, turn
from postwire.history import Entry, EntryKind
from postwire.lifecycle import Impossible, Terms, advance, effects, events
from postwire.manifest import Republish
from postwire.state import Failed, Published, Unconfirmed, name_of
from postwire.store import Save


def look(delivery: Delivery, terms: Terms, lease: timedelta, now: Callable[[], datetime]) -> Turn:
    """The turn that looks. Raises `Impossible` for a delivery that is not unconfirmed.

    It ends as published where the post is found, or as it was, with what was seen in its history. Nothing is saved
    before the look has ended, so no other process can take it for one that may go on by itself.
    """
    wish = events.Resume(now())
    if not isinstance(delivery.state, Unconfirmed):
        raise Impossible(delivery.state, wish, "only an unconfirmed delivery is looked for")
    only_looking = evolve(terms, republish=Republish.NEVER)
    step = advance(delivery.state, wish, only_looking)
    asked = Entry(at=wish.at, kind=EntryKind.COMMAND, name="reconcile", state=name_of(step.state))
    looking = turn(delivery.at(step.state, step.wake_at), only_looking, lease, now)
    return _settling(looking, delivery, asked)


def _settling(moves: Turn, before: Delivery, asked: Entry) -> Turn:
    """The same turn, but what it does not settle stays as it was, with the look in its history."""
    answer: bool | Performed | None = None
    while True:
        try:
            wanted: Save | effects.Effect = next(moves) if answer is None else moves.send(answer)
        except StopIteration as done:
            ended: Delivery | None = done.value
            return ended
        if isinstance(wanted, Save):
            wanted = _settled(wanted, before, asked)
        answer = yield wanted


def _settled(save: Save, before: Delivery, asked: Entry) -> Save:
    story = (asked, *save.entries)
    if isinstance(save.delivery.state, Published | Failed | Unconfirmed):
        return evolve(save, entries=story)
    unsettled = Entry(at=story[-1].at, kind=EntryKind.EVENT, name="unsettled", state=name_of(before.state))
    return Save(before.at(before.state, None), (*story, unsettled))
