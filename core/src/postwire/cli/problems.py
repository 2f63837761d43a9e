"""Findings about a post, told."""

from collections.abc import Sequence

from postwire.cli.printing import note, say
from postwire.cli.refusal import Refusal
from postwire.cli.shapes import problem_plain
from postwire.problem import Problem, Severity

Found = tuple[str, Problem]
"""Account id or platform, and the problem."""

STYLES = {Severity.ERROR: "bad", Severity.WARNING: "wait", Severity.UNSURE: "dim"}


def errors(found: Sequence[Found]) -> list[Found]:
    """Those that a platform would refuse the post for."""
    return [(whose, problem) for whose, problem in found if problem.severity is Severity.ERROR]


def tell(found: Sequence[Found], *, aside: bool) -> None:
    """Every finding with its fix; ``aside``: on stderr, beside a result."""
    out = note if aside else say
    for whose, problem in found:
        out(f"{problem.severity.value}: {whose}: {problem.message} [{problem.rule}]", style=STYLES[problem.severity])
        out(f"  {problem.fix.sentence}")
        if problem.fix.command:
            out(f"  $ {problem.fix.command}")
        for source in problem.sources:
            out(f"  {source.standing.value} {source.seen}: {source.title} {source.url or ''}".rstrip(), style="dim")


def invalid(found: Sequence[Found]) -> Refusal:
    """The refusal of a post that a platform would refuse."""
    bad = errors(found)
    lines = [f"\n  {whose}: {problem.message} [{problem.rule}]\n    {problem.fix.sentence}" for whose, problem in bad]
    first = bad[0][1]
    return Refusal(
        "the post was not accepted, nothing was sent:" + "".join(lines),
        code="invalid_post",
        field=first.field if first.item is None else f"{first.field}[{first.item}]",
        value=None if first.observed is None else str(first.observed),
        fix=None if len(bad) == 1 else f"All {len(bad)} have to be mended.",
        details={"problems": [problem_plain(problem, whose) for whose, problem in found]},
    )
