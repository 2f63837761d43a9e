"""`postwire validate`."""

from typing import Any

import click

from postwire.cli.account_name import account_named
from postwire.cli.chained import chain_given, split_for
from postwire.cli.composing import PostOptions
from postwire.cli.exit import Exit
from postwire.cli.options import chain_options, common_options, json_option, post_options
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
@chain_options
@json_option
@common_options
@click.pass_context
def validate(context: click.Context, /, target: str, *, as_json: bool, **rest: Any) -> Exit:
    """Say what a platform would refuse, without sending anything.

    An error keeps a post from being accepted; a warning, or something that could not be told, does not. No account
    and no database are needed where a platform is named. Exits with 1 if there is an error. With --chain it shows where
    a text that is too long would be split.
    """
    chain = chain_given(**{name: rest.pop(name) for name in ("chain", "numbered", "first_comment")})
    registry = Registry.installed()
    platform = _platform(target, session_of(context))
    connector = connector_named(registry, platform)
    post = PostOptions(**rest).post({platform}, registry)
    order = list(Severity)
    parts, found_all = split_for(connector, post, chain)
    if is_set():
        found_all = without_addressless(found_all, post)
    problems = sorted(found_all, key=lambda problem: order.index(problem.severity))
    found = [(platform, problem) for problem in problems]
    bad = errors(found)
    if as_json:
        plain = {"platform": platform, "ok": not bad, "problems": [problem_plain(problem) for problem in problems]}
        emit(plain if chain is None else plain | {"parts": [part.text for part in parts]})
    else:
        for number, part in enumerate(parts if chain is not None else (), 1):
            say(f"{number}/{len(parts)}", style="head")
            say(part.text)
        tell(found, aside=False)
        say("it would be refused" if bad else "nothing speaks against it", style="bad" if bad else "good")
    return Exit.REFUSED if bad else Exit.DONE


def _platform(target: str, session: Session) -> str:
    if ":" not in target and "@" not in target:
        return target
    with session.store() as store:
        return account_named(target, store).platform
