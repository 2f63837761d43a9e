"""Every limit of a manifest, held against a post and the facts of its files."""

from collections.abc import Iterable, Iterator

import attrs

from postwire.checks.commands import command_for
from postwire.checks.measures import OF_FILE, OF_POST
from postwire.checks.subject import subject
from postwire.checks.units import Value, say, say_allowed
from postwire.manifest import Limit, Manifest, Measure
from postwire.media import Media, MediaKind
from postwire.post import Post
from postwire.problem import Fix, Problem, Severity

_ENCODING = frozenset({Measure.IMAGE_FORMAT, Measure.VIDEO_FORMAT, Measure.VIDEO_CODEC})
"""A file that is refused for one of these has to be encoded anew: what is unknown of it does not matter any more."""


def limit_problems(post: Post, manifest: Manifest) -> Iterator[Problem]:
    """What is out of bounds and, once per file, what is not known of it.

    Of several broken limits on one measure only the hardest are told: a codec that is refused is not doubted as well.
    """
    limits = tuple(_in_force(post, manifest))
    yield from _hardest(_of_words(post, limits))
    for item, media in enumerate(post.media):
        found = tuple(_of_item(media, limits, manifest))
        anew = any(problem.severity is Severity.ERROR and measure in _ENCODING for measure, problem in found)
        unknown = () if anew else _unknown(media, limits, manifest)
        for problem in (*_hardest(found), *unknown):
            yield attrs.evolve(problem, item=item, message=f"{subject(post, item)}: {problem.message}")


def _in_force(post: Post, manifest: Manifest) -> Iterator[Limit]:
    chosen = {option.name: option.default for option in manifest.options} | dict(post.options_for(manifest.platform))
    for limit in manifest.limits:
        if limit.unless is not None and chosen.get(limit.unless[0]) == limit.unless[1]:
            continue
        if limit.only_if is not None and chosen.get(limit.only_if[0]) != limit.only_if[1]:
            continue
        yield limit


def _of_words(post: Post, limits: Iterable[Limit]) -> Iterator[tuple[Measure, Problem]]:
    for limit in limits:
        if limit.measure in OF_POST:
            field, read = OF_POST[limit.measure]
            value = read(post)
            if value is not None and _breaks(limit, value):
                yield limit.measure, _problem(limit, value, field)


def _of_item(media: Media, limits: Iterable[Limit], manifest: Manifest) -> Iterator[tuple[Measure, Problem]]:
    for limit in limits:
        value = _read(limit, media)
        if value is not None and _breaks(limit, value):
            command = limit.command and command_for(limit.command, media, manifest.platform)
            yield limit.measure, _problem(limit, value, "media", command)


def _read(limit: Limit, media: Media) -> Value | None:
    if limit.measure is Measure.ALT_TEXT_CODE_POINTS:
        return len(media.alt_text) if media.alt_text else None
    if limit.measure not in OF_FILE or media.facts is None or not _asked(limit, media, media.facts.kind):
        return None
    return OF_FILE[limit.measure].read(media.facts)


def _asked(limit: Limit, media: Media, kind: MediaKind) -> bool:
    """Whether a limit concerns this kind of file; a video known to be silent has no sound to judge."""
    fact = OF_FILE[limit.measure]
    silent = media.facts is not None and media.facts.has_audio is False
    return fact.kind is kind and not (fact.of_audio and silent)


def _unknown(media: Media, limits: Iterable[Limit], manifest: Manifest) -> Iterator[Problem]:
    """One problem for all facts that would have to be known, none if nothing is missing."""
    kind, facts = media.kind, media.facts
    if kind is None:
        return  # an error already
    asked = [limit for limit in limits if limit.measure in OF_FILE and _asked(limit, media, kind)]
    missing = [limit for limit in asked if facts is None or OF_FILE[limit.measure].read(facts) is None]
    if not missing:
        return
    names = ", ".join(dict.fromkeys(OF_FILE[limit.measure].name for limit in missing))
    yield Problem(
        rule=f"{manifest.platform}.media.unknown_facts",
        severity=Severity.UNSURE,
        message=f"nothing is known of this {kind}, so it could not be checked."
        if len(missing) == len(asked)
        else f"not known, and so not checked: {names}.",
        field="media",
        fix=Fix(
            "Have the file probed (postwire[media] does that), or give its facts along with it.",
            command="pip install 'postwire[media]'",
        ),
        sources=tuple(dict.fromkeys(source for limit in missing for source in limit.sources)),
    )


def _hardest(found: Iterable[tuple[Measure, Problem]]) -> Iterator[Problem]:
    pairs = tuple(found)
    refused = {measure for measure, problem in pairs if problem.severity is Severity.ERROR}
    return (problem for measure, problem in pairs if problem.severity is Severity.ERROR or measure not in refused)


def _breaks(limit: Limit, value: Value) -> bool:
    if isinstance(value, str | bool):
        return _folded(value) not in {_folded(allowed) for allowed in limit.allowed}
    return _bound(limit, value) is not None


def _folded(value: str | bool) -> str | bool:  # noqa: FBT001 - a fact, not a switch
    return value.casefold() if isinstance(value, str) else value


def _bound(limit: Limit, value: float) -> float | None:
    """The bound that a number lies beyond."""
    if limit.minimum is not None and value < limit.minimum:
        return limit.minimum
    if limit.maximum is not None and value > limit.maximum:
        return limit.maximum
    return None


def _problem(limit: Limit, value: Value, field: str, command: str | None = None) -> Problem:
    observed, excess = say(limit.measure, value), ""
    allowed: Value | None = ", ".join(say(limit.measure, one) for one in limit.allowed)
    if not isinstance(value, str | bool):
        allowed = bound = _bound(limit, value)
        if bound is not None:
            excess = say(limit.measure, abs(value - bound))
            observed = f"{observed} ({value})" if observed == say(limit.measure, bound) else observed
    words = {"observed": observed, "allowed": say_allowed(limit), "excess": excess}
    return Problem(
        rule=limit.rule,
        severity=limit.severity,
        message=limit.message.format(**words),
        field=field,
        observed=value,
        allowed=allowed,
        fix=Fix(limit.fix.format(**words), command=command),
        sources=limit.sources,
    )
