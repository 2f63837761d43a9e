"""Sees everything that is stored, sent and published, and says at once when a promise is broken.

What is live is the platform's word, never ours. The checks hold at every step, whatever the weather: none of them
waits for things to become right, and none is excused by bad luck, but for a wall clock that has just jumped, which no
program can see through.
"""

import json
from typing import Any

from attrs import define, field
from tests.simulation.clock import Clock
from tests.simulation.wire import Work

from postwire.delivery import Delivery
from postwire.exchange import Reply, Request
from postwire.history import Entry, EntryKind
from postwire.receipt import Receipt
from postwire.state import (
    Cancelled,
    Deleted,
    Deleting,
    Failed,
    Held,
    Missed,
    Published,
    Publishing,
    State,
    Unconfirmed,
    name_of,
)
from postwire.store import Save
from postwire_threads.sandbox.live import Live

FINAL = (Published, Deleted, Failed, Cancelled, Missed)


class Violation(AssertionError):
    """A promise is broken."""


@define(eq=False)
class Attempt:
    """One publish call of a delivery."""

    container: str
    at: float
    is_clear: bool = False
    """Whether the platform answered with yes or a 4xx."""
    ended_at: float = 0.0


@define(eq=False)
class Dossier:
    """What is known of one delivery."""

    stored: Delivery
    changed_at: float = 0.0
    story: list[str] = field(factory=list)
    live: list[Live] = field(factory=list)
    attempts: list[Attempt] = field(factory=list)
    looked: dict[str, tuple[float, str]] = field(factory=dict)
    """Container to when it was last asked, and what it said."""


