"""From a file that a platform would refuse to files that it takes."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from postwire.checks.limits import limit_problems
from postwire.manifest import Manifest
from postwire.media import Media, MediaFacts, MediaKind
from postwire.mending.fresh import draft, require_free, settle
from postwire.mending.targets import Targets
from postwire.mending.unmendable import Unmendable
from postwire.post import Post
from postwire.probe import ProbeFailed, ProbeUnavailable, probe_file
from postwire.problem import Problem, Severity

if TYPE_CHECKING:
    from postwire.mending.film import FilmPlan
    from postwire.mending.picture import PicturePlan

Progress = Callable[[float], None]
"""Is told how much is done, from 0 to 1."""


@frozen
class Mended:
    """What became of a file."""

    found: tuple[Problem, ...]
    """What was wrong with it."""
    files: tuple[tuple[Path, MediaFacts], ...]
    """The new files, in order; none where nothing had to be mended."""
    left: tuple[Problem, ...]
    """What the new files still are warned of, as nobody can mend it (a picture that is too small, for one)."""
    notes: tuple[str, ...]
    """What else was changed."""


def findings(path: Path | str, facts: MediaFacts, manifest: Manifest) -> tuple[Problem, ...]:
    """What a platform finds wrong or doubtful about a file as such, wherever it lies."""
    post = Post(media=(Media(str(path), facts=facts),))
    return tuple(problem for problem in limit_problems(post, manifest) if problem.field == "media")


def mend(  # noqa: PLR0913 - every one is a choice of its own
    path: Path,
    manifest: Manifest,
    *,
    out: Path | None = None,
    pad: bool = False,
    split: bool = False,
    progress: Progress = lambda _: None,
) -> Mended:
    """Write what a platform takes into new files, ``NAME.PLATFORM.mp4`` beside the old one unless ``out`` names one.

    ``pad``: give borders to what is too wide or too tall. ``split``: cut a video that is too long into parts of equal
    length, which are numbered. Every new file has been probed and found free of errors before it gets its name.

    Raises `Unmendable`, with nothing written; `ProbeFailed` where the file cannot be read, `ProbeUnavailable` without
    the extra.
    """
    facts = probe_file(path)
    found = findings(path, facts, manifest)
    if all(problem.severity is Severity.UNSURE for problem in found):
        return Mended(found, (), found, ())
    plan = _planned(path, facts, Targets.of(manifest), pad=pad, split=split)
    names = _names(path, out, manifest.platform, plan.suffix, plan.parts)
    left: list[Problem] = []
    with ExitStack() as stack:
        drafts = [stack.enter_context(draft(name)) for name in names]
        notes = plan.write(drafts, progress)
        made = [(name, _proven(path, new, manifest, left)) for name, new in zip(names, drafts, strict=True)]
        for name, new in zip(names, drafts, strict=True):
            settle(new, name)
    return Mended(found, tuple(made), tuple(dict.fromkeys(left)), tuple(notes))


def _planned(path: Path, facts: MediaFacts, targets: Targets, *, pad: bool, split: bool) -> "PicturePlan | FilmPlan":
    if facts.kind is MediaKind.IMAGE:
        from postwire.mending.picture import PicturePlan  # noqa: PLC0415 - Pillow is an extra

        return PicturePlan.of(path, facts, targets, pad=pad)
    from postwire.mending.film import FilmPlan  # noqa: PLC0415 - PyAV is an extra

    return FilmPlan.of(path, facts, targets, pad=pad, split=split)


def _names(path: Path, out: Path | None, platform: str, suffix: str, parts: int) -> list[Path]:
    if out is not None and out.suffix.lower() != suffix and out.suffix.lower() not in _SAME.get(suffix, ()):
        raise Unmendable(str(out), f"what is written is a {suffix} file", f"name it {out.with_suffix(suffix).name}")
    whole = out or path.with_name(f"{path.stem}.{platform}{suffix}")
    names = [whole] if parts == 1 else [whole.with_stem(f"{whole.stem}.{part}") for part in range(1, parts + 1)]
    for name in names:
        require_free(name)
    return names


_SAME = {".jpg": (".jpeg",)}


def _proven(path: Path, new: Path, manifest: Manifest, left: list[Problem]) -> MediaFacts:
    try:
        facts = probe_file(new)
    except (ProbeFailed, ProbeUnavailable) as error:
        raise Unmendable(str(path), f"what was written cannot be read: {error}", "please report it") from error
    problems = findings(path, facts, manifest)
    for problem in problems:
        if problem.severity is Severity.ERROR:
            raise Unmendable(str(path), problem.message, problem.fix.sentence)
    left += problems
    return facts
