"""`postwire accounts refresh`."""

from typing import Any

import click

from postwire.cli.account_name import accounts_named
from postwire.cli.exit import Exit, worst
from postwire.cli.options import common_options, json_option
from postwire.cli.printing import counted, emit, note, say
from postwire.cli.session import session_of
from postwire.cli.shapes import diagnosis_plain, time_plain
from postwire.cli.vault import check_key
from postwire.engine.sign_in import Renewal, Renewed

_EXIT = {Renewed.FAILED: Exit.UNFINISHED, Renewed.BROKEN: Exit.WAITS}
_STYLE = {Renewed.DONE: "good", Renewed.FAILED: "wait", Renewed.BROKEN: "bad"}


@click.command
@click.argument("accounts", metavar="[ACCOUNT]...", nargs=-1)
@click.option("--early", is_flag=True, help="Also tokens that are good for long.")
@json_option
@common_options
@click.pass_context
def refresh(context: click.Context, accounts: tuple[str, ...], *, early: bool, as_json: bool) -> Exit:
    """Renew the tokens that come near their end: of these accounts, else of all.

    `postwire run` does so by itself. Only one process renews a token at a time, and a token is replaced only by
    another one. An account whose token is dead is marked, and its deliveries wait until it is connected again.
    """
    with session_of(context).engine() as engine:
        check_key(engine.store)
        known = accounts_named(accounts, engine.store) if accounts else engine.store.accounts()
        done = [engine.refresh_account(each.id, early=early) for each in known if each.platform in engine.registry]
    if as_json:
        emit({"accounts": [_plain(renewal) for renewal in done]})
    else:
        for renewal in done:
            _tell(renewal)
        if not done:
            note("no account yet; `postwire accounts connect` adds one")
    return worst([_EXIT.get(renewal.result, Exit.DONE) for renewal in done])


def _tell(renewal: Renewal) -> None:
    say(f"{renewal.account_id}  {renewal.words}", style=_STYLE.get(renewal.result))
    if renewal.result is Renewed.FAILED and renewal.until is not None:
        say(f"    the token is kept, and tried again at {renewal.until:%Y-%m-%d %H:%M} UTC")
    if renewal.result is Renewed.BROKEN:
        say(f"    `postwire accounts connect {renewal.account_id}` connects it again")
        if renewal.parked:
            say(f"    {counted(len(renewal.parked), 'delivery')} will wait for that")


def _plain(renewal: Renewal) -> dict[str, Any]:
    return {
        "account": renewal.account_id,
        "result": renewal.result.value,
        "in_words": renewal.words,
        "until": time_plain(renewal.until),
        "diagnosis": diagnosis_plain(renewal.diagnosis) if renewal.diagnosis else None,
        "parked": [delivery.id for delivery in renewal.parked],
    }