class Witness:
    """Of one world."""

    def __init__(self, clock: Clock, settle: float, tell: Any) -> None:
        self._clock = clock
        self._settle = settle
        self._tell = tell
        self.dossiers: dict[str, Dossier] = {}
        self._by_key: dict[str, str] = {}
        self.broken: Violation | None = None

    # What the store holds

    def accepted(self, delivery: Delivery, key: str) -> None:
        """A submission was answered with this delivery."""
        first = self._by_key.setdefault(key, delivery.id)
        self._require(first == delivery.id, delivery.id, f"what was accepted as {first} is accepted once more")
        if delivery.id not in self.dossiers:
            self.dossiers[delivery.id] = Dossier(delivery, self._clock.elapsed)
            self._tell(f"{delivery.id} accepted for {delivery.account_id}, due {delivery.due:%H:%M:%S}")

    def claimed(self, delivery: Delivery) -> None:
        """A runner took it."""
        dossier = self.dossiers[delivery.id]
        self._require(delivery.version > dossier.stored.version, delivery.id, "a claim does not count the version up")
        dossier.stored = delivery

    def saved(self, save: Save) -> None:
        """A change is on disk."""
        delivery_id, dossier = save.delivery.id, self.dossiers[save.delivery.id]
        before, after = dossier.stored.state, save.delivery.state
        wake_at = save.delivery.wake_at if save.lease_until is None else save.lease_until
        self._tell(f"{delivery_id} {name_of(before)} -> {name_of(after)}: {_words(save.entries)}")
        self._require(
            save.delivery.version >= dossier.stored.version,
            delivery_id,
            f"version {save.delivery.version} overwrites {dossier.stored.version}",
        )
        self._check_story(delivery_id, before, after, save.entries)
        if isinstance(before, FINAL) and not isinstance(before, Failed | Missed | Cancelled):
            ours = isinstance(after, (type(before), Deleting))
            self._require(ours, delivery_id, f"it leaves its end: {name_of(before)} -> {name_of(after)}")
        self._check_truth(delivery_id, after)
        if wake_at is None and not isinstance(after, FINAL):
            self._check_owner(delivery_id, after)
        if save.entries and any(entry.name in {"resolve", "retry"} for entry in save.entries):
            dossier.attempts.clear()
        if before != after:
            dossier.changed_at = self._clock.elapsed
        dossier.stored = save.delivery.at(after, wake_at, save.delivery.version + 1)
        dossier.story.extend(entry.name for entry in save.entries)

    def _check_story(self, delivery_id: str, before: State, after: State, entries: tuple[Entry, ...]) -> None:
        told = [entry for entry in entries if entry.kind is not EntryKind.EXCHANGE]
        for entry in told:
            diagnosis = entry.data.get("diagnosis", {})
            ours = str(diagnosis.get("code", "")).endswith("connector_fault")
            self._require(not ours, delivery_id, f"the connector failed: {diagnosis.get('detail')}")
        if before != after:
            self._require(bool(told), delivery_id, f"nothing explains {name_of(before)} -> {name_of(after)}")
        if not told:
            return
        self._require(told[-1].state == name_of(after), delivery_id, f"the story ends elsewhere than {name_of(after)}")
        if isinstance(after, Failed) and not isinstance(before, Failed):
            still = told[-1].data.get("progress", {}).get("type") in {"processing", "ready"}
            self._require(
                not (told[-1].name == "polled" and still), delivery_id, "it failed while the platform was at work"
            )

    def _check_truth(self, delivery_id: str, after: State) -> None:
        live = self.dossiers[delivery_id].live
        if isinstance(after, Published | Deleting | Deleted):
            self._check_receipt(delivery_id, after.receipt)
        if isinstance(after, Deleted):
            self._require(not any(post.alive for post in live), delivery_id, "it is deleted, and still live")
        if is_certainly_not_live(after):
            self._require(not live, delivery_id, f"it is {name_of(after)}, and live as {[post.id for post in live]}")

    def _check_receipt(self, delivery_id: str, receipt: Receipt) -> None:
        ids = [post.id for post in self.dossiers[delivery_id].live]
        self._require(receipt.post_id in ids, delivery_id, f"its receipt says {receipt.post_id}, it is live as {ids}")

    def _check_owner(self, delivery_id: str, state: State) -> None:
        is_owned = isinstance(state, Held | Unconfirmed)
        self._require(is_owned, delivery_id, f"nobody moves it on: {name_of(state)} without a wake")
        if isinstance(state, Held | Unconfirmed):
            self._require(bool(state.diagnosis.next_step), delivery_id, "it waits, and nobody is told what to do")

    def failed(self, delivery_id: str, error: Exception) -> None:
        """A worker ended with an error of our own, which nobody would ever see but in a log."""
        self._require(None, delivery_id, f"working on it raised {error!r}")

    # What is sent, and what comes back

    def sending(self, process: Any, work: Work, request: Request) -> None:
        """A worker is about to send a request."""
        if not request.path.endswith("/threads_publish"):
            return
        container = str((request.form or {}).get("creation_id"))
        dossier, delivery_id = self.dossiers[work.delivery_id], work.delivery_id
        self._tell(f"{delivery_id} publishes {container}")
        stored = dossier.stored
        if self._clock.jumped_at < self._clock.elapsed - 3600:
            self._require(
                isinstance(stored.state, Publishing)
                and stored.state.stage.container.id == container
                and stored.version == work.version,
                delivery_id,
                f"it publishes without that being on disk: there it is {name_of(stored.state)}",
            )
            self._require(
                work.lease_until is not None and process.world.clock.wall() < work.lease_until,
                delivery_id,
                "it publishes on a lease that has run out",
            )
            self._check_again(delivery_id, container, dossier)
        self._require(
            dossier.looked.get(container, (0, ""))[1] != "PUBLISHED",
            delivery_id,
            "it publishes what the platform calls published",
        )
        work.attempt = Attempt(container, self._clock.elapsed)
        dossier.attempts.append(work.attempt)

    def _check_again(self, delivery_id: str, container: str, dossier: Dossier) -> None:
        """What has to lie between a publish call without a clear answer and the next one."""
        for attempt in dossier.attempts:
            if attempt.is_clear:
                continue
            self._require(attempt.container == container, delivery_id, "after a doubt it publishes another container")
            looked_at, said = dossier.looked.get(container, (0.0, ""))
            self._require(
                looked_at > attempt.at and said == "FINISHED", delivery_id, "after a doubt it publishes without a look"
            )
            since = self._clock.elapsed - max(attempt.ended_at, attempt.at)
            self._require(
                since >= self._settle, delivery_id, f"{since:.0f} s after a doubt it publishes again: nothing settled"
            )

    def not_sent(self, work: Work, request: Request) -> None:
        """It never left."""
        if request.path.endswith("/threads_publish"):
            work.attempt.is_clear = True

    def gave_up(self, work: Work, request: Request) -> None:
        """No answer came."""
        if request.path.endswith("/threads_publish"):
            work.attempt.ended_at = self._clock.elapsed

    def answered(self, work: Work, request: Request, reply: Reply) -> None:
        """An answer came."""
        dossier = self.dossiers[work.delivery_id]
        if request.path.endswith("/threads_publish"):
            work.attempt.ended_at = self._clock.elapsed
            work.attempt.is_clear = 400 <= reply.status < 500
        elif request.method == "GET" and reply.ok and "status" in request.query.get("fields", ""):
            try:
                said = json.loads(reply.body)["status"]
            except (ValueError, LookupError, TypeError):
                return
            dossier.looked[request.path[1:]] = self._clock.elapsed, said

    # What readers see

    def went_live(self, delivery_id: str, live: Live) -> None:
        """The platform shows a post that was made for this delivery."""
        self._tell(f"{delivery_id} is live as {live.id}")
        dossier = self.dossiers[delivery_id]
        dossier.live.append(live)
        ids = [post.id for post in dossier.live]
        self._require(len(ids) == 1, delivery_id, f"it is live {len(ids)} times: {', '.join(ids)}")
        state = dossier.stored.state
        self._require(
            not is_certainly_not_live(state), delivery_id, f"it goes live while it is {name_of(state)} for good"
        )

    def _require(self, holds: object, delivery_id: str, otherwise: str) -> None:
        if not holds and self.broken is None:
            self.broken = Violation(f"{delivery_id}: {otherwise}")
            self._tell(f"VIOLATION {self.broken}")


def is_certainly_not_live(state: State) -> bool:
    """Whether an end says to people that nothing is live."""
    if isinstance(state, Failed | Missed):
        return state.stage is None or not state.stage.doubted
    return isinstance(state, Cancelled)


def _words(entries: tuple[Entry, ...]) -> str:
    return ", ".join(entry.name for entry in entries) or "no word"
