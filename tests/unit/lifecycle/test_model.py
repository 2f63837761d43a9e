"""A small exhaustive model check of the publish law: `advance` drives one delivery against a model of a platform.

All interleavings are walked, breadth first, equal worlds once, up to `DEPTH` moves. A move is a wake, one way in which
a call may end (answered, refused, lost, a 500, never sent, the process killed before, during or after it), something
that the platform does by itself (finish, drop or fail a container, let an accepted publish take effect late), or a
person's command. The clock stands still and the settle time is nothing, which is the worst case: whatever is looked at
is believed at once. Two runners are in it too: a late effect is what a slow runner's publish looks like to the next.

The bounds: `DEPTH` moves, two tries per operation, two containers thrown away, and at most three publish calls that
were accepted and have not taken effect yet. Counters are told apart as far as anything is decided by them.
"""

import enum
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cached_property

import pytest
from attrs import evolve, field, frozen

from postwire import progress
from postwire.container import Container
from postwire.delivery import LatePolicy
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.exchange import Reply
from postwire.lifecycle import Impossible, Step, Terms, advance, effects, events
from postwire.manifest import Pace, Republish
from postwire.operation import Operation
from postwire.receipt import Receipt
from postwire.state import (
    Cancelled,
    Creating,
    Deleted,
    Failed,
    Held,
    Missed,
    Published,
    Publishing,
    Queued,
    State,
    Unconfirmed,
)

DEPTH = 26
"""Moves from an accepted delivery on. The shortest way to a second live post takes 9 to 17, by the flaw."""
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
AT_REST = (Published, Deleted, Failed, Cancelled, Missed, Unconfirmed, Held)


class Flaw(enum.Enum):
    """A law taken away from whoever drives `advance`."""

    PUBLISH_ON_WAKE = "a wake in publishing publishes again"
    RESTAGE_WHEN_GONE = "a container gone after a doubtful publish is staged anew"
    TRUST_THE_500 = "a 500 on publish is taken for a no"
    TAKE_LOST_FOR_UNSENT = "a lost answer is taken for a call that never left"
    PERFORM_BEFORE_SAVE = "the effect is performed before the new state is saved"


@frozen
class Box:
    """A container as the platform holds it."""

    status: str = "processing"
    live: int = 0
    """How many live posts it became."""


@frozen
class World:
    """One moment: what we have saved, what we are about to do, and what the platform holds."""

    state: State
    effect: effects.Effect | None = None
    boxes: dict[str, Box] = field(factory=dict)
    accepted: tuple[str, ...] = ()
    """Containers whose publish was accepted and has not taken effect yet."""
    told: tuple[str, ...] = ()
    """The story so far; no part of what makes two worlds equal."""

    @property
    def live(self) -> int:
        return sum(box.live for box in self.boxes.values())

    def key(self) -> object:
        """Worlds with equal keys have the same future. Counters matter up to where they are compared."""
        boxes = tuple(sorted((name, box.status, box.live) for name, box in self.boxes.items()))
        return (_state_key(self.state), type(self.effect), boxes, self.accepted)


def _state_key(state: State) -> object:
    if isinstance(state, Held):
        return ("held", _state_key(state.back_to))
    stage, trouble, doubt = (getattr(state, name, None) for name in ("stage", "trouble", "doubt"))
    return (
        type(state),
        stage and (stage.container.id, min(stage.publishes, 3), stage.doubted),
        trouble and (min(trouble.tries, 3), trouble.restaged),
        doubt and doubt.action,
        getattr(state, "live", None),
        getattr(state, "begun", None),
    )


def _no(action: Action, category: Category, status: int) -> Diagnosis:
    return Diagnosis(
        code="paper.no", category=category, action=action, caused_by=Culprit.PLATFORM, message="no", reply=Reply(status)
    )


NOT_READY = _no(Action.RETRY, Category.MEDIA_PROCESSING, 400)
FULL = _no(Action.WAIT, Category.QUOTA, 429)
BROKEN = _no(Action.RETRY, Category.TRANSIENT, 500)


