"""How long is waited: never negative, never without end, and as the platform asked."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postwire.manifest import Pace
from postwire.patience import FURTHEST, LONGEST, backoff, told, until_next_poll

thorough = settings(derandomize=True, database=None, deadline=None, max_examples=60)

MOMENT = timedelta(microseconds=1)
HOUR = timedelta(hours=1)
spans = st.timedeltas(min_value=timedelta(0), max_value=timedelta.max)
counts = st.integers(min_value=-1, max_value=10**12)
jitters = st.floats(min_value=0, max_value=1)
pauses = st.floats(min_value=0, max_value=FURTHEST.total_seconds())
paces = st.lists(st.timedeltas(min_value=MOMENT, max_value=HOUR), min_size=3, max_size=3).map(
    lambda three: Pace(first_look=min(three), interval=sorted(three)[1], slow_interval=max(three))
)


@thorough
@given(tries=counts, more=st.integers(0, 10**9), retry=spans, jitter=jitters)
def test_every_failure_waits_at_least_as_long_as_the_one_before(
    tries: int, more: int, retry: timedelta, jitter: float
) -> None:
    pace = Pace(retry=retry)
    assert timedelta(0) <= backoff(tries, pace, jitter) <= backoff(tries + more, pace, jitter) <= LONGEST * 1.5


@thorough
@given(tries=counts, retry=spans, jitter=jitters)
def test_jitter_only_adds_and_adds_no_more_than_a_half(tries: int, retry: timedelta, jitter: float) -> None:
    pace = Pace(retry=retry)
    plain = backoff(tries, pace, 0.0)
    assert plain <= backoff(tries, pace, jitter) <= plain * 1.5 + MOMENT
    assert plain >= min(retry, LONGEST)


def test_the_delay_doubles_up_to_its_longest() -> None:
    seconds = [backoff(tries, Pace(), 0.0).total_seconds() for tries in range(1, 10)]
    assert seconds == [3, 6, 12, 24, 48, 96, 192, 300, 300]


@thorough
@given(tries=counts, pause=pauses, jitter=jitters)
def test_the_platforms_own_word_is_kept_and_hardly_exceeded(tries: int, pause: float, jitter: float) -> None:
    asked = timedelta(seconds=pause)
    assert asked <= backoff(tries, Pace(), jitter, pause) <= asked * 1.1 + MOMENT


@thorough
@given(pause=st.floats(allow_nan=False))
def test_no_pause_is_negative_or_without_end(pause: float) -> None:
    waited = told(pause)
    assert waited is not None
    assert timedelta(0) <= waited <= FURTHEST


@pytest.mark.parametrize(("pause", "waited"), [(-5.0, 0.0), (0.0, 0.0), (1.5, 1.5), (1e300, 366 * 86400.0)])
def test_a_pause_is_read_as_seconds(pause: float, waited: float) -> None:
    assert told(pause) == timedelta(seconds=waited)


def test_a_pause_that_makes_no_sense_is_no_word_at_all() -> None:
    assert told(None) is None
    assert told(float("nan")) is None
    assert backoff(3, Pace(), 0.0, float("nan")) == backoff(3, Pace(), 0.0)


@thorough
@given(age=spans, older=spans, pace=paces)
def test_an_older_container_is_never_asked_sooner(age: timedelta, older: timedelta, pace: Pace) -> None:
    first, then = sorted((age, older))
    assert pace.first_look <= until_next_poll(first, pace) <= until_next_poll(then, pace) <= pace.slow_interval


def test_a_container_from_the_future_is_asked_after_the_first_look() -> None:
    assert until_next_poll(timedelta(hours=-3), Pace()) == Pace().first_look


def test_a_young_container_is_asked_often_and_a_slow_one_rarely() -> None:
    age, asked = timedelta(0), []
    while age < timedelta(hours=1):
        asked.append(age.total_seconds())
        age += until_next_poll(age, Pace())
    assert asked[:6] == [0, 2, 4, 6, 9, 13.5]
    assert sum(moment < 300 for moment in asked) < 25
    assert [after - before for before, after in zip(asked[-9:], asked[-8:], strict=False)] == [300] * 8
