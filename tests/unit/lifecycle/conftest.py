"""What the lifecycle's tests share: a clock's zero, and ready-made terms, diagnoses, stages and states."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from postwire.container import Container
from postwire.delivery import LatePolicy
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.exchange import Reply
from postwire.lifecycle import Step, Terms, advance, events
from postwire.manifest import Pace, Republish
from postwire.receipt import Receipt
from postwire.state import (
    Cancelled,
    Creating,
    Deleted,
    Deleting,
    Failed,
    Held,
    Missed,
    Processing,
    Published,
    Publishing,
    Queued,
    Ready,
    Stage,
    State,
    Trouble,
    Unconfirmed,
)

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def _terms(**changes: object) -> Terms:
    agreed: dict[str, Any] = {
        "platform": "paper",
        "due": START,
        "late": LatePolicy(),
        "pace": Pace(),
        "republish": Republish.SAME_CONTAINER,
        "can_poll": True,
        "can_find": True,
    }
    return Terms(**(agreed | changes))


def _diagnosis(
    action: Action = Action.RETRY,
    category: Category = Category.MEDIA_PROCESSING,
    status: int | None = 400,
    retry_after: float | None = None,
) -> Diagnosis:
    return Diagnosis(
        code=f"paper.{category}",
        category=category,
        action=action,
        caused_by=Culprit.PLATFORM,
        message=f"{action} for {category}",
        retry_after=retry_after,
        reply=None if status is None else Reply(status),
    )


def _stage(name: str = "c1", **changes: object) -> Stage:
    made: dict[str, Any] = {"container": Container(name), "since": START}
    return Stage(**(made | changes))


@pytest.fixture(scope="session")
def start() -> datetime:
    """The hour that deliveries are due at, unless a test says otherwise."""
    return START


@pytest.fixture(scope="session")
def at() -> Callable[[float], datetime]:
    """The instant so many seconds after the start."""
    return lambda seconds: START + timedelta(seconds=seconds)


@pytest.fixture(scope="session")
def after() -> Callable[..., Step]:
    """The step that several events lead to, one after the other."""

    def walk(state: State, *happened: events.Event, **changes: object) -> Step:
        terms, step = _terms(**changes), Step(state)
        for event in happened:
            step = advance(step.state, event, terms)
        return step

    return walk


@pytest.fixture(scope="session")
def make_terms() -> Callable[..., Terms]:
    """Terms of a platform that can be asked everything and promises that one container goes live once."""
    return _terms


@pytest.fixture(scope="session")
def make_diagnosis() -> Callable[..., Diagnosis]:
    """A diagnosis: by default a clear and passing no, as a platform gives while it still prepares the media."""
    return _diagnosis


@pytest.fixture(scope="session")
def make_stage() -> Callable[..., Stage]:
    """A stage with a container that was made at the start and never published."""
    return _stage


@pytest.fixture(scope="session")
def instances() -> dict[str, State]:
    """Representatives of every state; the words before a comma name its row in the table of possible pairs."""
    tired = Trouble(tries=9, since=START - 2 * DAY, last=_diagnosis(category=Category.TRANSIENT), restaged=2)
    weary = Trouble(tries=9, since=START - 2 * DAY, last=_diagnosis(), restaged=1)
    no = _diagnosis(Action.RECONNECT, Category.AUTH)
    late = _diagnosis(Action.WAIT, Category.QUOTA)
    doubt = _diagnosis(Action.VERIFY, Category.TRANSIENT, 500)
    receipt = Receipt("p1")
    fresh = _stage()
    refused = _stage(publishes=1)
    worn = _stage(publishes=9)
    doubted = _stage(publishes=1, doubted=True)
    desperate = _stage(publishes=9, doubted=True)
    ancient = _stage(publishes=1, doubted=True, since=START - 9 * DAY)
    unlit = Publishing(doubted, START, doubt=doubt, doubted_at=START)
    return {
        "queued": Queued(),
        "queued, weary": Queued(weary),
        "queued, tired": Queued(tired),
        "creating": Creating(),
        "creating, begun in vain": Creating(begun=99),
        "creating, weary": Creating(weary),
        "creating, tired": Creating(tired),
        "processing": Processing(fresh),
        "processing, ancient": Processing(_stage(since=START - 9 * DAY)),
        "processing, tired": Processing(fresh, tired),
        "processing, weary": Processing(fresh, weary),
        "processing and refused": Processing(refused, weary),
        "processing and refused, worn": Processing(worn, tired),
        "processing and doubted": Processing(doubted),
        "processing and doubted, tired": Processing(doubted, tired),
        "processing and doubted, desperate": Processing(desperate, weary),
        "processing and doubted, ancient": Processing(ancient),
        "ready": Ready(fresh),
        "ready, tired": Ready(worn, tired),
        "ready and doubted": Ready(doubted),
        "ready and doubted, desperate": Ready(desperate, weary),
        "publishing": Publishing(refused, START),
        "publishing, tired": Publishing(worn, START, tired),
        "publishing, worn": Publishing(worn, START),
        "publishing, weary": Publishing(refused, START, weary),
        "publishing, again": Publishing(_stage(publishes=2, doubted=True), START),
        "publishing, doubted": unlit,
        "publishing, doubted in the past": Publishing(doubted, START - 2 * DAY, tired, doubt, START - 2 * DAY),
        "publishing, desperate": Publishing(desperate, START - DAY, weary, no, START - DAY),
        "publishing, ancient": Publishing(ancient, START - DAY, weary, doubt, START - DAY),
        "publishing, said to be live": Publishing(doubted, START, Trouble(), doubt, START, live=True),
        "publishing, as an earlier version stored it": Publishing(doubted, START, Trouble(), doubt),
        "unconfirmed": Unconfirmed(doubted, START, doubt),
        "unconfirmed, live": Unconfirmed(doubted, START, doubt, live=True),
        "published": Published(receipt),
        "deleting": Deleting(receipt),
        "deleting, tired": Deleting(receipt, tired),
        "deleted": Deleted(receipt),
        "held": Held(no, Queued(weary)),
        "held, from creating": Held(late, Creating(tired)),
        "held, from processing": Held(no, Processing(fresh)),
        "held and refused": Held(no, Processing(refused)),
        "held, from ready": Held(late, Ready(fresh)),
        "held over a deletion": Held(no, Deleting(receipt, tired)),
        "held and doubted, from processing": Held(no, Processing(doubted)),
        "held and doubted, from ready": Held(late, Ready(doubted)),
        "held and doubted, from publishing": Held(no, unlit),
        "failed": Failed(no),
        "failed with a container": Failed(no, refused),
        "failed and doubted": Failed(doubt, desperate),
        "cancelled": Cancelled(),
        "missed": Missed(),
        "missed with a container": Missed(fresh),
        "missed and doubted": Missed(doubted),
    }
