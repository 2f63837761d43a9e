"""`postwire key`."""

import click

from postwire.cli.exit import Exit
from postwire.cli.options import common_options
from postwire.cli.printing import note, say
from postwire.credentials import KEY_FILE_VARIABLE, KEY_VARIABLE, Vault


@click.command
@common_options
def key() -> Exit:
    """Print a new key for the credentials of a database.

    Whoever has it can read the tokens; without it they are lost and every account has to be added again.
    """
    say(Vault.new_key())
    note(f"Keep it in {KEY_VARIABLE}, or in a file of mode 0600 that {KEY_FILE_VARIABLE} names.", style="dim")
    return Exit.DONE
