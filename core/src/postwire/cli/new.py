"""`postwire new`: the contract suite brings the template, so it has to be installed."""

from importlib import import_module
from pathlib import Path

import click

from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.printing import counted, emit, say
from postwire.cli.refusal import Refusal, UsageRefusal


@click.command
@click.argument("name", metavar="NAME")
@click.option(
    "--folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where it goes: a new or empty folder; else ./postwire-NAME.",
)
@click.option("--platform-title", "title", metavar="TITLE", help="The platform's name as people read it; else Name.")
@click.option("--blank", is_flag=True, help="Without hooks that work: each one says what is missing in it, and fails.")
@json_option
@common_options
def new(name: str, folder: Path | None, title: str | None, *, blank: bool, as_json: bool) -> Exit:
    """Make a repository for a connector of your own.

    A complete connector of an imaginary platform under your platform's NAME, with sandbox, tests, recordings and the
    contract suite: everything is green at once, and you change one thing at a time. Needs postwire-contract.
    """
    try:
        maker = import_module("postwire_contract.new")
    except ModuleNotFoundError as error:
        raise Refusal(
            f"`postwire new` needs {error.name}, which is not installed",
            code="missing_extra",
            exit=Exit.SETUP,
            fix="Run: pip install postwire-contract",
        ) from None
    target = folder if folder is not None else Path(f"postwire-{name}")
    try:
        files = maker.make(name, target, title, blank=blank)
    except maker.NotMade as error:
        raise UsageRefusal(str(error), field=error.field, value=error.value, fix=error.fix) from None
    if as_json:
        emit({"folder": str(target), "files": [str(file) for file in files]})
        return Exit.DONE
    say(f"{target}: {counted(len(files), 'file')}", style="good")
    say("next:")
    say(f"  cd {target}")
    say(f"  pip install -e '.[{'test' if blank else 'sandbox,test'}]'")
    say(f"  python -m postwire_contract check {name}" if blank else "  pytest")
    say("README.md says how to make it yours.")
    return Exit.DONE
