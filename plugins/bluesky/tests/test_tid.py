"""Keys of records."""

import re
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from postwire.staging import Staging
from postwire_bluesky.tid import tid

NINE = datetime(2026, 11, 21, 9, tzinfo=UTC)
KEYS = st.integers(0, 2**128 - 1).map("{:032x}".format)
TIMES = st.datetimes(datetime(2024, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001 - hypothesis wants naive bounds


@given(KEYS, TIMES)
def test_a_key_is_one_that_the_server_takes_for_a_post(key, at):
    assert re.fullmatch(r"[234567abcdefghij][234567a-z]{12}", tid(Staging(key, at)))


@given(KEYS, KEYS, TIMES, st.timedeltas(timedelta(milliseconds=1), timedelta(days=9999)))
def test_later_posts_have_greater_keys(key, other, at, later):
    assert tid(Staging(key, at)) < tid(Staging(other, at + later))


def test_the_same_staging_has_the_same_key_and_another_delivery_another_one():
    keys = {tid(Staging(f"{number:032x}", NINE)) for number in range(10_000)}
    assert len(keys) == 10_000
    assert tid(Staging("0" * 32, NINE)) == tid(Staging("0" * 32, NINE)) == "3n2sqeyh32222"
