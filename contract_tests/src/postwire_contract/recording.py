"""``record``: cassettes anew, from the connector's sandbox, or live in public."""

import os
import sys
from pathlib import Path

import click

from postwire.cli.printing import note, say
from postwire.redaction import redact
from postwire_contract.checking import CASSETTES
from postwire_contract.failure import Broken
from postwire_contract.journey import CANARY
from postwire_contract.kit import Kit
from postwire_contract.record import record as record_one
from postwire_contract.scenario import Scenario, Staging
from postwire_contract.staged import Staged
from postwire_contract.subject import subject
from postwire_contract.tape import TapeError

TOKEN = "POSTWIRE_CONTRACT_TOKEN"  # noqa: S105 - the name of a variable
_UNORDERED = {Staging.HONEST, Staging.LOST_ANSWER}
"""What a real platform does without being brought to it by hand."""


@click.command
@click.argument("name", metavar="NAME")
@click.argument("scenario", metavar="[SCENARIO]", required=False)
@click.option("--all", "every", is_flag=True, help="Every scenario that the manifest selects.")
@click.option("--module", metavar="PACKAGE", help="An importable package instead of the installed platform's.")
@click.option(
    "--cassettes",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(CASSETTES),
    show_default=True,
    help="The folder that holds PLATFORM/SCENARIO.yaml.",
)
@click.option("--live", is_flag=True, help=f"On the real platform, IN PUBLIC; the token comes from ${TOKEN} or stdin.")
@click.option("--user-id", metavar="ID", help="With --live: the platform's id of the account.")
@click.option("--handle", metavar="NAME", default="", help="With --live: the account's name; it is masked.")
@click.option("--api-base", metavar="URL", help="With --live: another address than the manifest's.")
@click.option("--parent", metavar="POST_ID", help="With --live: a post that may be answered, for replies.")
@click.option("--server", metavar="NAME", default="", help="With --live: the software that answers, and its version.")
@click.option("--yes", is_flag=True, help="With --live: do not ask first.")
def record(  # noqa: PLR0913 - one for each option
    *,
    name: str,
    scenario: str | None,
    every: bool,
    module: str | None,
    cassettes: Path,
    live: bool,
    user_id: str | None,
    handle: str,
    api_base: str | None,
    parent: str | None,
    server: str,
    yes: bool,
) -> int:
    """Record what the contract suite plays back.

    Against the package `sandbox` of the connector; with --live on the platform, where everybody can read it.
    """
    kit = subject(name, module).kit(cassettes)
    if kit.manifest.platform != name:
        raise click.UsageError(f"--module {module} is the connector of {kit.manifest.platform!r}, not of {name!r}")
    chosen = _chosen(kit, scenario, every=every, live=live)
    staged = None
    if live:
        if not user_id:
            raise click.UsageError("--live needs --user-id ID, the platform's id of the account")
        token = _token(yes=yes)
        where = api_base or kit.manifest.api.base_url
        _confirm(where, user_id, chosen, yes=yes)
        staged = Staged(url=where, user_id=user_id, handle=handle, token=token, parent=parent)
    own = {"--user-id": user_id, "--api-base": api_base, "--parent": parent, "--server": server}
    if not live and (strange := [option for option, value in own.items() if value]):
        raise click.UsageError(f"{', '.join(strange)} goes with --live only; a sandbox brings its own account")
    failed = [each.name for each in chosen if not _recorded(kit, each, staged, server)]
    if failed:
        note(f"not recorded: {', '.join(failed)}", style="bad")
    return 1 if failed else 0


def _recorded(kit: Kit, scenario: Scenario, staged: Staged | None, server: str) -> bool:
    try:
        path = record_one(kit, scenario, staged, server)
    except (Broken, TapeError) as error:
        note(_clean(f"{scenario.name}: {error}", staged), style="bad")
        return False
    except ValueError as error:
        note(_clean(f"{scenario.name}: left out, since it cannot happen there: {error}", staged), style="wait")
        return not scenario.must
    except Exception as error:  # noqa: BLE001 - a stranger's connector or sandbox may raise anything
        note(_clean(f"{scenario.name}: {type(error).__name__}: {error}", staged), style="bad")
        return False
    say(f"{scenario.name}: {path}", style="good")
    return True


def _clean(words: str, staged: Staged | None) -> str:
    """What a stranger's connector or sandbox says, without the token."""
    return redact(words, (CANARY, *((staged.token,) if staged else ())))


def _chosen(kit: Kit, scenario: str | None, *, every: bool, live: bool) -> list[Scenario]:
    if every == (scenario is not None):
        raise click.UsageError("give one SCENARIO, or --all, and not both")
    known = {each.name: each for each in kit.scenarios}
    if scenario is not None:
        if scenario not in known:
            raise click.UsageError(
                f"scenario {scenario!r} is not one that the manifest of {kit.manifest.platform!r} selects; they are "
                + ", ".join(known)
            )
        return [known[scenario]]
    chosen = [each for each in known.values() if not live or each.staging in _UNORDERED]
    left = [each for each in known if known[each] not in chosen]
    if left:
        note(f"left out, since the platform has to be brought to it by hand: {', '.join(left)}", style="wait")
    return chosen


def _token(*, yes: bool) -> str:
    """Never an argument: those are seen in the list of processes and in the shell's history."""
    token = os.environ.get(TOKEN, "").strip()
    if token:
        return token
    if sys.stdin.isatty():
        return str(click.prompt("token", hide_input=True, err=True)).strip()
    if not yes:
        raise click.UsageError(f"a token on stdin leaves nobody to ask; add --yes, or put the token into ${TOKEN}")
    token = sys.stdin.readline().strip()
    if not token:
        raise click.UsageError(f"--live needs a token: put it into ${TOKEN}, or into stdin")
    return token


def _confirm(where: str, user_id: str, chosen: list[Scenario], *, yes: bool) -> None:
    told = (
        f"{', '.join(each.name for each in chosen)} will be posted on {where} as {user_id}, where everybody can read it"
    )
    note(told, style="wait")
    if not yes:
        click.confirm("Go on?", abort=True, err=True)
