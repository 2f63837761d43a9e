"""Times and spans as people write them. What could mean two instants is refused, never guessed.

Pure: the present is an argument. Time zones are looked up in the machine's (or tzdata's) copy of the IANA database.
"""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

GRACE = timedelta(minutes=1)
"""A time that passed this recently still counts as now: it took a moment to get here."""

_SPAN = re.compile(
    r"(?=.)(?:(?P<days>[0-9]+)d)?(?:(?P<hours>[0-9]+)h)?(?:(?P<minutes>[0-9]+)m)?(?:(?P<seconds>[0-9]+)s)?"
)
EARLIEST, LATEST = 1970, 2999
"""Years."""
_LONGEST = timedelta(days=36_600)


class BadTime(ValueError):
    """A time or a span that cannot be used: what was given, the rule that it breaks, and what to write instead."""

    def __init__(self, value: str, rule: str, fix: str) -> None:
        super().__init__(f"{value!r}: {rule}; {fix}")
        self.value = value
        self.rule = rule
        self.fix = fix


def instant(text: str, zone: str | None = None) -> datetime:
    """The moment that an ISO 8601 time means, in UTC. Raises `BadTime`.

    It needs an offset of its own (``2026-11-21T09:00+01:00``), or a zone by its IANA name. A local time that a change
    of clocks skips or repeats is refused, and so are an offset and a zone that contradict each other.
    """
    moment = _parsed(text)
    where = place(zone) if zone is not None else None
    if moment.tzinfo is None:
        if where is None:
            raise BadTime(
                text,
                "a time without an offset or a zone means another moment in every place",
                f"write {_iso(moment.replace(tzinfo=UTC))} or another offset, or name the zone (such as Europe/Berlin)",
            )
        return _inside(moment, where, text).astimezone(UTC)
    if where is not None and moment.utcoffset() not in _offsets(moment.replace(tzinfo=None), where):
        raise BadTime(
            text,
            f"its offset is not the one of {zone} at that time, so it could mean two moments",
            f"leave the zone out, or write {_iso(moment.astimezone(where))}",
        )
    return moment.astimezone(UTC)


def upcoming(moment: datetime, now: datetime) -> datetime:
    """The moment itself, unless it has passed by more than a minute: then `BadTime`."""
    if moment < now - GRACE:
        raise BadTime(
            _iso(moment),
            f"it passed {spoken(now - moment)} ago (it is {_iso(now.astimezone(UTC).replace(microsecond=0))} now)",
            "give a later time, or none to send it now",
        )
    return moment


def place(name: str) -> "ZoneInfo":
    """The time zone of an IANA name. Raises `BadTime` with names that look like it."""
    import zoneinfo  # noqa: PLC0415 - with difflib 10 ms, and a span is spoken far more often

    try:
        return zoneinfo.ZoneInfo(name)
    except (LookupError, ValueError, OSError):  # OSError: the name of a folder, such as Europe
        pass
    import difflib  # noqa: PLC0415 - as above

    known = {each.casefold(): each for each in zoneinfo.available_timezones()}
    if not known:
        raise BadTime(name, "this machine has no time zone data", "run: pip install tzdata")
    wanted = name.strip().casefold().replace(" ", "_")
    cities = {folded.rpartition("/")[2]: folded for folded in known}
    near = [cities[wanted]] if wanted in cities else difflib.get_close_matches(wanted, known, n=3)
    wish = f"did you mean {' or '.join(known[each] for each in near)}?" if near else "write one such as Europe/Berlin"
    raise BadTime(name, "no time zone of the IANA database has this name", wish)


def span(text: str) -> timedelta:
    """A span such as ``90s``, ``10m``, ``2h``, ``1d`` or ``1h30m``. Raises `BadTime`."""
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        raise BadTime(text, "a span is whole numbers with their units", "write it like 90s, 10m, 2h, 1d or 1h30m")
    try:
        found = timedelta(**{unit: int(number) for unit, number in match.groupdict().items() if number is not None})
    except (OverflowError, ValueError):  # ValueError: more digits than Python turns into a number
        found = timedelta.max
    if found > _LONGEST:
        raise BadTime(text, "a span is at most a hundred years", "write a shorter one, such as 7d")
    return found


def spoken(length: timedelta) -> str:
    """A span in the two largest units that it has: ``15 min``, ``2 h 5 min``, ``3 d 4 h``."""
    seconds = max(0, round(length.total_seconds()))
    units = (("d", seconds // 86400), ("h", seconds // 3600 % 24), ("min", seconds // 60 % 60), ("s", seconds % 60))
    first = next((index for index, (_, number) in enumerate(units) if number), 3)
    said = [f"{number} {unit}" for unit, number in units[first : first + 2] if number]
    return " ".join(said) or "0 s"


def _parsed(text: str) -> datetime:
    try:
        date.fromisoformat(text.strip())
    except ValueError:
        pass
    else:
        raise BadTime(text, "a day is no time: it has no hour", f"write {text.strip()}T09:00 with an offset or a zone")
    try:
        if not text.isprintable():
            raise ValueError(text)  # noqa: TRY301 - Python 3.11 reads past a zero byte
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        rule = "it is no time as ISO 8601 writes it"
        raise BadTime(text, rule, "write it like 2026-11-21T09:00:00+01:00") from None
    if not EARLIEST <= moment.year <= LATEST:
        raise BadTime(text, f"the year lies outside {EARLIEST} to {LATEST}", "write a time of this age")
    return moment


def _inside(moment: datetime, where: "ZoneInfo", text: str) -> datetime:
    """The naive time in its zone, if it happens there exactly once."""
    first, second = (moment.replace(tzinfo=where, fold=fold) for fold in (0, 1))
    before, after = _offsets(moment, where)
    if before == after:
        return first
    if before > after:
        raise BadTime(
            text,
            f"the clocks of {where.key} go back, and this time comes twice",
            f"write {_iso(_fixed(first))} for the first or {_iso(_fixed(second))} for the second",
        )
    raise BadTime(
        text,
        f"the clocks of {where.key} go forward, and this time is skipped",
        f"write {_iso(_fixed(first.astimezone(UTC).astimezone(where)))}, or another time that exists",
    )


def _offsets(moment: datetime, where: tzinfo) -> tuple[timedelta, timedelta]:
    """The offsets that a naive time has before and after a change of clocks; mostly they are the same."""
    first, second = (moment.replace(tzinfo=where, fold=fold).utcoffset() for fold in (0, 1))
    return first or timedelta(0), second or timedelta(0)


def _fixed(moment: datetime) -> datetime:
    return datetime.fromisoformat(moment.isoformat())


def _iso(moment: datetime) -> str:
    return moment.isoformat()
