"""The command `postwire`: finds its commands in a table, and turns every exception into words and an exit code."""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from postwire.cli.exit import MEANING, Exit
from postwire.cli.names import unlike
from postwire.cli.options import debug_option, group_database_option
from postwire.cli.printing import emit, note
from postwire.cli.refusal import Refusal, UsageRefusal, refusal_of
from postwire.cli.table import ROWS, SECTIONS


class Commands(click.Group):
    """Loads a command when it is called, so that the others cost nothing."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Every name, in the table's order."""
        return list(ROWS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """The command of that name."""
        row = ROWS.get(cmd_name)
        if row is None:
            return None
        command: click.Command = getattr(import_module(f"postwire.cli.{row.module}"), row.attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a wish where the name is unknown."""
        if args and args[0] not in ROWS and not args[0].startswith("-"):
            raise UsageRefusal(
                f"there is no command {args[0]!r}",
                field="COMMAND",
                value=args[0],
                fix=unlike(args[0], ROWS, "`postwire --help` lists them."),
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """The table, in sections."""
        for title, rows in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, row.summary) for name, row in rows.items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """Exit codes and environment."""
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(int(code)), words) for code, words in MEANING.items()])
        with formatter.section("Environment"):
            formatter.write_dl(
                [
                    ("POSTWIRE_DB", "the database file, where --db is not given (else ./postwire.db)"),
                    ("POSTWIRE_KEY", "the key that encrypts the credentials; `postwire key` makes one"),
                    ("POSTWIRE_KEY_FILE", "a file that holds the key (else postwire/key beside your settings)"),
                    ("POSTWIRE_NEW_KEY", "the key that `postwire key rotate` shall change to"),
                    ("POSTWIRE_NEW_KEY_FILE", "a file that holds that key"),
                    ("POSTWIRE_MEDIA_HOST", "where local pictures and videos are shown to platforms (docs/MEDIA.md)"),
                    ("POSTWIRE_ALLOW_HOSTS", "media hosts that may have private addresses, comma-separated"),
                ]
            )

    def main(self, args: Sequence[str] | None = None, *rest: Any, **named: Any) -> Any:
        """Run one command and end the process with its exit code."""
        given = list(sys.argv[1:] if args is None else args)
        named["standalone_mode"] = False
        try:
            code = super().main(args, *rest, **named)
        except Exception as error:  # noqa: BLE001 - the last door: words instead of a traceback
            code = _told(error, as_json="--json" in given, debug="--debug" in given)
        sys.exit(int(code or 0))


def _told(error: Exception, *, as_json: bool, debug: bool) -> Exit:
    """Say what went wrong, once, and in the shape that was asked for."""
    if debug:
        import traceback  # noqa: PLC0415 - 15 ms, and nearly never

        from postwire.redaction import redact  # noqa: PLC0415 - its patterns take 10 ms to compile

        click.echo(redact(traceback.format_exc()), err=True)
    refusal = _refusal(error)
    if as_json:
        try:
            emit(refusal.plain())
        except OSError:
            note(f"postwire: {refusal.text()}")
        return refusal.exit
    note(f"postwire: {refusal.text()}")
    return refusal.exit


def _refusal(error: Exception) -> Refusal:
    if (known := refusal_of(error)) is not None:
        return known
    match error:
        case click.Abort():
            return Refusal("interrupted", code="interrupted", exit=Exit.INTERRUPTED)
        case click.UsageError():
            hint = f"`{error.ctx.command_path} --help` tells more." if error.ctx else None
            return UsageRefusal(error.format_message(), fix=hint)
        case click.ClickException():
            return Refusal(error.format_message(), code="refused")
        case OSError():
            return Refusal(
                f"{error.strerror or error}: {error.filename}" if error.filename else str(error),
                code="system",
                exit=Exit.SETUP,
            )
        case _:
            return Refusal(
                f"this should not have happened: {type(error).__name__}: {error}",
                code="bug",
                exit=Exit.BUG,
                fix="--debug shows the traceback; please report it.",
            )


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="postwire", prog_name="postwire", message="%(prog)s %(version)s")
@group_database_option
@debug_option
def postwire() -> None:
    """Publish posts to social platforms: exactly once, never lost, always explained."""
