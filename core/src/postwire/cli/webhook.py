"""`postwire webhook`."""

from typing import Any, BinaryIO

import click

from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.printing import emit, one_line, say
from postwire.cli.reading import post_plain
from postwire.cli.refusal import Refusal
from postwire.cli.session import session_of
from postwire.cli.shapes import time_plain
from postwire.happening import Happening
from postwire.signed import BadSignature


@click.command
@click.argument("platform")
@click.argument("body", metavar="FILE", type=click.File("rb"))
@click.option("--signature", metavar="HEADER", required=True, help="The signature header that came with it.")
@json_option
@common_options
@click.pass_context
def webhook(context: click.Context, /, *, platform: str, body: BinaryIO, signature: str, as_json: bool) -> Exit:
    """Check a message that a platform posted, and say what it tells.

    FILE holds the raw bytes, - means stdin. The app's secret is taken as for `postwire accounts connect`. Nothing is
    believed of what it did not sign, and nothing is stored.
    """
    with session_of(context).engine() as engine:
        try:
            told = engine.verified_happenings(platform, body.read(), signature)
        except BadSignature as error:
            raise Refusal(str(error), code="bad_signature", field="--signature", value=signature) from error
    if as_json:
        emit({"platform": platform, "happenings": [_plain(each) for each in told]})
        return Exit.DONE
    for each in told:
        post = each.post
        about = f"{post.id}  {post.handle or ''}  {one_line(post.text or '', 50)}" if post else each.target_id or ""
        say(f"{each.kind.value}  {about}".rstrip())
    return Exit.DONE


def _plain(each: Happening) -> dict[str, Any]:
    return {
        "kind": each.kind.value,
        "field": each.field,
        "key": each.key,
        "at": time_plain(each.at),
        "target_id": each.target_id,
        "owner_id": each.owner_id,
        "post": post_plain(each.post) if each.post else None,
    }
