"""What comes through stdin, which a supervisor may have closed."""

import sys
from typing import TextIO

from postwire.cli.refusal import UsageRefusal


def standard_input() -> TextIO:
    """The stream. Raises `UsageRefusal` where there is none."""
    if sys.stdin is None:
        raise UsageRefusal(
            "standard input is closed, and something is to be read from it",
            field="stdin",
            fix="Give it a file or a pipe, such as < FILE.",
        )
    return sys.stdin
