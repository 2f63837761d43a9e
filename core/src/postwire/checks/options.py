"""A post's options for a platform, against the options that its manifest lists."""

import difflib
import reprlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from postwire.manifest import Manifest, Option, OptionType
from postwire.post import Post
from postwire.problem import Fix, Problem, Severity

_TYPES: dict[OptionType, tuple[str, Callable[[Any], bool]]] = {
    OptionType.TEXT: ("a text", lambda value: isinstance(value, str)),
    OptionType.BOOLEAN: ("true or false", lambda value: isinstance(value, bool)),
    OptionType.INTEGER: ("a whole number", lambda value: isinstance(value, int) and not isinstance(value, bool)),
    OptionType.LIST: ("a list", lambda value: isinstance(value, list | tuple)),
    OptionType.OBJECT: ("an object", lambda value: isinstance(value, Mapping)),
}


@frozen
class _Finding:
    rule: str
    message: str
    observed: str | int
    allowed: str | int | None
    remedy: str
    replacement: str | None = None


def option_problems(post: Post, manifest: Manifest) -> Iterator[Problem]:
    """An error for every option that is unknown, of the wrong type, or holds what it must not hold."""
    for name, value in post.options_for(manifest.platform).items():
        option = manifest.option(name)
        if option is None:
            yield _unknown(name, manifest)
            continue
        path = f"options.{manifest.platform}.{name}"
        for finding in _findings(option, value):
            change = None if finding.replacement is None else {path: finding.replacement}
            yield Problem(
                rule=f"{manifest.platform}.options.{name}.{finding.rule}",
                severity=Severity.ERROR,
                message=f"The option {name} {finding.message}.",
                field=f"options.{name}",
                observed=finding.observed,
                allowed=finding.allowed,
                fix=Fix(finding.remedy, change=change),
                sources=option.sources,
            )


def _unknown(name: str, manifest: Manifest) -> Problem:
    known = sorted(option.name for option in manifest.options)
    return Problem(
        rule=f"{manifest.platform}.options.unknown",
        severity=Severity.ERROR,
        message=f"{manifest.title} has no option {name!r}.",
        field=f"options.{name}",
        observed=name,
        allowed=", ".join(known),
        fix=Fix(f"{_wish(name, known)}Known options: {', '.join(known) or 'none'}."),
        sources=manifest.sources,
    )


def _findings(option: Option, value: Any) -> Iterator[_Finding]:
    words, fits = _TYPES[option.type]
    if not fits(value):
        shown = reprlib.repr(value)
        yield _Finding("type", f"takes {words}, not {shown}", shown, words, f"Give {words}.")
        return
    if isinstance(value, str):
        yield from _length(option, value, "characters")
        yield from _choice(option, value)
        yield from _characters(option, value)
    elif isinstance(value, list | tuple):
        yield from _length(option, value, "entries")
        for number, entry in enumerate(value, 1):
            yield from _choice(option, entry)
            yield from _entry(option, number, entry)


def _length(option: Option, value: Sequence[Any], unit: str) -> Iterator[_Finding]:
    low, high = option.minimum_length or 0, option.maximum_length
    if len(value) >= low and (high is None or len(value) <= high):
        return
    span = f"{f'at least {low}' if high is None else f'{low} to {high}'} {unit}"
    bound = low if len(value) < low else high
    yield _Finding("length", f"takes {span}, not {len(value)}", len(value), bound, f"Give {span}.")


def _entry(option: Option, number: int, entry: Any) -> Iterator[_Finding]:
    high = option.entry_length
    if high is None or (isinstance(entry, str) and 1 <= len(entry) <= high and entry.strip()):
        return
    span = f"a text of 1 to {high} characters"
    observed = len(entry) if isinstance(entry, str) else reprlib.repr(entry)
    yield _Finding("entry", f"takes {span} as entry {number}, not {observed}", observed, high, f"Give {span}.")


def _choice(option: Option, value: Any) -> Iterator[_Finding]:
    if not option.choices or value in option.choices:
        return
    choices = ", ".join(option.choices)
    same = [choice for choice in option.choices if choice.casefold() == str(value).strip().casefold()]
    yield _Finding(
        "choice",
        f"cannot be {reprlib.repr(value)}",
        str(value),
        choices,
        f"{_wish(str(value), option.choices)}Choose among {choices}.",
        replacement=same[0] if same and option.type is OptionType.TEXT else None,
    )


def _characters(option: Option, value: str) -> Iterator[_Finding]:
    wrong = ", ".join(repr(character) for character in dict.fromkeys(value) if character in option.forbidden_characters)
    if wrong:
        yield _Finding("characters", f"must not hold {wrong}", wrong, None, f"Take out {wrong}.")
    try:
        value.encode()
    except UnicodeEncodeError:
        remedy = "The text was cut inside an emoji or decoded wrongly: take it from its origin again."
        yield _Finding("not_unicode", "holds half of a surrogate pair", ascii(value), None, remedy)


def _wish(given: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(given.strip().casefold(), known, n=1)
    return f"Did you mean {near[0]}? " if near else ""
