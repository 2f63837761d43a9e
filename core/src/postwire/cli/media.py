"""`postwire media`."""

import click

from postwire.cli.media_fix import fix
from postwire.cli.media_reach import check
from postwire.cli.options import common_options


@click.group
@common_options
def media() -> None:
    """Mend pictures and videos for a platform, and see whether it could fetch them."""


media.add_command(check)
media.add_command(fix)
