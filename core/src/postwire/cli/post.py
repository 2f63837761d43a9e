"""`postwire post`."""

from typing import Any

import click

from postwire.cli.accepting import Accepted, Wish, accept, drafted, findings
from postwire.cli.account_name import accounts_named
from postwire.cli.chained import chain_given
from postwire.cli.composing import PostOptions
from postwire.cli.exit import Exit, worst
from postwire.cli.forecast import Tight, tell_tight, tight, tight_plain
from postwire.cli.options import (
    allow_duplicate_option,
    chain_options,
    common_options,
    json_option,
    post_options,
    timing_options,
    variant_options,
)
from postwire.cli.printing import emit, one_line, say
from postwire.cli.problems import Found, tell
from postwire.cli.refusal import UsageRefusal
from postwire.cli.results import tell_result, tell_together, watcher
from postwire.cli.session import session_of
from postwire.cli.shapes import delivery_plain, problem_plain
from postwire.cli.showing import showing
from postwire.cli.timing import now, span_of, timing_of
from postwire.cli.variants import variants_given
from postwire.cli.vault import check_key
from postwire.cli.waiting import PATIENCE, end_of, wait_for
from postwire.delivery import Delivery
from postwire.submission import outcome_of


@click.command
@click.argument("accounts", metavar="ACCOUNT...", nargs=-1, required=True)
@post_options
@variant_options
@chain_options
@timing_options
@click.option("--idempotency-key", "key", metavar="KEY", help="A second post with the same key is not accepted again.")
@allow_duplicate_option
@click.option("--dry-run", is_flag=True, help="Check everything; accept nothing and send nothing.")
@click.option("--wait", is_flag=True, help="Send it here and now, and wait for what becomes of it.")
@click.option("--patience", metavar="SPAN", default=PATIENCE, show_default=True, help="How long --wait waits at most.")
@json_option
@common_options
@click.pass_context
def post(  # noqa: PLR0913 - a command has its options
    context: click.Context,
    /,
    accounts: tuple[str, ...],
    key: str | None,
    patience: str,
    *,
    allow_duplicate: bool,
    dry_run: bool,
    wait: bool,
    as_json: bool,
    **rest: Any,
) -> Exit:
    """Accept a post for one or more accounts, now or for later.

    With several accounts it is accepted for all of them or for none; --text-for and --media-for say what differs.

    An ACCOUNT is an id (threads:1784...), or a handle (threads:@me, @me) where only one account has it. It is sent by
    `postwire run`, unless --wait sends it at once. What the account says already, within 12 hours of that hour, is
    refused with the earlier delivery named.
    """
    timing = timing_of({name: rest.pop(name) for name in ("at", "zone", "late", "prepare_ahead")})
    chain = chain_given(**{name: rest.pop(name) for name in ("chain", "numbered", "first_comment")})
    differing = {name: rest.pop(name) for name in ("text_for", "media_for", "alt_for")}
    longest = span_of(patience, "--patience")
    if key == "":
        raise UsageRefusal(
            "--idempotency-key is empty", field="--idempotency-key", value="", fix="Leave it out, or give one."
        )
    with session_of(context).engine() as engine:
        named = accounts_named(accounts, engine.store)
        options = PostOptions(**rest)
        written = options.post({account.platform for account in named}, engine.registry)
        wish = Wish(
            post=written,
            accounts=tuple(named),
            timing=timing,
            key=key,
            chain=chain,
            variants=variants_given(**differing, accounts=named, store=engine.store, prober=options.prober()),
            allow_duplicate=allow_duplicate,
        )
        if dry_run:
            drafts = drafted(engine, wish, now())
            return _would(drafts, findings(engine, wish), tight(engine, drafts), as_json=as_json)
        if wait:
            check_key(engine.store)
        accepted = accept(engine, wish, now())
        deliveries = accepted.deliveries
        short = tight(engine, [delivery for delivery in deliveries if accepted.is_new(delivery)])
        if not as_json:
            tell(accepted.found, aside=True)
            tell_tight(short)
        if wait:
            ids = [delivery.id for delivery in deliveries]
            with showing(engine, beside_others=True):
                deliveries = wait_for(engine, ids, longest, now=now, on_change=watcher(as_json=as_json))
        return _result(deliveries, accepted, short, waited=wait, as_json=as_json)


def _would(drafts: tuple[Delivery, ...], found: list[Found], short: list[Tight], *, as_json: bool) -> Exit:
    if as_json:
        would = [
            {
                "account": draft.account_id,
                "platform": draft.platform,
                "due": draft.due.isoformat(),
                "text": draft.post.text,
            }
            for draft in drafts
        ]
        problems = [problem_plain(problem, whose) for whose, problem in found]
        emit({"dry_run": True, "would_accept": would, "problems": problems, "forecast": tight_plain(short)})
        return Exit.DONE
    tell(found, aside=False)
    tell_tight(short)
    for draft in drafts:
        say(f"would be accepted for {draft.account_id}, due {draft.due.isoformat(timespec='seconds')}", style="good")
        if len(drafts) > 1:
            say(f"  {one_line(draft.post.text, 100)}", style="dim")
    say("a dry run: nothing was accepted, nothing was sent", style="dim")
    return Exit.DONE


def _result(
    deliveries: tuple[Delivery, ...], accepted: Accepted, short: list[Tight], *, waited: bool, as_json: bool
) -> Exit:
    moment = now()
    if as_json:
        emit(
            {
                "deliveries": [
                    delivery_plain(delivery, moment) | {"accepted_before": not accepted.is_new(delivery)}
                    for delivery in deliveries
                ],
                "problems": [problem_plain(problem, whose) for whose, problem in accepted.found],
                "forecast": tight_plain(short),
                "submission": deliveries[0].submission,
                "outcome": outcome_of(deliveries).value,
            }
        )
    else:
        tell_together(deliveries)
        for delivery in deliveries:
            before = "" if accepted.is_new(delivery) else "accepted before under this key: "
            tell_result(delivery, moment, prefix=before)
    return worst([end_of(delivery) for delivery in deliveries]) if waited else Exit.DONE
