"""`postwire demo`."""

from pathlib import Path

import click

from postwire.cli.exit import Exit
from postwire.cli.options import common_options


@click.command
@click.option(
    "--folder",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where its database goes; else a new temporary folder.",
)
@common_options
def demo(folder: Path | None) -> Exit:
    """Show everything once, on a local imitation, without an account.

    Takes no internet: posts go through real HTTP to a sandbox of Threads on this machine, some with trouble made on
    purpose.
    """
    from postwire.demo import run  # noqa: PLC0415 - a second, and only for this

    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    return Exit.DONE if run(folder) else Exit.REFUSED
