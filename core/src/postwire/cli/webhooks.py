"""`postwire webhooks`."""

from typing import BinaryIO

import click

from postwire.cli.exit import Exit
from postwire.cli.happenings import happening_plain
from postwire.cli.options import common_options, json_option
from postwire.cli.printing import emit, one_line, say
from postwire.cli.receiving import serve
from postwire.cli.refusal import Refusal
from postwire.cli.session import session_of
from postwire.signed import BadSignature


@click.group
def webhooks() -> None:
    """Receive what platforms post by themselves, or check a message of theirs.

    The app and its secret are taken as for `postwire accounts connect`: from the environment, or a file that it names.
    """


webhooks.add_command(serve)


@webhooks.command
@click.argument("platform")
@click.argument("body", metavar="FILE", type=click.File("rb"))
@click.option("--signature", metavar="HEADER", required=True, help="The signature header that came with it.")
@json_option
@common_options
@click.pass_context
def check(context: click.Context, /, *, platform: str, body: BinaryIO, signature: str, as_json: bool) -> Exit:
    """Check a message that a platform posted, and say what it tells.

    FILE holds the raw bytes, - means stdin. Nothing is believed of what the app's secret did not sign, and nothing is
    stored.
    """
    with session_of(context).engine() as engine:
        try:
            told = engine.verified_happenings(platform, body.read(), signature)
        except BadSignature as error:
            raise Refusal(str(error), code="bad_signature", field="--signature", value=signature) from error
    if as_json:
        emit({"platform": platform, "happenings": [happening_plain(each) for each in told]})
        return Exit.DONE
    for each in told:
        post = each.post
        about = f"{post.id}  {post.handle or ''}  {one_line(post.text or '', 50)}" if post else each.target_id or ""
        say(f"{each.kind.value}  {about}".rstrip())
    return Exit.DONE
