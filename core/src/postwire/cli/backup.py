"""`postwire backup`."""

from pathlib import Path

import click

from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.printing import emit, note, say
from postwire.cli.session import session_of


@click.command
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@json_option
@common_options
@click.pass_context
def backup(context: click.Context, /, file: Path, *, as_json: bool) -> Exit:
    """Copy the database into a new file, while runners work.

    The copy is the database of one moment, checked, and readable by its owner alone. FILE must not exist. The key is
    not in it: keep that elsewhere. A copy that is put back knows nothing of what was sent since, so look before you
    run it: `postwire list` shows what it would send again.
    """
    with session_of(context).sqlite() as store:
        size = store.backup(file)
    if as_json:
        emit({"file": str(file), "bytes": size})
        return Exit.DONE
    say(f"{file}: {size} bytes, checked", style="good")
    note("the tokens in it are encrypted; the key is not in it", style="dim")
    return Exit.DONE
