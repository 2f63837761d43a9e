"""Every law of the lifecycle and the engine, each with a way to take it away.

A switch is a small patch of the real code. With any one of them the simulation has to find a broken promise: a test
that cannot fail proves nothing.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from attrs import evolve, frozen
from tests.simulation.disk import Disk

from postwire import progress
from postwire.delivery import Delivery
from postwire.engine import envoy, walking
from postwire.engine import turn as turn_module
from postwire.engine.lease import Lease
from postwire.lifecycle import Step, Terms, advance, effects, events, publishing
from postwire.manifest import Republish
from postwire.operation import Operation
from postwire.state import Cancelled, Failed, Held, Processing, Publishing, Queued, Ready, State, Unconfirmed
from postwire.store import Save, Store
from postwire.store.memory import MemoryStore
from postwire_threads import listing

_turn, _save = turn_module.turn, Disk._write


@frozen
class Law:
    """One law, and the code without it."""

    words: str
    """What happens without it."""
    without: Callable[[], AbstractContextManager[Any]]


LAWS: dict[str, Law] = {}


def _law(words: str) -> Callable[[Callable[[], Iterator[None]]], None]:
    def take(without: Callable[[], Iterator[None]]) -> None:
        LAWS[without.__name__.strip("_")] = Law(words, contextmanager(without))

    return take


def _advancing(other: Callable[[State, events.Event, Terms], Step]) -> AbstractContextManager[Any]:
    return patch.object(turn_module, "advance", other)


@_law("a publish call is sent before its intent is saved")
def _intent() -> Iterator[None]:
    def unsaved(
        delivery: Delivery, terms: Terms, lease: timedelta, now: Callable[[], datetime]
    ) -> Generator[Any, Any, Any]:
        moves, skipped = _turn(delivery, terms, lease, now), 0
        try:
            wanted: Any = next(moves)
            while True:
                if isinstance(wanted, Save) and wanted.lease_until and isinstance(wanted.delivery.state, Publishing):
                    skipped += 1
                    wanted = moves.send(True)  # noqa: FBT003 - it took
                elif isinstance(wanted, Save):
                    real = evolve(wanted.delivery, version=wanted.delivery.version - skipped)
                    wanted = moves.send((yield evolve(wanted, delivery=real)))
                else:
                    wanted = moves.send((yield wanted))
        except StopIteration as done:
            return done.value

    with patch.object(walking, "turn", unsaved):
        yield


@_law("a save is reported as done before it is on disk")
def _durability() -> Iterator[None]:
    def later(disk: Disk, saves: Any) -> tuple[bool, ...]:
        disk._world.loop.call_later(0.5, lambda: disk._process.is_alive and _save(disk, saves))
        return (True,) * len(saves)

    with patch.object(Disk, "_write", later):
        yield


@_law("a delivery that wakes up while it is being published is published again")
def _verify_on_wake() -> Iterator[None]:
    def again(state: State, event: events.Event, terms: Terms) -> Step:
        if isinstance(state, Publishing) and isinstance(event, events.Due):
            return Step(state, effects.Publish(state.stage.container))
        return advance(state, event, terms)

    with _advancing(again):
        yield


@_law("a lost answer is taken for a call that never left")
def _lost_is_not_unsent() -> Iterator[None]:
    def unsent(state: State, event: events.Event, terms: Terms) -> Step:
        if isinstance(event, events.Lost) and event.operation is Operation.PUBLISH:
            event = events.NotSent(event.at, event.operation, event.detail)
        return advance(state, event, terms)

    with _advancing(unsent):
        yield


@_law("a 5xx, and what is not understood, is taken for a clear no")
def _doubt() -> Iterator[None]:
    with patch.object(publishing, "is_doubtful", lambda _: False):
        yield


@_law("not live is believed at once")
def _settle() -> Iterator[None]:
    def hasty(state: State, event: events.Event, terms: Terms) -> Step:
        return advance(state, event, evolve(terms, pace=evolve(terms.pace, settle=timedelta(0))))

    with _advancing(hasty):
        yield


@_law("a container is sent again although its platform promises nothing")
def _promise() -> Iterator[None]:
    def trusting(state: State, event: events.Event, terms: Terms) -> Step:
        return advance(state, event, evolve(terms, republish=Republish.SAME_CONTAINER))

    with _advancing(trusting):
        yield


@_law("a worker that wakes up late acts on a lease that has run out")
def _lease() -> Iterator[None]:
    def endless(delivery: Delivery, terms: Terms, lease: timedelta, now: Callable[[], datetime]) -> Any:
        begun = now()
        return _turn(delivery, terms, lease, lambda: begun)

    with patch.object(walking, "turn", endless), patch.object(Lease, "allows", lambda *_: True):
        yield


@_law("a doubted container that is gone is staged anew")
def _no_restage() -> Iterator[None]:
    def restaged(state: State, event: events.Event, terms: Terms) -> Step:
        step = advance(state, event, terms)
        gone = isinstance(event, events.Verified) and isinstance(event.progress, progress.Gone)
        return Step(Queued(), wake_at=event.at) if gone and isinstance(step.state, Unconfirmed) else step

    with _advancing(restaged):
        yield


@_law("a save does not ask which version is stored")
def _version() -> Iterator[None]:
    def blind(disk: Disk, saves: Any) -> tuple[bool, ...]:
        store: Store = disk._store
        stored = {save.delivery.id: store.delivery(save.delivery.id) for save in saves}
        current = [
            evolve(save, delivery=evolve(save.delivery, version=stored[save.delivery.id].version)) for save in saves
        ]
        took = store.save(current)
        for save in saves:
            disk._world.witness.saved(save)
        return took

    with patch.object(Disk, "_write", blind):
        yield


@_law("a container that the platform calls published is taken for finished")
def _published_is_live() -> Iterator[None]:
    def finished(state: State, event: events.Event, terms: Terms) -> Step:
        if isinstance(event, events.Polled | events.Verified) and event.progress == progress.Live():
            event = evolve(event, progress=progress.Ready())
        return advance(state, event, terms)

    with _advancing(finished):
        yield


@_law("what is slow is given up")
def _slow_is_not_failed() -> Iterator[None]:
    def impatient(state: State, event: events.Event, terms: Terms) -> Step:
        step = advance(state, event, terms)
        waits = isinstance(event, events.Polled) and isinstance(event.progress, progress.Processing)
        if waits and isinstance(state, Processing) and event.at - state.stage.since > terms.pace.window:
            reason = publishing.reasons.container_gone(terms.platform, "it took too long")
            return Step(Failed(reason, state.stage))
        return step

    with _advancing(impatient):
        yield


@_law("a delivery is called off while it may be live")
def _no_cancel_in_doubt() -> Iterator[None]:
    def called_off(state: State, event: events.Event, terms: Terms) -> Step:
        waits = isinstance(state, Processing | Ready | Publishing | Unconfirmed | Held)
        return Step(Cancelled()) if waits and isinstance(event, events.Cancel) else advance(state, event, terms)

    with _advancing(called_off):
        yield


@_law("what may be live is started anew on a person's word")
def _no_retry_in_doubt() -> Iterator[None]:
    def anew(state: State, event: events.Event, terms: Terms) -> Step:
        if isinstance(state, Failed) and isinstance(event, events.Retry | events.Resume):
            return Step(Queued(), wake_at=event.at)
        if isinstance(state, Unconfirmed) and isinstance(event, events.Resume):
            return Step(Queued(), wake_at=event.at)
        return advance(state, event, terms)

    with _advancing(anew):
        yield


@_law("any post of the account is taken for the one that is looked for")
def _fingerprint() -> Iterator[None]:
    with patch.object(listing, "_says", lambda *_: True):
        yield


@_law("a post that was found is ours, although another delivery in doubt says the same")
def _rivals() -> Iterator[None]:
    with patch.object(envoy, "rivals", lambda *_: ()):
        yield


@_law("a key that was used before is forgotten")
def _idempotency() -> Iterator[None]:
    submit = MemoryStore.submit

    def forgetful(store: MemoryStore, deliveries: Any, *rest: Any, **more: Any) -> Any:
        return submit(store, [evolve(each, idempotency_key=None) for each in deliveries], *rest, **more)

    with patch.object(MemoryStore, "submit", forgetful):
        yield


@_law("a delivery whose search finds nothing is left without a wake")
def _somebody_moves_it() -> Iterator[None]:
    def abandoned(state: State, event: events.Event, terms: Terms) -> Step:
        step = advance(state, event, terms)
        waits = isinstance(event, events.Refusal) and isinstance(step.state, Queued | Processing | Ready | Publishing)
        return evolve(step, wake_at=None) if waits else step

    with _advancing(abandoned):
        yield


@_law("what happened is not written down")
def _history() -> Iterator[None]:
    def silent(disk: Disk, saves: Any) -> tuple[bool, ...]:
        return _save(disk, [evolve(save, entries=()) for save in saves])

    with patch.object(Disk, "_write", silent):
        yield
