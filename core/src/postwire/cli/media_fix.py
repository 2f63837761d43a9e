"""`postwire media fix`."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.platform_name import connector_named
from postwire.cli.printing import emit, note, say
from postwire.cli.problems import STYLES
from postwire.cli.refusal import Refusal, UsageRefusal
from postwire.cli.shapes import facts_plain, problem_plain
from postwire.media import MediaFacts, MediaKind
from postwire.problem import Problem, Severity
from postwire.registry import Registry

if TYPE_CHECKING:
    from postwire.mending import Mended

_STEPS = 1000
_ADDRESS = re.compile(r"https?:/", re.IGNORECASE)
"""A path does away with the second slash."""


@click.command
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--for", "platform", metavar="PLATFORM", required=True, help="Whose limits it shall keep.")
@click.option(
    "-o", "out", metavar="FILE", type=click.Path(path_type=Path), help="The new file; else NAME.PLATFORM.mp4 beside it."
)
@click.option("--pad", is_flag=True, help="Give borders to what is too wide or too tall.")
@click.option("--split", is_flag=True, help="Cut a video that is too long into numbered parts.")
@json_option
@common_options
def fix(  # noqa: PLR0913 - one per option
    *, file: Path, platform: str, out: Path | None, pad: bool, split: bool, as_json: bool
) -> Exit:
    """Write a picture or video that a platform takes, beside one that it would refuse.

    Says what is wrong with FILE, item by item, and writes a new file: videos as MP4 with H.264 and AAC, of which is
    copied what can stay; pictures as JPEG or PNG. FILE stays as it is, nothing is overwritten, and a new file gets its
    name only once it is whole and was found to keep the limits. Without anything to mend nothing is written.
    """
    from postwire.mending import Unmendable, mend  # noqa: PLC0415 - 100 ms
    from postwire.probe import ProbeFailed, ProbeUnavailable  # noqa: PLC0415 - as above

    if _ADDRESS.match(str(file)):
        raise UsageRefusal(
            f"{str(file)!r} is an address",
            field="FILE",
            value=str(file),
            fix="Download it first, and give the path of the file.",
        )
    manifest = connector_named(Registry.installed(), platform).manifest
    try:
        with _bar(shown=not as_json and sys.stderr is not None and sys.stderr.isatty()) as progress:
            done = mend(file, manifest, out=out, pad=pad, split=split, progress=progress)
    except ProbeFailed as error:
        raise _refusal(f"{error.location}: {error.reason}", f"probe_{error.fault.value}", file, error.fix) from None
    except Unmendable as error:
        raise _refusal(f"{error.location}: {error.reason}", "unmendable", file, error.fix) from None
    except ProbeUnavailable as error:
        raise Refusal(str(error), code="missing_extra", exit=Exit.SETUP) from None
    if as_json:
        emit(_plain(file, platform, done))
    else:
        _tell(file, manifest.title, done)
    return Exit.DONE


def _tell(file: Path, title: str, done: "Mended") -> None:
    for problem in done.found:
        _problem(problem)
    if not done.files:
        say(f"{file}: nothing to mend for {title}", style="good")
    for path, facts in done.files:
        say(f"{path}: {_summary(facts)}", style="good")
    for problem in done.left if done.files else ():
        _problem(problem, "still ")
    for words in done.notes:
        note(words, style="dim")


def _problem(problem: Problem, prefix: str = "") -> None:
    say(f"{prefix}{problem.severity.value}: {problem.message} [{problem.rule}]", style=STYLES[problem.severity])
    if problem.severity is Severity.UNSURE:
        say(f"  {problem.fix.sentence}")


def _summary(facts: MediaFacts) -> str:
    size = f"{facts.width:g}x{facts.height:g}, {facts.bytes} bytes"
    if facts.kind is MediaKind.IMAGE:
        return f"{facts.format}, {size}"
    sound = f", {facts.audio_codec}" if facts.has_audio else ""
    return f"{facts.format} ({facts.video_codec}{sound}), {facts.duration:.5g} s, {facts.frame_rate:.5g} fps, {size}"


def _plain(file: Path, platform: str, done: "Mended") -> dict[str, Any]:
    return {
        "file": str(file),
        "platform": platform,
        "problems": [problem_plain(problem) for problem in done.found],
        "files": [{"file": str(path), "facts": facts_plain(facts)} for path, facts in done.files],
        "left": [problem_plain(problem) for problem in done.left],
        "notes": list(done.notes),
    }


@contextmanager
def _bar(*, shown: bool) -> Iterator[Callable[[float], None]]:
    """Something that grows on the terminal, if there is one."""
    if not shown:
        yield lambda _: None
        return
    with click.progressbar(length=_STEPS, label="mending", file=sys.stderr) as bar:
        yield lambda done: bar.update(max(0, int(done * _STEPS) - bar.pos))


def _refusal(message: str, code: str, file: Path, fix: str) -> Refusal:
    return Refusal(message, code=code, field="FILE", value=str(file), fix=f"{fix[0].upper()}{fix[1:]}.")
