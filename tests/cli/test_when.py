from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postwire.when import BadTime, instant, place, span, spoken, upcoming


def test_an_offset_names_the_moment():
    assert instant("2026-11-21T09:00:00+01:00") == datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.mark.parametrize(("month", "hour"), [(1, 8), (7, 7)])
def test_a_zone_gives_a_local_time_the_offset_of_its_season(month, hour):
    found = instant(f"2026-{month:02}-15T09:00", "Europe/Berlin")
    assert found == datetime(2026, month, 15, hour, tzinfo=UTC)
    assert found.tzinfo is UTC


def test_a_time_alone_is_refused_with_both_ways_out():
    with pytest.raises(BadTime) as refused:
        instant("2026-11-21T09:00")
    assert "2026-11-21T09:00:00+00:00" in refused.value.fix
    assert "Europe/Berlin" in refused.value.fix


def test_a_local_time_that_comes_twice_is_refused_with_both_moments():
    with pytest.raises(BadTime, match="twice") as refused:
        instant("2026-10-25T02:30", "Europe/Berlin")
    first, second = "2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"
    assert first in refused.value.fix
    assert second in refused.value.fix
    assert instant(second) - instant(first) == timedelta(hours=1)


def test_a_local_time_that_the_clocks_skip_is_refused_with_the_one_that_exists():
    with pytest.raises(BadTime, match="skipped") as refused:
        instant("2026-03-29T02:30", "Europe/Berlin")
    assert "2026-03-29T03:30:00+02:00" in refused.value.fix


def test_the_offset_settles_which_of_two_local_times_is_meant():
    assert instant("2026-10-25T02:30+01:00", "Europe/Berlin") == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_an_offset_that_the_zone_does_not_have_then_is_refused():
    with pytest.raises(BadTime, match="two moments"):
        instant("2026-07-01T09:00+01:00", "Europe/Berlin")


@pytest.mark.parametrize("text", ["2026-11-21", "20261121", " 2026-11-21 "])
def test_a_day_is_no_time(text):
    with pytest.raises(BadTime, match="no hour"):
        instant(text)


@pytest.mark.parametrize("text", ["tomorrow", "", "2026-13-01T09:00Z", "1700000000", "2026-11-21T25:00Z", "09:00\x00"])
def test_what_is_no_iso_8601_is_refused(text):
    with pytest.raises(BadTime):
        instant(text, "UTC")


@pytest.mark.parametrize("text", ["0001-01-01T00:00+10:00", "9999-12-31T23:59-10:00"])
def test_the_edges_of_the_calendar_are_refused_and_do_not_overflow(text):
    with pytest.raises(BadTime, match="year"):
        instant(text)


@pytest.mark.parametrize(
    ("given_name", "meant"),
    [("berlin", "Europe/Berlin"), ("Europe/Berln", "Europe/Berlin"), ("new york", "America/New_York")],
)
def test_an_unknown_zone_is_refused_with_what_was_meant(given_name, meant):
    with pytest.raises(BadTime) as refused:
        place(given_name)
    assert meant in refused.value.fix


@pytest.mark.parametrize("name", ["../etc/passwd", "/etc/localtime", "", "Europe", "a\x00b", "CE ST"])
def test_a_zone_is_never_a_path(name):
    with pytest.raises(BadTime):
        place(name)


def test_what_passed_within_a_minute_still_counts_as_now():
    now = datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert upcoming(now - timedelta(seconds=59), now)
    with pytest.raises(BadTime, match="2 min ago"):
        upcoming(now - timedelta(minutes=2), now)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("90s", timedelta(seconds=90)),
        ("10m", timedelta(minutes=10)),
        ("2h", timedelta(hours=2)),
        ("1d", timedelta(days=1)),
        ("1h30m", timedelta(minutes=90)),
        ("0s", timedelta(0)),
    ],
)
def test_a_span_is_read_with_its_units(text, length):
    assert span(text) == length