@frozen(kw_only=True)
class Model:
    """A platform, our agreement with it, and perhaps a flaw in our driver."""

    once: bool
    """Whether the platform lets one container go live once only."""
    republish: Republish
    finds: bool
    """Whether live posts can be looked for; what is live may still be missing from the answer."""
    give_up: timedelta = timedelta(hours=24)
    """Nothing, or more than the model ever waits."""
    flaw: Flaw | None = None
    clear_noes_lie: bool = False
    """Whether a publish may be accepted and answered with a clear no. Then what went live keeps its container."""

    @cached_property
    def terms(self) -> Terms:
        pace = Pace(tries=2, settle=timedelta(0), first_look=timedelta(0), give_up=self.give_up)
        return Terms(
            platform="paper",
            due=NOW,
            late=LatePolicy(),
            pace=pace,
            republish=self.republish,
            can_poll=True,
            can_find=self.finds,
        )

    def moves(self, world: World) -> Iterator[World]:
        """Every world that this one may turn into next."""
        yield from self._platform(world)
        if world.effect is None:
            yield from self._wakes(world)
        else:
            yield from self._calls(world, world.effect)

    def _wakes(self, world: World) -> Iterator[World]:
        if not isinstance(world.state, AT_REST):
            yield self._woken(world)
        for command in (events.Cancel(NOW), events.Resume(NOW), events.Retry(NOW)):
            try:
                yield self._moved(world, command)
            except Impossible:
                continue
        if isinstance(world.state, Unconfirmed | Held) and not world.live and not world.accepted:
            try:
                yield self._moved(world, events.Resolve(NOW, None))
            except Impossible:
                return

    def _woken(self, world: World) -> World:
        moved = self._moved(world, events.Due(NOW))
        if self.flaw is Flaw.PUBLISH_ON_WAKE and isinstance(world.state, Publishing):
            return evolve(moved, effect=effects.Publish(world.state.stage.container))
        return moved

    def _moved(self, world: World, event: events.Event) -> World:
        step = advance(world.state, event, self.terms)
        if (
            self.flaw is Flaw.RESTAGE_WHEN_GONE
            and isinstance(event, events.Verified)
            and isinstance(event.progress, progress.Gone)
            and isinstance(step.state, Unconfirmed)
        ):
            step = Step(Queued(), wake_at=NOW)
        owned = step.effect is not None or step.wake_at is not None or isinstance(step.state, AT_REST)
        assert owned, f"nobody moves it on: {step}"
        # performed before saved: what is on disk is still the old state
        unsaved = self.flaw is Flaw.PERFORM_BEFORE_SAVE and step.effect is not None
        words = f"{type(event).__name__} -> {type(step.state).__name__}"
        return _tell(evolve(world, state=world.state if unsaved else step.state, effect=step.effect), words)

    def _calls(self, world: World, effect: effects.Effect) -> Iterator[World]:
        for after, event in self._outcomes(world, effect):
            yield _tell(evolve(after, effect=None), "the process is killed")
            if event is not None:
                saved = after
                if self.flaw is Flaw.PERFORM_BEFORE_SAVE:
                    saved = evolve(after, state=advance(world.state, events.Due(NOW), self.terms).state)
                yield self._moved(evolve(saved, effect=None), self._heard(event))

    def _heard(self, event: events.Event) -> events.Event:
        """An event as a flawed driver hears it."""
        if self.flaw is Flaw.TRUST_THE_500 and isinstance(event, events.Refusal) and event.diagnosis == BROKEN:
            return evolve(event, diagnosis=NOT_READY)
        if (
            self.flaw is Flaw.TAKE_LOST_FOR_UNSENT
            and isinstance(event, events.Lost)
            and event.operation is Operation.PUBLISH
        ):
            return events.NotSent(NOW, Operation.PUBLISH, event.detail)
        return event

    def _outcomes(self, world: World, effect: effects.Effect) -> Iterator[tuple[World, events.Event | None]]:
        match effect:
            case effects.Create():
                made = _with_box(world, _free_name(world), Box())
                yield made, events.Created(NOW, Container(_free_name(world)))
                yield made, _lost(Operation.CREATE)
                yield world, events.Refusal(NOW, Operation.CREATE, NOT_READY)
            case effects.Poll(container):
                yield world, events.Polled(NOW, _learnt(world.boxes[str(container.id)]))
                yield world, _lost(Operation.POLL)
                yield world, events.Refusal(NOW, Operation.POLL, NOT_READY)
            case effects.Publish(container):
                yield from self._publishes(world, str(container.id))
            case effects.Verify(container):
                box = world.boxes[str(container.id)]
                for found in self._sights(world):
                    yield world, events.Verified(NOW, _learnt(box), found)
                yield world, _lost(Operation.READ)
            case _:
                raise AssertionError(effect)

    def _publishes(self, world: World, name: str) -> Iterator[tuple[World, events.Event]]:
        in_doubt = (_lost(Operation.PUBLISH), events.Refusal(NOW, Operation.PUBLISH, BROKEN))
        yield world, events.NotSent(NOW, Operation.PUBLISH, "connection refused")
        yield world, events.Refusal(NOW, Operation.PUBLISH, NOT_READY)
        yield world, events.Refusal(NOW, Operation.PUBLISH, FULL)
        for doubtful in in_doubt:
            yield world, doubtful
        box = world.boxes[name]
        if box.status == "finished" or (box.status == "published" and not self.once):
            at_once, later = self._take_effect(world, name), evolve(world, accepted=(*world.accepted, name))
            yield at_once, events.Posted(NOW, Receipt(name))
            if self.clear_noes_lie:
                yield at_once, events.Refusal(NOW, Operation.PUBLISH, NOT_READY)
            for doubtful in in_doubt:
                yield at_once, doubtful
                if len(later.accepted) < 3:
                    yield later, doubtful

    def _sights(self, world: World) -> Iterator[tuple[Receipt, ...] | None]:
        """What a search for the post may find: what is live is seen, or not yet."""
        if not self.finds:
            yield None
            return
        yield ()
        if world.live:
            yield tuple(Receipt(name) for name, box in world.boxes.items() if box.live)

    def _platform(self, world: World) -> Iterator[World]:
        """What the platform does by itself."""
        then = {"processing": ("finished", "failed"), "finished": ("gone",)}
        if not self.clear_noes_lie:
            then["published"] = ("gone",)
        for name, box in world.boxes.items():
            for status in then.get(box.status, ()):
                yield _tell(_with_box(world, name, evolve(box, status=status)), f"{name} is {status}")
        for name in sorted(set(world.accepted)):
            rest = list(world.accepted)
            rest.remove(name)
            landed = self._take_effect(evolve(world, accepted=tuple(rest)), name)
            yield _tell(landed, f"the publish of {name} takes effect late")

    def _take_effect(self, world: World, name: str) -> World:
        box = world.boxes[name]
        if self.once and box.live:
            return world
        status = "published" if box.status == "finished" else box.status
        return _with_box(world, name, evolve(box, status=status, live=box.live + 1))


