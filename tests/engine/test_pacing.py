"""After an outage the overdue do not all go out at once."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from postwire.account import Account
from postwire.delivery import Delivery, LateKind, LatePolicy
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.engine.pacing import Pacer, spread
from postwire.post import Post
from postwire.state import Creating, Held, Processing, Publishing, Queued, Stage
from postwire.store import Save
from postwire.store.memory import MemoryStore

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HALF_MINUTE = timedelta(seconds=30)
HOUR = timedelta(hours=1)
LEASE = timedelta(minutes=3)


@pytest.fixture
def store():
    store = MemoryStore()
    for user_id in "12":
        store.put_account(Account(platform="threads", user_id=user_id), None)
    return store


@pytest.fixture
def put(store):
    def submit(*dues, account="1", **changes):
        new = [
            Delivery(
                **{
                    "id": f"{account}-{due.isoformat()}-{number}",
                    "account_id": f"threads:{account}",
                    "platform": "threads",
                    "post": Post("x"),
                    "due": due,
                    "wake_at": due,
                    "submission": "s",
                    "created_at": NOW - 100 * HOUR,
                    **changes,
                }
            )
            for number, due in enumerate(dues)
        ]
        return store.submit(new)

    return submit


def run(store, pacers, minutes):
    """Who may be worked on in which second, if every pacer's runner claims every second."""
    begun = []
    for second in range(minutes * 60):
        now = NOW + timedelta(seconds=second)
        for pacer in pacers:
            admitted = pacer.admit(store.claim(now, "me", LEASE, 64), now)
            store.save([Save(evolve(delivery, wake_at=None)) for delivery in admitted])
            begun += [(second, delivery) for delivery in admitted]
    return begun


def pacer(store):
    return Pacer(store, lambda _: HALF_MINUTE)


def test_fifty_overdue_posts_take_their_time_in_the_order_of_their_hours(store, put):
    put(*(NOW - number * HOUR for number in range(1, 51)))
    begun = run(store, [pacer(store)], 26)
    assert [second for second, _ in begun] == [number * 30 for number in range(50)]
    assert [delivery.due for _, delivery in begun] == sorted(delivery.due for _, delivery in begun)


def test_what_was_meant_to_go_out_at_one_moment_still_does(store, put):
    put(*[NOW - HOUR] * 5, NOW - HOUR + timedelta(seconds=4))
    assert [second for second, _ in run(store, [pacer(store)], 1)] == [0, 0, 0, 0, 0, 4]


def test_every_account_has_its_own_pace(store, put):
    for account in "12":
        put(NOW - 3 * HOUR, NOW - 2 * HOUR, account=account)
    seconds = Counter(second for second, _ in run(store, [pacer(store)], 2))
    assert seconds == {0: 2, 30: 2}


def test_what_is_on_time_waits_for_nobody(store, put):
    put(*(NOW - number * HOUR for number in range(1, 9)))
    put(NOW + timedelta(seconds=7))
    assert 7 in [second for second, _ in run(store, [pacer(store)], 1)]


def test_a_runner_that_begins_anew_keeps_what_the_one_before_it_decided(store, put):
    put(*(NOW - number * HOUR for number in range(1, 6)))
    first = pacer(store)
    assert len(first.admit(store.claim(NOW, "me", LEASE, 64), NOW)) == 1
    assert [second for second, _ in run(store, [pacer(store)], 3)] == [30, 60, 90, 120]


def test_two_runners_are_no_flood_either(store, put):
    put(*(NOW - number * HOUR for number in range(1, 51)))
    begun = run(store, [pacer(store), pacer(store)], 26)
    assert len(begun) == 50
    assert max(Counter(second // 60 for second, _ in begun).values()) <= 4


NO = Diagnosis(
    code="threads.quota", category=Category.QUOTA, action=Action.WAIT, caused_by=Culprit.USER, message="Too many."
)


def test_what_was_held_for_a_window_comes_back_at_its_pace(store, put):
    put(*(NOW - number * HOUR for number in range(1, 4)), state=Held(NO, Queued()))
    assert [second for second, _ in run(store, [pacer(store)], 2)] == [0, 30, 60]


@pytest.mark.parametrize(
    "changes",
    [
        {"state": Creating()},
        {"state": Processing(Stage(None, NOW))},
        {"state": Publishing(Stage(None, NOW), NOW)},
        {"late": LatePolicy(LateKind.SKIP)},
        {"late": LatePolicy(LateKind.HOLD)},
        {"late": LatePolicy(LateKind.WITHIN, timedelta(minutes=5))},
    ],
)
def test_what_will_not_become_visible_by_its_next_wake_is_not_delayed(store, put, changes):
    put(*(NOW - number * HOUR for number in range(1, 4)), **changes)
    assert [second for second, _ in run(store, [pacer(store)], 1)] == [0, 0, 0]


def test_a_pause_is_told_in_the_history(store, put):
    _, second = put(NOW - 2 * HOUR, NOW - HOUR)
    pacer(store).admit(store.claim(NOW, "me", LEASE, 64), NOW)
    (entry,) = store.history(second.id)
    assert (entry.name, entry.state) == ("paced", "queued")
    assert entry.data == {"until": (NOW + HALF_MINUTE).isoformat(), "overdue_seconds": 3600}
    assert store.delivery(second.id).wake_at == NOW + HALF_MINUTE


def test_without_a_longest_distance_all_go_at_once(store, put):
    put(*(NOW - number * HOUR for number in range(1, 9)))
    assert {second for second, _ in run(store, [Pacer(store, lambda _: timedelta(0))], 1)} == {0}


def test_a_delivery_that_somebody_else_took_meanwhile_is_left_to_them(store, put):
    first, second = put(NOW - 2 * HOUR, NOW - HOUR)
    claimed = [evolve(each, version=each.version - 1) for each in store.claim(NOW, "me", LEASE, 64)]
    assert [each.id for each in pacer(store).admit(claimed, NOW)] == [first.id]
    assert store.delivery(second.id).wake_at == NOW + LEASE


def test_moments_keep_the_distance_of_their_hours_up_to_the_longest():
    dues = [NOW - HOUR, NOW - HOUR, NOW - HOUR + timedelta(seconds=10), NOW]
    assert spread(dues, NOW, HALF_MINUTE) == [NOW, NOW, NOW + timedelta(seconds=10), NOW + timedelta(seconds=40)]
    assert spread([], NOW, HALF_MINUTE) == []
