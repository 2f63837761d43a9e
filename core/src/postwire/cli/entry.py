"""Entries of the atlas, told to a person or to a program."""

from collections.abc import Iterator
from typing import Any

from postwire.atlas import Atlas, Fit, Found
from postwire.atlas.words import CAUSED_BY, WHO, handling, moment
from postwire.cli.shapes import source_plain
from postwire.cli.story import Line, diagnosis_lines
from postwire.meaning import Sign


def entry_lines(atlas: Atlas, found: tuple[Found, ...]) -> Iterator[Line]:
    """What a code stands for; several entries where it stands for several things."""
    if found[0].fit in {Fit.FAMILY, Fit.FAMILY_CONDITIONAL}:
        yield "the second number is not known; the first one means:", "dim"
    elif len(found) > 1:
        yield f"it means {len(found)} different things:", "head"
    for each in found:
        if len(found) > 1:
            yield "", None
            yield _moments(found, each), "head"
        yield from _lines(atlas, each)


def entry_plain(atlas: Atlas, found: Found) -> dict[str, Any]:
    """One entry: its keys are stable, more may be added."""
    meaning = found.meaning
    diagnosis = meaning.diagnosis()
    return {
        "code": meaning.code,
        "fit": found.fit.name.lower(),
        "category": meaning.category.value,
        "action": meaning.action.value,
        "caused_by": meaning.caused_by.value,
        "who_acts": WHO[meaning.action],
        "message": meaning.message,
        "detail": meaning.detail,
        "next_step": meaning.next_step,
        "command": meaning.command or None,
        "mend": meaning.mend or None,
        "by_itself": handling(meaning, atlas.pace),
        "retry_after": diagnosis.retry_after,
        "may_be_live": meaning.may_be_live,
        "error_class": diagnosis.error_class,
        "action_word": diagnosis.action_word,
        "gateway_code": diagnosis.gateway_code,
        "met": dict(meaning.met),
        "signs": [_sign_plain(sign) for sign in meaning.signs],
        "related": [other.code for other, _ in atlas.related(meaning)],
    }


def _lines(atlas: Atlas, found: Found) -> Iterator[Line]:
    meaning = found.meaning
    yield from diagnosis_lines(meaning.diagnosis(), indent="")
    for name, text in (
        ("mend", meaning.mend),
        ("who acts", WHO[meaning.action]),
        ("cause", CAUSED_BY[meaning.caused_by]),
        ("by itself", handling(meaning, atlas.pace)),
        ("met", ", ".join(f"{number} of {platform}" for platform, number in meaning.met.items())),
        ("related", ", ".join(other.name for other, _ in atlas.related(meaning))),
    ):
        if text:
            yield f"{name:<9} {text}", None
    for sign in found.signs or meaning.signs:
        yield f"sign      {_said(sign)}", "dim"
        for source in sign.sources:
            where = f"  {source.url}" if source.url else ""
            yield f"            {source.title} ({source.standing}, {source.seen}){where}", "dim"


def _said(sign: Sign) -> str:
    words = [", ".join(sign.codes), " or ".join(sign.types), f"while {when}" if (when := moment(sign, ())) else ""]
    words.append(sign.note)
    words.append(f"saying {' | '.join(sign.phrases)}" if sign.phrases else "")
    return f"{', '.join(word for word in words if word)}  [{sign.rule}]".strip()


def _moments(every: tuple[Found, ...], found: Found) -> str:
    siblings = tuple(sign for each in every for sign in each.signs)
    moments = dict.fromkeys(moment(sign, siblings) or "always" for sign in found.signs)
    return f"while: {', '.join(moments)}"


def _sign_plain(sign: Sign) -> dict[str, Any]:
    return {
        "rule": sign.rule,
        "codes": list(sign.codes),
        "types": list(sign.types),
        "statuses": list(sign.statuses),
        "operations": sorted(operation.value for operation in sign.operations),
        "phrases": list(sign.phrases),
        "note": sign.note or None,
        "sources": [source_plain(source) for source in sign.sources],
    }