@pytest.mark.parametrize("text", ["", "90", "10 m", "-5m", "1.5h", "m", "5m1h", "10min", "9" * 5000 + "d", "36601d"])
def test_any_other_span_is_refused(text):
    with pytest.raises(BadTime):
        span(text)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (45, "45 s"),
        (900, "15 min"),
        (7500, "2 h 5 min"),
        (86_400 * 3 + 60, "3 d"),
        (86_399.9, "1 d"),
        (-5, "0 s"),
    ],
)
def test_a_span_is_spoken_in_its_two_largest_units(seconds, words):
    assert spoken(timedelta(seconds=seconds)) == words


def _read(text, zone):
    """The moment, or the refusal."""
    try:
        return instant(text, zone)
    except BadTime as refused:
        return refused


@given(st.text(max_size=40), st.one_of(st.none(), st.text(max_size=20)))
def test_any_text_is_either_a_moment_or_refused_with_a_way_out(text, zone):
    found = _read(text, zone)
    assert found.fix if isinstance(found, BadTime) else found.utcoffset() == timedelta(0)


@given(st.integers(0, 30_000_000), st.sampled_from(["America/New_York", "Europe/Berlin", "Australia/Lord_Howe"]))
def test_a_local_time_means_the_moment_that_shows_it_on_the_wall(minutes, zone):
    wall = (datetime(1971, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)).replace(tzinfo=None)
    found = _read(wall.isoformat(), zone)
    shown = "clocks" in found.rule if isinstance(found, BadTime) else found.astimezone(place(zone)).replace(tzinfo=None)
    assert shown in {True, wall}


@pytest.mark.parametrize(
    ("text", "zone", "utc"),
    [
        ("2028-02-29T23:30", "America/New_York", "2028-03-01T04:30:00+00:00"),
        ("2028-02-29T00:30+01:00", None, "2028-02-28T23:30:00+00:00"),
        ("2028-03-01T00:30", "Asia/Tokyo", "2028-02-29T15:30:00+00:00"),
        ("2000-02-29T12:00", "Europe/Berlin", "2000-02-29T11:00:00+00:00"),
    ],
)
def test_a_leap_day_is_a_day_like_another(text, zone, utc):
    assert instant(text, zone).isoformat() == utc


@pytest.mark.parametrize("text", ["2027-02-29T09:00Z", "2100-02-29T09:00Z", "2026-02-30T09:00Z"])
def test_a_leap_day_of_another_year_does_not_exist(text):
    with pytest.raises(BadTime, match="no time as ISO 8601"):
        instant(text)


@pytest.mark.parametrize(
    ("text", "zone", "rule"),
    [
        ("2026-03-08T02:30", "America/New_York", "skipped"),
        ("2026-11-01T01:30", "America/New_York", "twice"),
        ("2026-10-04T02:15", "Australia/Lord_Howe", "skipped"),  # by half an hour
        ("2026-04-05T01:45", "Australia/Lord_Howe", "twice"),
        ("2026-03-29T00:30", "Atlantic/Azores", "skipped"),  # on a midnight
        ("2011-12-30T12:00", "Pacific/Apia", "skipped"),  # a whole day
    ],
)
def test_a_change_of_clocks_anywhere_is_refused_and_every_way_out_is_one_moment(text, zone, rule):
    with pytest.raises(BadTime, match=rule) as refused:
        instant(text, zone)
    offered = [word for word in refused.value.fix.replace(",", " ").split() if word[:2] == "20"]
    assert offered
    assert len({instant(each) for each in offered}) == len(offered)


def test_an_hour_of_the_day_is_the_same_hour_on_both_sides_of_a_change_of_clocks():
    before, after = (instant(f"2026-03-{day}T09:00", "Europe/Berlin") for day in ("28", "29"))
    assert after - before == timedelta(hours=23)
    before, after = (instant(f"2026-10-{day}T09:00", "Europe/Berlin") for day in ("24", "25"))
    assert after - before == timedelta(hours=25)
