"""``check``: every promise of one connector, without pytest."""

import json
import sys
from pathlib import Path

import click

from postwire.cli.printing import note, say
from postwire_contract.answers import answer_checks
from postwire_contract.chapters import checks_of
from postwire_contract.check import SUITE_VERSION, Check
from postwire_contract.page import page
from postwire_contract.report import report
from postwire_contract.subject import subject
from postwire_contract.summary import summary
from postwire_contract.verdict import Verdict, judge

CASSETTES = "cassettes"
ANSWERS = "tests/answers"
_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)


@click.command
@click.argument("name", metavar="[NAME]", required=False)
@click.option("--module", metavar="PACKAGE", help="Check an importable package instead of an installed platform.")
@click.option("--json", "json_file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
              help="Write the conformance report; - writes it to stdout, and nothing else.")  # fmt: skip
@click.option("--page", "page_file", metavar="FILE", type=_FILE, help="Write it as one HTML page.")
@click.option("--cassettes", metavar="DIR", type=_FOLDER, help=f"Where PLATFORM/SCENARIO.yaml lie; else {CASSETTES}.")
@click.option("--answers", metavar="DIR", type=_FOLDER, help=f"Where `classify` put answers; else {ANSWERS}.")
@click.option(
    "--meets",
    metavar="N",
    type=click.IntRange(1, SUITE_VERSION),
    default=SUITE_VERSION,
    show_default=True,
    help="The suite version that the connector meets; newer checks warn instead of failing.",
)
@click.option("--thorough", is_flag=True, help="Every fault in every scenario, through both drivers: takes longer.")
def check(  # noqa: PLR0913 - one for each option
    *,
    name: str | None,
    module: str | None,
    json_file: Path | None,
    page_file: Path | None,
    cassettes: Path | None,
    answers: Path | None,
    meets: int,
    thorough: bool,
) -> int:
    """Run every check that the connector's manifest selects.

    NAME is a platform whose connector is installed. Exits with 0 where all are green, 1 where one failed, 2 where the
    command line is wrong, 3 where there is no such connector or it cannot be loaded.
    """
    if bool(name) == bool(module):
        raise click.UsageError("give the platform's NAME, or --module PACKAGE, and not both")
    for option, file in (("--json", json_file), ("--page", page_file)):
        if file is not None and str(file) != "-" and not file.parent.is_dir():
            raise click.UsageError(f"{option} {file}: there is no folder {file.parent}; make it first")
    chosen = subject(name or "", module)
    folder = cassettes or Path(CASSETTES)
    kit = chosen.kit(folder, thorough=thorough)
    if not folder.is_dir():
        note(
            f"there is no folder {folder} here; go to the connector's repository, or give --cassettes DIR", style="wait"
        )
    checks = (*checks_of(kit), *answer_checks(kit.connector, answers or Path(ANSWERS)))
    told = report(chosen, kit, _judged(checks, meets), meets)
    if page_file is not None:
        page_file.write_text(page(told), encoding="utf-8")
    if json_file is not None:
        text = json.dumps(told, indent=2) + "\n"
        click.echo(text, nl=False) if str(json_file) == "-" else json_file.write_text(text, encoding="utf-8")
    if json_file is None or str(json_file) != "-":
        for text, style in summary(told):
            say(text, style=style)
    return 0 if told["green"] else 1


def _judged(checks: tuple[Check, ...], meets: int) -> list[Verdict]:
    """One after the other, with a line on a terminal that says where it is."""
    shown = sys.stderr.isatty()
    verdicts = []
    for number, each in enumerate(checks, 1):
        if shown:
            click.echo(f"\r\x1b[K{number}/{len(checks)} {each.name}"[:100], err=True, nl=False)
        verdicts.append(judge(each, meets))
    if shown:
        click.echo("\r\x1b[K", err=True, nl=False)
    return verdicts
