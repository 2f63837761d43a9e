"""`postwire doctor`."""

from collections.abc import Iterable
from typing import Any

import click

from postwire.cli import examining
from postwire.cli.exit import Exit
from postwire.cli.finding import Finding, Weight
from postwire.cli.media_check import media
from postwire.cli.options import common_options, json_option
from postwire.cli.printing import counted, emit, say
from postwire.cli.refusal import Refusal, refusal_of
from postwire.cli.session import Session, session_of
from postwire.cli.showing import operators_host
from postwire.cli.timing import now
from postwire.engine import Engine
from postwire.registry import Registry
from postwire.store.errors import Damaged
from postwire.store.sqlite import SqliteStore

_STYLES = {Weight.ERROR: "bad", Weight.WARNING: "wait", Weight.WAITS: "wait", Weight.UNSEEN: "dim", Weight.WELL: "good"}


@click.command
@click.option("--offline", is_flag=True, help="Ask no platform and no web server.")
@click.option("--allow-host", "allow_hosts", metavar="HOST[:PORT]", multiple=True, help="A media host as in `post`.")
@json_option
@common_options
@click.pass_context
def doctor(context: click.Context, /, *, offline: bool, allow_hosts: tuple[str, ...], as_json: bool) -> Exit:
    """Examine the database, clock, key, accounts, quotas, media and plugins.

    Each finding names its fix. Every account's platform is asked for one harmless answer, and the files of the next
    day's posts are fetched, unless --offline is given. Nothing is changed. Exits with 3 where something does not
    work, else with 4 where a delivery waits for a person, else with 0, warnings or not.
    """
    found = list(_examined(session_of(context), offline=offline, allow_hosts=allow_hosts))
    end = _end(found)
    if as_json:
        emit({"healthy": end is Exit.DONE, "exit": int(end), "findings": [each.plain() for each in found]})
        return end
    for each in sorted(found, key=lambda finding: list(_STYLES).index(finding.weight)):
        say(f"{each.weight.value:<8} {each.area}: {each.words}", style=_STYLES[each.weight])
        if each.fix:
            say(f"         {each.fix}")
    errors = sum(each.weight is Weight.ERROR for each in found)
    if errors:
        say(f"{counted(errors, 'thing')} to mend", style="bad")
    elif end is Exit.DONE:
        say("nothing is wrong", style="good")
    return end


def _examined(session: Session, **how: Any) -> Iterable[Finding]:
    damage: list[Damaged] = []
    try:
        with session.sqlite(complain=damage.append) as store:
            engine = Engine(store, Registry.installed(), host=operators_host(store))
            try:
                yield from _all(engine, store, **how)
                yield from examining.damaged(damage)
            finally:
                engine.close()
    except Exception as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        fix = str(refusal.fix or getattr(error, "fix", "mend what it says"))  # an error of the file brings its own
        yield Finding(_area(refusal), Weight.ERROR, refusal.message, f"{fix[0].upper()}{fix[1:]}")


def _all(engine: Engine, store: SqliteStore, *, offline: bool, allow_hosts: tuple[str, ...]) -> Iterable[Finding]:
    moment = now()
    unsound = list(examining.database(store))
    yield from unsound
    if any(each.weight is Weight.ERROR for each in unsound):
        return  # what is read from such a file proves nothing
    yield from examining.clock(store, moment)
    yield from examining.plugins(engine.registry, store)
    for known in store.accounts():
        yield from examining.account(engine, known, moment, offline=offline)
    yield from examining.quotas(engine, moment)
    yield from media(engine, moment, allow_hosts=allow_hosts, offline=offline)
    yield from examining.deliveries(store, moment)
    yield from examining.answers(store)


def _area(refusal: Refusal) -> str:
    return "plugin" if refusal.code == "plugins" else "database"


def _end(found: list[Finding]) -> Exit:
    weights = {each.weight for each in found}
    if Weight.ERROR in weights:
        return Exit.SETUP
    return Exit.WAITS if Weight.WAITS in weights else Exit.DONE
