"""`postwire validate`."""

from typing import Any

import click

from postwire.cli.account_name import account_named
from postwire.cli.composing import PostOptions
from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option, post_options
from postwire.cli.platform_name import connector_named
from postwire.cli.printing import emit, say
from postwire.cli.problems import errors, tell
from postwire.cli.session import Session, session_of
from postwire.cli.shapes import problem_plain
from postwire.cli.showing import is_set
from postwire.hosting import without_addressless
from postwire.problem import Severity
from postwire.registry import Registry


@click.command
@click.argument("target", metavar="PLATFORM|ACCOUNT")
@post_options
@json_option
@common_options
@click.pass_context
def validate(context: click.Context, /, target: str, *, as_json: bool, **rest: Any) -> Exit:
    """Say what a platform would refuse, without sending anything.

    An error keeps a post from being accepted; a warning, or something that could not be told, does not. No account
    and no database are needed where a platform is named. Exits with 1 if there is an error.
    """
    registry = Registry.installed()
    platform = _platform(target, session_of(context))
    connector = connector_named(registry, platform)
    post = PostOptions(**rest).post({platform}, registry)
    order = list(Severity)
    found_all = connector.validate_media(post)
    if is_set():
        found_all = without_addressless(found_all, post)
    problems = sorted(found_all, key=lambda problem: order.index(problem.severity))
    found = [(platform, problem) for problem in problems]
    bad = errors(found)
    if as_json:
        emit({"platform": platform, "ok": not bad, "problems": [problem_plain(problem) for problem in problems]})
    else:
        tell(found, aside=False)
        say("it would be refused" if bad else "nothing speaks against it", style="bad" if bad else "good")
    return Exit.REFUSED if bad else Exit.DONE


def _platform(target: str, session: Session) -> str:
    if ":" not in target and "@" not in target:
        return target
    with session.store() as store:
        return account_named(target, store).platform
