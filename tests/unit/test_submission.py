"""How the deliveries of one post stand together."""

from datetime import UTC, datetime

import pytest
from attrs import evolve

from postwire.container import Container
from postwire.delivery import Delivery
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.post import Post
from postwire.receipt import Receipt
from postwire.state import (
    Cancelled,
    Creating,
    Deleted,
    Deleting,
    Failed,
    Held,
    Missed,
    Published,
    Queued,
    Stage,
    State,
    Unconfirmed,
)
from postwire.submission import Outcome, outcome_of

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
WRONG = Diagnosis(code="a.b", category=Category.AUTH, action=Action.RECONNECT, caused_by=Culprit.USER, message="no")
LIVE, GONE = Published(Receipt("p1")), Deleted(Receipt("p1"))
HELD, UNCLEAR = Held(WRONG, Queued()), Unconfirmed(Stage(Container("c"), NOON), NOON, WRONG)
ONE = Delivery(
    id="1",
    submission="s",
    platform="threads",
    account_id="threads:1",
    post=Post("x"),
    due=NOON,
    created_at=NOON,
    wake_at=None,
    state=Queued(),
)


@pytest.mark.parametrize(
    ("states", "outcome"),
    [
        ([LIVE, LIVE], Outcome.PUBLISHED),
        ([LIVE, Failed(WRONG)], Outcome.PARTIAL),
        ([LIVE, GONE], Outcome.PARTIAL),
        ([LIVE, Missed(), Cancelled()], Outcome.PARTIAL),
        ([LIVE, Failed(WRONG), Creating()], Outcome.WAITING),
        ([LIVE, Deleting(Receipt("p1"))], Outcome.WAITING),
        ([LIVE, Failed(WRONG), HELD], Outcome.ATTENTION),
        ([UNCLEAR, Queued()], Outcome.ATTENTION),
        ([Failed(WRONG), Cancelled()], Outcome.NOT_LIVE),
        ([GONE], Outcome.NOT_LIVE),
    ],
)
def test_deliveries_have_one_outcome_together(states: list[State], outcome: Outcome) -> None:
    deliveries = [evolve(ONE, state=state) for state in states]
    assert outcome_of(deliveries) is outcome
    assert outcome_of(reversed(deliveries)) is outcome


def test_nothing_has_no_outcome() -> None:
    with pytest.raises(ValueError, match="no deliveries"):
        outcome_of([])
