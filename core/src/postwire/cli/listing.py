"""`postwire list`."""

import click

from postwire.cli.account_name import account_named
from postwire.cli.delivery_id import delivery_named
from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.outlook import hour, outlook
from postwire.cli.printing import emit, note, one_line, table
from postwire.cli.session import session_of
from postwire.cli.shapes import delivery_plain, receipt_of
from postwire.cli.timing import now
from postwire.delivery import Delivery
from postwire.state import STATES, diagnosis_of, name_of
from postwire.store.publication import waits_for_quota

_STATES = [state.__name__.lower() for state in STATES]


@click.command("list")
@click.option("--state", "states", type=click.Choice(_STATES), multiple=True, help="Only this state; may be repeated.")
@click.option("--account", metavar="ACCOUNT", help="Only of this account.")
@click.option("--platform", metavar="PLATFORM", help="Only of this platform.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many at most.")
@click.option("--after", metavar="ID", help="Go on after this one: the last of the page before.")
@json_option
@common_options
@click.pass_context
def list_(  # noqa: PLR0913 - a command has its options
    context: click.Context,
    *,
    states: tuple[str, ...],
    account: str | None,
    platform: str | None,
    limit: int,
    after: str | None,
    as_json: bool,
) -> Exit:
    """List deliveries by their hour."""
    with session_of(context).store() as store:
        found = store.deliveries(
            states=states,
            account_id=account_named(account, store).id if account is not None else None,
            platform=platform,
            limit=limit + 1,
            after=delivery_named(store, after).id if after is not None else None,
        )
    page, more = found[:limit], len(found) > limit
    moment = now()
    if as_json:
        emit(
            {
                "deliveries": [delivery_plain(delivery, moment) for delivery in page],
                "next": page[-1].id if more else None,
            }
        )
        return Exit.DONE
    if not page:
        note("no delivery fits")
        return Exit.DONE
    rows = [
        (
            delivery.id[:12],
            name_of(delivery.state),
            delivery.account_id,
            f"{delivery.due.isoformat(timespec='seconds')} ({hour(delivery.due, moment)})",
            one_line(("-> " if delivery.parent else "") + delivery.post.text, 40),
            _outcome(delivery),
        )
        for delivery in page
    ]
    table(("id", "state", "account", "due", "text", "outcome"), rows)
    if more:
        note(f"there are more: --after {page[-1].id}")
    return Exit.DONE


def _outcome(delivery: Delivery) -> str:
    if (receipt := receipt_of(delivery.state)) is not None:
        return receipt.permalink or receipt.post_id
    if waits_for_quota(delivery) and delivery.wake_at is not None:
        return f"does not fit before {delivery.wake_at.isoformat(timespec='minutes')}"
    diagnosis = diagnosis_of(delivery.state)
    return diagnosis.code if diagnosis is not None else outlook(delivery, now()).words