def _learnt(box: Box) -> progress.Progress:
    words: dict[str, progress.Progress] = {
        "processing": progress.Processing(),
        "finished": progress.Ready(),
        "published": progress.Live(),
        "gone": progress.Gone(),
        "failed": progress.Rejected(NOT_READY),
    }
    return words[box.status]


def _lost(operation: Operation) -> events.Lost:
    return events.Lost(NOW, operation, "read timeout")


def _free_name(world: World) -> str:
    return next(name for name in "abcdefgh" if name not in world.boxes)


def _with_box(world: World, name: str, box: Box) -> World:
    return evolve(world, boxes=world.boxes | {name: box})


def _tell(world: World, words: str) -> World:
    """The world with one more word of its story, without containers that can no longer matter to anybody."""
    stage = getattr(world.state.back_to if isinstance(world.state, Held) else world.state, "stage", None)
    kept = {
        name: box
        for name, box in world.boxes.items()
        if box.live or name in world.accepted or (stage is not None and stage.container.id == name)
    }
    return evolve(world, boxes=kept, told=(*world.told, words))


def certainly_not_live(state: State) -> bool:
    """Whether the state says to people and to the next step that nothing is live."""
    if isinstance(state, Held):
        return certainly_not_live(state.back_to)
    stage = getattr(state, "stage", None)
    calm = isinstance(state, Queued | Creating | Cancelled) or (isinstance(state, Failed | Missed) and stage is None)
    return calm or (stage is not None and not stage.doubted and not isinstance(state, Publishing | Unconfirmed))


