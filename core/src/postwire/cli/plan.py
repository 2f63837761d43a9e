"""`postwire plan`."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

import click

from postwire.cli.account_name import account_named
from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.outlook import hour
from postwire.cli.printing import counted, emit, note, one_line, say, table
from postwire.cli.session import session_of
from postwire.cli.shapes import quota_plain, time_plain
from postwire.cli.timing import now, span_of
from postwire.engine.forecast import Planned
from postwire.when import spoken


@click.command
@click.option("--account", metavar="ACCOUNT", help="Only of this account.")
@click.option("--within", metavar="SPAN", default="1d", show_default=True, help="How far to look ahead.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=100, show_default=True, help="How many at most.")
@json_option
@common_options
@click.pass_context
def plan(context: click.Context, *, account: str | None, within: str, limit: int, as_json: bool) -> Exit:
    """Say what `run` will send and when, before it is started.

    Counts the hours of the deliveries, the pace at which overdue ones of one account go out, their late policies, and
    the platform's quotas, over what postwire itself has sent. Nothing is sent or changed.
    """
    moment = now()
    until = moment + span_of(within, "--within")
    with session_of(context).engine() as engine:
        whose = account_named(account, engine.store).id if account is not None else None
        found = engine.plan(until, whose)
    if as_json:
        emit({"plan": [_plain(each) for each in found[:limit]], "number": len(found), "accounts": _accounts(found)})
        return Exit.DONE
    if not found:
        note("nothing is due")
        return Exit.DONE
    rows = [
        (
            each.delivery.id[:12],
            each.delivery.account_id,
            each.delivery.due.isoformat(timespec="seconds"),
            hour(each.at, moment) if each.at is not None else each.outcome,
            one_line(each.delivery.post.text, 30),
            _why(each),
        )
        for each in found[:limit]
    ]
    table(("id", "account", "due", "goes out", "text", "why"), rows)
    if len(found) > limit:
        note(f"and {len(found) - limit} more: --limit shows them")
    for summary in _accounts(found):
        if summary["paced"] or summary["delayed_by_quota"]:
            say(_words(summary), style="wait")
    return Exit.DONE


def _why(planned: Planned) -> str:
    due = planned.delivery.due
    if planned.at is None:
        return f"late policy: {planned.delivery.late.kind.value}"
    if planned.quota is not None:
        window = spoken(planned.quota.window)
        return f"does not fit before: {planned.quota.maximum} {planned.quota.name} in {window}"
    if planned.paced:
        return "overdue, and one after the other"
    return "overdue" if (planned.at - due).total_seconds() > 60 else ""


def _plain(planned: Planned) -> dict[str, Any]:
    delivery = planned.delivery
    return {
        "id": delivery.id,
        "account": delivery.account_id,
        "due": delivery.due.isoformat(),
        "at": time_plain(planned.at),
        "outcome": planned.outcome,
        "paced": planned.paced,
        "quota": quota_plain(planned.quota) if planned.quota is not None else None,
    }


def _accounts(found: Sequence[Planned]) -> list[dict[str, Any]]:
    """What each account may expect."""
    summaries = []
    by_account = sorted(found, key=lambda each: each.delivery.account_id)
    for account, grouped in groupby(by_account, key=lambda each: each.delivery.account_id):
        members = list(grouped)
        moments: list[datetime] = [each.at for each in members if each.at is not None]
        summaries.append(
            {
                "account": account,
                "number": len(members),
                "paced": sum(each.paced for each in members),
                "delayed_by_quota": sum(each.quota is not None for each in members),
                "missed": sum(each.outcome == "missed" for each in members),
                "last_at": time_plain(max(moments, default=None)),
            }
        )
    return summaries


def _words(summary: dict[str, Any]) -> str:
    said = []
    if summary["paced"]:
        said.append(f"{counted(summary['paced'], 'overdue delivery')} one after the other")
    if summary["delayed_by_quota"]:
        said.append(f"{counted(summary['delayed_by_quota'], 'delivery')} after their hour, for a quota")
    return f"{summary['account']}: {', '.join(said)}; the last one at {summary['last_at']}"
