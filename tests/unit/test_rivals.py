"""Whose a post may be that was found by its words."""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from postwire.account import Account
from postwire.container import Container
from postwire.delivery import Delivery
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.engine.rivals import rivals
from postwire.media import Media, MediaKind
from postwire.post import Post
from postwire.receipt import Receipt
from postwire.state import Failed, Held, Processing, Published, Publishing, Queued, Stage, State, Unconfirmed
from postwire.store.memory import MemoryStore

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LIFE = timedelta(hours=24)
MISSING = Diagnosis(
    code="a.b", category=Category.UNKNOWN, action=Action.VERIFY, caused_by=Culprit.US, message="unclear"
)
BEGUN = Stage(Container("c1"), NOON - timedelta(hours=3), publishes=1, doubted=True, published_from=NOON)
PHOTO = Media("https://media.example/1.jpg", MediaKind.IMAGE)
OURS = Delivery(
    id="ours",
    submission="s1",
    platform="threads",
    account_id="threads:1",
    post=Post("Good morning"),
    due=NOON,
    created_at=NOON,
    wake_at=None,
    state=Publishing(BEGUN, NOON),
)


def at(minutes: float) -> Receipt:
    return Receipt("p1", published_at=NOON + timedelta(minutes=minutes))


def beside(state: State, found: Receipt, post: Post = OURS.post, account_id: str = "threads:1") -> bool:
    """Whether the post found may be that of another delivery."""
    store = MemoryStore()
    for user_id in ("1", "2"):
        store.put_account(Account(platform="threads", user_id=user_id), b"sealed")
    other = evolve(OURS, id="other", account_id=account_id, post=post, state=state)
    store.submit([OURS, other])
    return rivals(store, OURS, [found], LIFE) == ("other",)


@pytest.mark.parametrize(
    "state",
    [
        Publishing(BEGUN, NOON),
        Unconfirmed(BEGUN, NOON, MISSING),
        Processing(BEGUN),
        Held(MISSING, Publishing(BEGUN, NOON)),
    ],
)
def test_one_in_doubt_that_says_the_same_may_own_it(state: State) -> None:
    assert beside(state, at(0.5))
    assert beside(state, Receipt("p1"))
    assert beside(state, at(0.5), evolve(OURS.post, text=" Good morning\n"))
    assert not beside(state, at(0.5), Post("Good evening"))
    assert not beside(state, at(0.5), evolve(OURS.post, media=(PHOTO,)))
    assert not beside(state, at(0.5), account_id="threads:2")


@pytest.mark.parametrize(
    "state",
    [
        Queued(),
        Processing(evolve(BEGUN, publishes=0, published_from=None)),
        Published(Receipt("p2")),
        Failed(MISSING, BEGUN),
    ],
)
def test_one_of_which_everything_is_known_does_not(state: State) -> None:
    assert not beside(state, at(0.5))


def test_one_whose_last_publish_call_was_long_before_ours_owns_nothing_of_today() -> None:
    assert not beside(Unconfirmed(BEGUN, NOON - LIFE, MISSING), at(0.5))
    assert beside(Unconfirmed(BEGUN, NOON - LIFE / 2, MISSING), at(0.5))


def test_the_clock_of_the_platform_is_not_believed() -> None:
    assert beside(Publishing(BEGUN, NOON), at(-600))
    assert beside(Publishing(BEGUN, NOON), at(600))


def test_where_nothing_was_found_nobody_is_asked() -> None:
    store = MemoryStore()
    store.close()
    assert rivals(store, OURS, [], LIFE) == ()
