"""The options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from postwire.cli.session import VARIABLE, session_of

F = TypeVar("F", bound=Callable[..., Any])


def _database(context: click.Context, _: click.Parameter, value: Path | None) -> None:
    if value is not None:
        session_of(context).database = value


def _debug(context: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's signature
    if value:
        session_of(context).debug = True


def _shared(*names: str, **settings: Any) -> Callable[[F], F]:
    """An option that goes into the session instead of the command's arguments."""
    return click.option(*names, expose_value=False, **settings)


_FILE: Any = click.Path(path_type=Path)

group_database_option = _shared(
    "--db",
    metavar="FILE",
    type=_FILE,
    envvar=VARIABLE,
    callback=_database,
    help="The database file (also after the command; else $POSTWIRE_DB, else ./postwire.db).",
)
database_option = _shared(
    "--db", metavar="FILE", type=_FILE, callback=_database, help="The database file (else $POSTWIRE_DB, ./postwire.db)."
)
debug_option = _shared("--debug", is_flag=True, callback=_debug, help="Show a traceback where something goes wrong.")
allow_duplicate_option = click.option(
    "--allow-duplicate", is_flag=True, help="Accept it although the account says the same within 12 hours."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")


def common_options(command: F) -> F:
    """``--db`` and ``--debug`` after a command's name."""
    return database_option(debug_option(command))


def timing_options(command: F) -> F:
    """When a post goes out, and what happens if it cannot go out then."""
    for option in reversed(_TIMING):
        command = option(command)
    return command


def chain_options(command: F) -> F:
    """Whether and how a long text becomes several posts."""
    for option in reversed(_CHAIN):
        command = option(command)
    return command


def post_options(command: F) -> F:
    """Everything that a post consists of."""
    for option in reversed(_POST):
        command = option(command)
    return command


_POST: tuple[Callable[[Any], Any], ...] = (
    click.option("--text", metavar="TEXT", help="What it says; - reads it from stdin."),
    click.option("--text-file", metavar="FILE", type=click.Path(path_type=Path), help="A file that holds the text."),
    click.option("--media", metavar="URL|FILE", multiple=True, help="A picture or video; may be repeated, in order."),
    click.option("--alt", metavar="TEXT", multiple=True, help="Alternative text of the nth picture or video."),
    click.option("--reply-to", metavar="POST_ID", help="The platform's id of the post that this one answers."),
    click.option("--link", metavar="URL", help="An address to show as a card."),
    click.option(
        "--option",
        "options",
        metavar="[PLATFORM.]NAME=VALUE",
        multiple=True,
        help="A setting that only this platform has; may be repeated.",
    ),
    click.option(
        "--allow-host",
        "allow_hosts",
        metavar="HOST[:PORT]",
        multiple=True,
        help="A media host that may have a private address (also $POSTWIRE_ALLOW_HOSTS); may be repeated.",
    ),
    click.option("--no-probe", is_flag=True, help="Do not look into pictures and videos before sending."),
)


def variant_options(command: F) -> F:
    """What differs for one target."""
    for option in reversed(_VARIANT):
        command = option(command)
    return command


_VARIANT: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--text-for",
        metavar="TARGET=TEXT",
        multiple=True,
        help="Another text for one platform or account; may be repeated.",
    ),
    click.option(
        "--media-for",
        metavar="TARGET=URL|FILE",
        multiple=True,
        help="Other pictures or videos for one platform or account; TARGET= alone: none.",
    ),
    click.option("--alt-for", metavar="TARGET=TEXT", multiple=True, help="Alternative text of its nth --media-for."),
)

_CHAIN: tuple[Callable[[Any], Any], ...] = (
    click.option("--chain", is_flag=True, help="Split a text that is too long into posts that answer each other."),
    click.option("--numbered", is_flag=True, help="End every post of a chain with its place, such as 1/5."),
    click.option("--first-comment", metavar="TEXT", help="Answer the post, or the chain's last one, with this text."),
)

_TIMING: tuple[Callable[[Any], Any], ...] = (
    click.option("--at", metavar="TIME", help="When readers shall see it, as ISO 8601 with an offset; else now."),
    click.option("--zone", metavar="IANA", help="The zone of a TIME without an offset, such as Europe/Berlin."),
    click.option(
        "--late",
        metavar="POLICY",
        help="If it cannot go out in time: publish (as soon as it can; the default), within:10m, skip, or hold (ask).",
    ),
    click.option("--prepare-ahead", metavar="SPAN", help="Prepare it on the platform this long before, such as 10m."),
)
