"""`postwire status`: fast, and without any plugin."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.printing import emit, say
from postwire.cli.reconnecting import broken_line, broken_of, broken_plain
from postwire.cli.session import session_of
from postwire.store import Store, Tally
from postwire.when import spoken

if TYPE_CHECKING:
    from postwire.cli.stuck import Stuck

_GROUPS = {
    "queued": ("queued",),
    "under_way": ("creating", "processing", "ready", "publishing", "deleting"),
    "sent": ("published",),
    "failed": ("failed",),
    "held": ("held",),
    "unconfirmed": ("unconfirmed",),
    "missed": ("missed",),
    "cancelled": ("cancelled",),
    "deleted": ("deleted",),
}
_TROUBLE = {"failed": "bad", "held": "wait", "unconfirmed": "wait", "missed": "bad"}
_ALWAYS = ("queued", "under_way", "sent", "failed", "held", "unconfirmed")


@click.command
@json_option
@common_options
@click.pass_context
def status(context: click.Context, *, as_json: bool) -> Exit:
    """Count what is queued, sent and in trouble, and say when the next is due.

    What does not move is told with whose turn it is, and for how long it has been. Needs no plugin and no key, so that
    it always answers.
    """
    session = session_of(context)
    now = datetime.now(UTC)
    with session.store() as store:
        tally = store.tally(now)
        waiting = _waiting(store, tally, now)
        broken = broken_of(store)
    counts = {group: sum(tally.counts.get(state, 0) for state in states) for group, states in _GROUPS.items()}
    if as_json:
        told = {"stuck": [each.plain(now) for each in waiting]}
        told["reconnect"] = [broken_plain(each) for each in broken]
        emit(_plain(str(session.database), counts, tally, now) | told)
        return Exit.DONE
    for group, number in counts.items():
        if number or group in _ALWAYS:
            say(f"{group.replace('_', ' '):<12} {number:>8}", style=_TROUBLE.get(group) if number else None)
    say(f"next due     {_next(tally, now)}")
    if tally.overdue:
        say(f"overdue      {tally.overdue:>8}  `postwire run` sends them", style="wait")
    for each in broken:
        say(broken_line(each), style="wait")
    if waiting:
        say("what does not move:", style="head")
    for stuck in waiting:
        say(stuck.line(now), style="wait")
        say(f"        {stuck.next}")
    return Exit.DONE


def _waiting(store: Store, tally: Tally, now: datetime) -> "list[Stuck]":
    """What does not move; only looked for where there may be such."""
    if not (tally.overdue or any(tally.counts.get(state) for state in ("held", "unconfirmed", "deleting"))):
        return []
    from postwire.cli.stuck import stuck  # noqa: PLC0415 - reads deliveries, which costs 150 ms of imports

    return stuck(store, now)


def _plain(database: str, counts: dict[str, int], tally: Tally, now: datetime) -> dict[str, Any]:
    due = None
    if tally.next_due is not None:
        seconds = round((tally.next_due - now).total_seconds())
        due = {"at": tally.next_due.isoformat(), "in_seconds": seconds, "in_words": _distance(tally.next_due, now)}
    return {
        "database": database,
        **counts,
        "overdue": tally.overdue,
        "next_due": due,
        "states": dict(sorted(tally.counts.items())),
    }


def _next(tally: Tally, now: datetime) -> str:
    if tally.next_due is None:
        return "nothing is queued"
    return f"{_distance(tally.next_due, now)} ({tally.next_due.isoformat(timespec='seconds')})"


def _distance(moment: datetime, now: datetime) -> str:
    return f"in {spoken(moment - now)}" if moment > now else "now"
