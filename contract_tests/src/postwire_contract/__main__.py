"""``python -m postwire_contract``, and the command ``postwire-contract``."""

import sys
from collections.abc import Sequence
from typing import Any

import click

from postwire.cli.printing import visible
from postwire.redaction import redact
from postwire_contract.checking import check
from postwire_contract.classifying import classify
from postwire_contract.recording import record
from postwire_contract.side_by_side import compare
from postwire_contract.subject import Unusable


class _Commands(click.Group):
    """Turns what is known to go wrong into words and an exit code."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **named: Any) -> Any:
        """Run one command, and end the process."""
        named["standalone_mode"] = False
        try:
            code = super().main(args, *rest, **named)
        except click.UsageError as error:
            hint = f"\n  `{error.ctx.command_path} --help` tells more." if error.ctx else ""
            code = _told(error.format_message() + hint, 2)
        except click.Abort:
            code = _told("nothing was done", 1)
        except Unusable as error:
            code = _told(str(error), 3)
        except OSError as error:
            code = _told(f"{error.filename or ''}: {error.strerror or error}", 2)
        sys.exit(int(code or 0))


def _told(words: str, code: int) -> int:
    click.echo(visible(redact(f"postwire-contract: {words}")), err=True)
    return code


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="postwire-contract", prog_name="postwire-contract")
def main() -> None:
    """Prove a connector of postwire, offline."""


main.add_command(check)
main.add_command(record)
main.add_command(classify)
main.add_command(compare)

if __name__ == "__main__":
    main()