def explore(model: Model, condemns: Callable[[World], bool]) -> tuple[list[World], World | None]:
    """The different worlds, and the first one that is condemned: there the walk ends."""
    start = World(Queued())
    worlds, seen, edge = [start], {start.key()}, [start]
    for _ in range(DEPTH):
        ahead = []
        for after in (after for world in edge for after in model.moves(world)):
            if condemns(after):
                return worlds, after
            if (key := after.key()) not in seen:
                seen.add(key)
                ahead.append(after)
        worlds, edge = worlds + ahead, ahead
    return worlds, None


def twice_live(world: World) -> bool:
    return world.live > 1


def lies(world: World) -> bool:
    """Whether more than one post is live, or a state says what is not so."""
    if isinstance(world.state, Published) and not world.boxes.get(world.state.receipt.post_id, Box()).live:
        return True
    return twice_live(world) or (certainly_not_live(world.state) and bool(world.live or world.accepted))


SOUND = {
    f"{words}, {'find' if finds else 'no find'}, {'patient' if give_up else 'impatient'}": Model(
        once=once, republish=republish, finds=finds, give_up=give_up
    )
    for words, once, republish in (
        ("same container, live once", True, Republish.SAME_CONTAINER),
        ("idempotent", True, Republish.IDEMPOTENT),
        ("never, live any number of times", False, Republish.NEVER),
    )
    for finds in (True, False)
    for give_up in (timedelta(0), timedelta(hours=24))
}


@pytest.mark.parametrize("model", SOUND.values(), ids=SOUND)
def test_at_most_one_post_is_live_and_no_state_lies(model: Model) -> None:
    worlds, found = explore(model, lies)
    assert found is None, "\n".join(found.told)
    assert {Published, Unconfirmed, Failed, Held, Cancelled} <= {type(world.state) for world in worlds}
    assert any(world.live for world in worlds)
    assert any(world.accepted for world in worlds)
    assert len(worlds) > 500


def is_given_up_while_live(world: World) -> bool:
    """Whether more than one post is live, or one is live that people are told, or will act as if, it is not."""
    given_up = isinstance(world.state, Queued | Creating | Cancelled | Failed | Missed)
    return twice_live(world) or (given_up and certainly_not_live(world.state) and bool(world.live))


@pytest.mark.parametrize("model", SOUND.values(), ids=SOUND)
def test_a_clear_no_that_was_a_lie_is_found_out_before_anything_is_given_up_or_made_anew(model: Model) -> None:
    worlds, found = explore(evolve(model, clear_noes_lie=True), is_given_up_while_live)
    assert found is None, "\n".join(found.told)
    assert any(isinstance(world.state, Queued) and world.state.trouble.restaged for world in worlds)


@pytest.mark.parametrize("flaw", Flaw, ids=lambda flaw: flaw.name)
def test_without_one_of_the_laws_two_posts_go_live(flaw: Flaw) -> None:
    _, found = explore(Model(once=False, republish=Republish.NEVER, finds=True, flaw=flaw), twice_live)
    assert found is not None


def test_republishing_without_the_promise_of_the_platform_makes_two_live_posts() -> None:
    _, found = explore(Model(once=False, republish=Republish.SAME_CONTAINER, finds=True), twice_live)
    assert found is not None


def test_even_where_one_container_goes_live_once_a_new_container_after_a_doubt_makes_two() -> None:
    promised = Model(once=True, republish=Republish.SAME_CONTAINER, finds=True, flaw=Flaw.RESTAGE_WHEN_GONE)
    _, found = explore(promised, twice_live)
    assert found is not None
