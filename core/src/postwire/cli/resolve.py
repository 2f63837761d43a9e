"""`postwire resolve`."""

import click

from postwire.cli.delivery_id import delivery_named
from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.refusal import Refusal, UsageRefusal
from postwire.cli.session import session_of
from postwire.cli.steering import steer
from postwire.lifecycle import events
from postwire.links import web_address
from postwire.receipt import Receipt


@click.command
@click.argument("delivery", metavar="ID")
@click.option("--published", "post_id", metavar="POST_ID", help="It is live, as this post of the platform.")
@click.option("--permalink", metavar="URL", help="Where that post is seen.")
@click.option("--not-published", is_flag=True, help="It is not live; `retry` may send it anew.")
@json_option
@common_options
@click.pass_context
def resolve(  # noqa: PLR0913 - a command has its options
    context: click.Context,
    delivery: str,
    post_id: str | None,
    permalink: str | None,
    *,
    not_published: bool,
    as_json: bool,
) -> Exit:
    """Say what became of an unconfirmed delivery, after looking yourself.

    Look at the account on the platform first: what you say here is believed.
    """
    receipt = _receipt(post_id, permalink, not_published=not_published)
    with session_of(context).engine() as engine:
        found = delivery_named(engine.store, delivery)
        if receipt is not None and engine.store.claimed(found.account_id, [receipt.post_id]):
            raise Refusal(
                f"post {receipt.post_id!r} belongs to another delivery of {found.account_id} already",
                code="post_claimed",
                field="--published",
                value=receipt.post_id,
                fix="Look again: two deliveries are two posts.",
            )
        return steer(engine, [found], events.Resolve, receipt).tell(as_json=as_json)


def _receipt(post_id: str | None, permalink: str | None, *, not_published: bool) -> Receipt | None:
    if (post_id is not None) == not_published:
        raise UsageRefusal(
            "say either that it is live or that it is not",
            field="--published",
            fix="Give --published POST_ID (and --permalink URL), or --not-published.",
        )
    if permalink is not None and (not_published or web_address(permalink) is None):
        fix = "Leave it out." if not_published else "Give the address of the post, such as https://..."
        raise UsageRefusal(f"--permalink {permalink!r} makes no sense here", field="--permalink", fix=fix)
    if post_id is None:
        return None
    if not post_id.strip() or any(character.isspace() for character in post_id):
        raise UsageRefusal(
            f"--published {post_id!r} is no id", field="--published", value=post_id, fix="Give the platform's post id."
        )
    return Receipt(post_id, permalink)
