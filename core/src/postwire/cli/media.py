"""`postwire media`."""

import click

from postwire.cli.media_fix import fix
from postwire.cli.options import common_options


@click.group
@common_options
def media() -> None:
    """Make of pictures and videos what a platform takes."""


media.add_command(fix)
