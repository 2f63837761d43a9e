"""When a post fits into a quota, and what will become of what waits."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postwire.delivery import Delivery, LateKind, LatePolicy
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.engine.forecast import Ledger, plan
from postwire.manifest import Quota, Use
from postwire.post import Post
from postwire.state import Held, Queued

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
HALF_MINUTE = timedelta(seconds=30)


def quota(maximum: int, hours: int = 24) -> Quota:
    return Quota(name="posts", maximum=maximum, window=timedelta(hours=hours))


def at(*hours: float) -> list[datetime]:
    return [NOON + timedelta(hours=each) for each in hours]


@pytest.mark.parametrize(
    ("taken", "wanted", "fits"),
    [
        ((), 0, 0),
        ((-1,), 0, 0),
        ((-2, -1), 0, 22),  # the oldest leaves the window a day after it
        ((-24, -1), 0, 0),
        ((-23.9, -1), 0, 0.1),
        ((1, 2), 0, 25),  # both places of the next day are promised
        ((1,), 0, 0),
        ((-0.5, 23), 0, 23.5),  # before, the window that ends at 23 would hold three
        ((-3, -2, -1), 0, 22),
    ],
)
def test_a_post_fits_where_no_window_that_holds_it_is_overfull(taken: Any, wanted: float, fits: float) -> None:
    assert Ledger(quota(2), at(*taken)).first_fit(at(wanted)[0]) == at(fits)[0]


@given(st.lists(st.integers(0, 60), max_size=25), st.integers(0, 60), st.integers(1, 4), st.integers(1, 12))
def test_the_first_fit_is_the_first_of_all_moments_that_fit(
    taken: list[int], wanted: int, maximum: int, window: int
) -> None:
    """Beside windows that are overfull already, one more does no harm only where it is in none of them."""

    def fits(moment: int) -> bool:
        near = [each for each in taken if moment - window < each < moment + window]
        ends = [moment, *(each for each in near if each > moment)]
        return all(sum(end - window < each <= end for each in taken) + 1 <= maximum for end in ends)

    found = Ledger(quota(maximum, window), at(*taken)).first_fit(at(wanted)[0])
    expected = next(moment for moment in range(wanted, 1000) if fits(moment))
    assert found == at(expected)[0]


@pytest.fixture
def waiting() -> Callable[..., Delivery]:
    def make(hours: float, **changes: Any) -> Delivery:
        due = at(hours)[0]
        parts: dict[str, Any] = {
            "id": f"d{hours}",
            "account_id": "threads:1",
            "platform": "threads",
            "post": Post("x"),
            "due": due,
            "wake_at": due,
            "submission": "s",
            "created_at": NOON - 100 * HOUR,
        }
        return Delivery(**{**parts, **changes})

    return make


def planned(*deliveries: Delivery, past: Any = ()) -> list[tuple[str, float | None, str]]:
    found = plan(deliveries, past, HALF_MINUTE, NOON)
    return [
        (each.delivery.id, None if each.at is None else (each.at - NOON).total_seconds(), each.outcome)
        for each in found
    ]


def test_overdue_ones_go_first_at_their_pace_and_the_others_at_their_hours(waiting: Callable[..., Delivery]) -> None:
    late, later, on_time = waiting(-5), waiting(-3), waiting(2)
    assert planned(on_time, later, late) == [
        ("d-5", 0.0, "published"),
        ("d-3", 30.0, "published"),
        ("d2", 7200.0, "published"),
    ]


def test_a_late_policy_is_foreseen(waiting: Callable[..., Delivery]) -> None:
    minutes = LatePolicy(LateKind.WITHIN, timedelta(minutes=10))
    assert planned(
        waiting(-1, late=LatePolicy(LateKind.SKIP)),
        waiting(-2, late=LatePolicy(LateKind.HOLD)),
        waiting(-3, late=minutes),
        waiting(-0.1, late=minutes),
        waiting(1, late=LatePolicy(LateKind.SKIP)),
    ) == [
        ("d-3", None, "missed"),
        ("d-2", None, "held"),
        ("d-1", None, "missed"),
        ("d-0.1", 0.0, "published"),
        ("d1", 3600.0, "published"),
    ]


def test_a_bound_that_the_pace_breaks_is_foreseen(waiting: Callable[..., Delivery]) -> None:
    bound = LatePolicy(LateKind.WITHIN, timedelta(seconds=6 * 60 + 10))
    assert planned(waiting(-1), waiting(-0.1, late=bound)) == [("d-1", 0.0, "published"), ("d-0.1", None, "missed")]


def test_a_quota_is_foreseen_with_what_is_planned_before(waiting: Callable[..., Delivery]) -> None:
    past = [Ledger(quota(2), at(-20))]
    assert planned(waiting(1), waiting(2), waiting(3), past=past) == [
        ("d1", 3600.0, "published"),
        ("d2", 4 * 3600.0, "published"),
        ("d3", 25 * 3600.0, "published"),
    ]


def test_a_reply_does_not_count_as_a_post_where_the_quotas_are_apart(waiting: Callable[..., Delivery]) -> None:
    posts = Ledger(Quota(name="posts", maximum=1, window=24 * HOUR, uses=frozenset({Use.POST})), at(-1))
    assert planned(waiting(1, post=Post("x", reply_to="17")), past=[posts]) == [("d1", 3600.0, "published")]
    assert planned(waiting(1), past=[posts]) == [("d1", 23 * 3600.0, "published")]


def test_what_waits_for_a_window_is_planned_when_it_opens(waiting: Callable[..., Delivery]) -> None:
    no = Diagnosis(code="a.b", category=Category.QUOTA, action=Action.WAIT, caused_by=Culprit.US, message="")
    assert planned(waiting(-1, state=Held(no, Queued()), wake_at=at(0.5)[0])) == [("d-1", 1800.0, "published")]
