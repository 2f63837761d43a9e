"""Whether a platform's code, as a person types it, is one that a sign names."""

import enum
import re

from postwire.meaning import Sign

_SEPARATORS = re.compile(r"[\s/:.,|()#]+")
_WORDS = re.compile(r"(?i)\b(?:error|code|sub-?code|http|status)[\s:=#]*")
_SPAN = re.compile(r"([0-9]+)-([0-9]+)")


class Fit(enum.IntEnum):
    """How well; the lower the better."""

    EXACT = 0
    """The code says it all."""
    SECOND = 1
    """The second of its two numbers says it."""
    CONDITIONAL = 2
    """If the answer's words, or something else in it, say so, too."""
    FAMILY = 3
    """Its second number is not known, its first one is."""
    FAMILY_CONDITIONAL = 4


def fit(code: str, sign: Sign) -> Fit | None:
    """How well a code fits a sign; None: not at all."""
    wanted = parts(code)
    found = [how for known in sign.codes if (how := _fit(wanted, parts(known))) is not None]
    if len(wanted) == 1 and not sign.codes and wanted[0] in map(str, sign.statuses):
        found = [Fit.EXACT]
    if not found:
        return None
    conditional = bool(sign.phrases or sign.types)
    best = min(found)
    if best is Fit.FAMILY:
        return Fit.FAMILY_CONDITIONAL if conditional else best
    return Fit.CONDITIONAL if conditional else best


def parts(code: str) -> tuple[str, ...]:
    """``190/463``, ``code 190, subcode 463`` and ``190:463`` are the same two numbers; a name is one part."""
    said = _WORDS.sub(" ", code)
    return tuple(part for part in _SEPARATORS.split((said if said.strip() else code).upper()) if part)


def _fit(wanted: tuple[str, ...], known: tuple[str, ...]) -> Fit | None:
    match wanted, known:
        case (one,), (alone,) if _within(one, alone):
            return Fit.EXACT
        case (one,), (_, second) if _within(one, second):
            return Fit.EXACT
        case (code, subcode), (first, second) if _within(code, first) and _within(subcode, second):
            return Fit.EXACT
        case (_, subcode), (alone,) if _within(subcode, alone):
            return Fit.SECOND
        case (code, _), (alone,) if _within(code, alone):
            return Fit.FAMILY
        case _:
            return None


def _within(part: str, known: str) -> bool:
    span = _SPAN.fullmatch(known)
    if span and part.isdecimal():
        return int(span[1]) <= int(part) <= int(span[2])
    return part == known
