"""`postwire insights`."""

from typing import Any

import click
from click.core import ParameterSource

from postwire.cli.account_name import account_named
from postwire.cli.asking import asked
from postwire.cli.delivery_id import delivery_named
from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.printing import emit, note, table
from postwire.cli.refusal import Refusal, UsageRefusal
from postwire.cli.session import session_of
from postwire.cli.shapes import receipt_of, time_plain
from postwire.cli.timing import now, span_of
from postwire.cli.vault import check_key
from postwire.demographics import Breakdown
from postwire.engine import looks
from postwire.insights import Insights
from postwire.store import Store


@click.command
@click.argument("what", metavar="POST|ACCOUNT")
@click.option("--account", metavar="ACCOUNT", help="Whose post it is, where POST is the platform's own id.")
@click.option(
    "--followers-by",
    type=click.Choice([each.value for each in Breakdown]),
    help="Who follows the account now, in place of how it did.",
)
@click.option("--within", metavar="SPAN", default="1d", show_default=True, help="How far an account is looked back at.")
@json_option
@common_options
@click.pass_context
def insights(  # noqa: PLR0913 - a command has its options
    context: click.Context,
    /,
    *,
    what: str,
    account: str | None,
    followers_by: str | None,
    within: str,
    as_json: bool,
) -> Exit:
    """Say how a post or an account does, by the platform's own counts.

    POST is the id of a delivery, or with --account the platform's id of a post. A metric that the platform does not
    give is 0; if it gives none at all, metrics_synced_at is null.
    """
    if followers_by is not None:
        if account is not None or context.get_parameter_source("within") is ParameterSource.COMMANDLINE:
            raise UsageRefusal(
                "--followers-by tells of an account as it is now; it goes with neither --account nor --within",
                field="--followers-by",
                value=followers_by,
                fix="Leave the others out, and name the account in place of POST.",
            )
        return _followers(context, what, Breakdown(followers_by), as_json=as_json)
    until = now()
    since = until - span_of(within, "--within")
    with session_of(context).engine() as engine:
        whose, post_id = _meant(engine.store, what, account)
        check_key(engine.store)
        look = looks.account_insights(since, until) if post_id is None else looks.post_insights(post_id)
        told = engine.look(whose, look)
    if as_json:
        emit({"account": whose, "post_id": post_id, **_plain(told)})
        return Exit.DONE
    table(("metric", "value"), [(name, str(value)) for name, value in told.metrics.items()])
    if told.clicks:
        table(("clicked", "times"), [(url, str(value)) for url, value in told.clicks.items()])
    if told.synced_at is None:
        note("the platform gave no metric of it")
    return Exit.DONE


def _followers(context: click.Context, account: str, breakdown: Breakdown, *, as_json: bool) -> Exit:
    named, told = asked(context, account, looks.demographics(breakdown))
    if as_json:
        followers = dict(told.followers)
        synced = time_plain(told.synced_at)
        emit({"account": named.id, "by": breakdown.value, "followers": followers, "metrics_synced_at": synced})
        return Exit.DONE
    table((breakdown.value, "followers"), [(name, str(count)) for name, count in told.followers.items()])
    if told.synced_at is None:
        note("the platform told nothing; it may want more followers first")
    return Exit.DONE


def _meant(store: Store, what: str, account: str | None) -> tuple[str, str | None]:
    """The account, and the platform's id of a post; None: the account itself is meant."""
    if account is not None:
        return account_named(account, store).id, what
    if ":" in what or what.startswith("@"):
        return account_named(what, store).id, None
    delivery = delivery_named(store, what)
    receipt = receipt_of(delivery.state)
    if receipt is None:
        raise Refusal(
            f"delivery {delivery.id} is not published, so nothing is counted",
            code="not_published",
            field="POST",
            value=what,
            fix=f"`postwire show {delivery.id}` says where it stands.",
        )
    return delivery.account_id, receipt.post_id


def _plain(told: Insights) -> dict[str, Any]:
    return {
        "metrics": dict(told.metrics),
        "given": sorted(told.given),
        "clicks": dict(told.clicks),
        "metrics_synced_at": time_plain(told.synced_at),
    }
