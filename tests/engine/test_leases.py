"""A worker that is slow between its intent and its publish call does not send it: somebody else may look by then."""

from datetime import UTC, datetime, timedelta

import pytest

from postwire.engine import Engine
from postwire.engine.lease import LEASE, LONGEST_EFFECT, Lease
from postwire.post import Post
from postwire.state import Published, Publishing, Ready
from postwire.store.memory import MemoryStore

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
SPARE = LEASE.total_seconds() - LONGEST_EFFECT


@pytest.mark.parametrize(
    ("wall", "other", "allowed"),
    [
        (0.0, 0.0, True),
        (SPARE, SPARE, True),
        (SPARE + 1, 0.0, False),
        (0.0, SPARE + 1, False),
        (-7200.0, SPARE + 1, False),
        (7200.0, 0.0, False),
    ],
)
def test_a_lease_allows_what_ends_within_it_by_either_clock(wall: float, other: float, *, allowed: bool) -> None:
    seconds = [10.0]
    lease = Lease(NOON + LEASE, lambda: seconds[0])
    seconds[0] += other
    assert lease.allows(LONGEST_EFFECT, NOON + timedelta(seconds=wall)) is allowed


@pytest.mark.parametrize(("wall", "other"), [(60.0, 60.0), (-7200.0, 60.0), (60.0, 0.0)])
def test_a_publish_call_that_comes_too_late_is_not_sent_and_is_tried_again(host, wall, other):
    elapsed = [0.0]

    class Slow(MemoryStore):
        """Whose writing takes a minute."""

        def save(self, saves):
            took = super().save(saves)
            if any(isinstance(save.delivery.state, Publishing) for save in saves) and not elapsed[0]:
                host.clock.at += timedelta(seconds=wall)
                elapsed[0] = max(other, 0.001)
            return took

    slow = Slow()
    vars(slow).update(vars(host.store))
    host.store = slow
    patient = host.engine()
    engine = Engine(
        slow,
        patient.registry,
        patient._envoy._vault,
        wire=host.wires[-1],
        now=host.clock,
        elapsed=lambda: elapsed[0],
        jitter=lambda: 0.0,
    )
    (delivery,) = engine.submit(Post("Hello."), [host.account.id], host.clock())
    while not elapsed[0]:
        host.clock.at = max(host.clock.at, host.store.delivery(delivery.id).wake_at)
        host.step(engine, host.store.delivery(delivery.id))

    waiting = host.store.delivery(delivery.id)
    assert isinstance(waiting.state, Ready)
    assert waiting.state.stage.publishes == 0
    assert not host.board.notes
    assert "not be sent in time" in str(host.store.history(delivery.id)[-1].data)
    assert isinstance(host.settle(delivery.id, engine).state, Published)
    assert len(host.board.notes) == 1
