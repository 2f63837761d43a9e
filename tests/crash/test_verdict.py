"""The comparison can find what it looks for."""

import pytest
from tests.crash.verdict import Told, judge

HERE = "a text"


def live(*ids, text=HERE):
    return [{"text": text, "id": post_id} for post_id in ids]


def broken(verdict):
    return {name for name in ("twice", "lost", "orphans", "stuck") if getattr(verdict, name)}


def test_a_post_that_is_live_once_as_told_is_good():
    verdict = judge([HERE], {HERE: Told("published", "1")}, live("1"))

    assert verdict.good
    assert (verdict.deliveries, verdict.live, verdict.posts) == (1, 1, 1)


@pytest.mark.parametrize(
    ("told", "published", "expected"),
    [
        (Told("published", "1"), live("1", "2"), {"twice"}),
        (Told("published", "1"), live("2"), {"lost"}),
        (Told("published", "1"), [], {"lost"}),
        (Told("failed"), live("1"), {"orphans"}),
        (Told("failed"), live("1", "2"), {"twice", "orphans"}),
        (Told("queued"), [], {"stuck"}),
        (Told("publishing"), live("1"), {"stuck"}),
        (Told("published", "1"), live("1") + live("2", text="another"), {"orphans"}),
    ],
)
def test_every_broken_promise_is_found_and_told(told, published, expected):
    verdict = judge([HERE], {HERE: told}, published)

    assert broken(verdict) == expected
    assert len(verdict.findings) == len(expected)


def test_a_delivery_that_is_gone_is_lost():
    assert broken(judge([HERE], {}, [])) == {"lost"}


@pytest.mark.parametrize(("state", "count"), [("unconfirmed", "unconfirmed"), ("held", "held"), ("failed", "failed")])
def test_an_end_that_asks_a_person_breaks_no_promise_and_is_counted(state, count):
    verdict = judge([HERE], {HERE: Told(state)}, [])

    assert verdict.good
    assert getattr(verdict, count) == 1
