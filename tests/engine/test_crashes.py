"""A process that dies at any request or any save loses nothing and publishes nothing twice."""

import contextlib
from datetime import timedelta

import pytest

from postwire.post import Post
from postwire.state import Published

LONG = timedelta(days=2)


def submit(host):
    (delivery,) = host.engine().submit(Post("Exactly once."), [host.account.id])
    return delivery


def settle_through_death(host, delivery_id, engine, death):
    """Work until the process dies, then with a new one until the delivery rests; says whether it died."""
    try:
        host.settle(delivery_id, engine, LONG)
    except death:
        host.settle(delivery_id, limit=LONG)
        return True
    return False


def assert_published_once(host, delivery_id):
    ended = host.store.delivery(delivery_id)
    assert isinstance(ended.state, Published), ended.state
    assert [note.pins for note in host.board.notes.values()] == [1]
    assert ended.state.receipt.post_id in host.board.notes


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_crash_at_any_request_publishes_once(host, mortal, after):
    deaths = 0
    for crash_at in range(1, 20):
        host.begin_anew()
        delivery = submit(host)
        died = settle_through_death(host, delivery.id, mortal.engine(host, crash_at, after=after), mortal.death)
        assert_published_once(host, delivery.id)
        deaths += died
        if not died:
            break

    assert deaths >= 4, "at least create, two polls, publish"


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_crash_at_any_save_publishes_once(host, mortal, after):
    deaths = 0
    for crash_at in range(1, 20):
        host.begin_anew()
        delivery = submit(host)
        with mortal.store(host, crash_at, after=after):
            died = False
            with contextlib.suppress(mortal.death):
                host.settle(delivery.id, limit=LONG)
                died = None
        host.settle(delivery.id, limit=LONG)
        assert_published_once(host, delivery.id)
        deaths += died is not None
        if died is None:
            break

    assert deaths >= 4, "at least creating, waiting, publishing, published"
