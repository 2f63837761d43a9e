"""Every answer that is known of one platform, to be leafed through: by our code or by the platform's own."""

from collections import Counter
from collections.abc import Iterator, Mapping

from attrs import frozen

from postwire.atlas.own import own_meanings
from postwire.atlas.platform_code import Fit, fit
from postwire.connector import Connector
from postwire.diagnosis import Category
from postwire.manifest import Pace
from postwire.meaning import Meaning, Sign
from postwire.operation import Operation

__all__ = ["Atlas", "Fit", "Found"]


MANY = 6
"""Meanings that a code of the platform may have before it counts as vague."""


@frozen
class Found:
    """A meaning that a code may stand for, with the signs that say so."""

    meaning: Meaning
    signs: tuple[Sign, ...] = ()
    """Those that the platform's code fits; empty where our own code was asked for."""
    fit: Fit = Fit.EXACT

    @property
    def is_of_a_moment(self) -> bool:
        """Whether it holds during certain operations only."""
        return any(sign.operations for sign in self.signs)


@frozen
class Atlas:
    """What a connector knows, and what postwire itself says of every platform."""

    platform: str
    title: str
    meanings: Mapping[str, Meaning]
    """Code to meaning, ordered by code."""
    pace: Pace
    ours: frozenset[str]
    """The codes that come from postwire itself: the table by HTTP status, the lifecycle, the engine."""

    @classmethod
    def of(cls, connector: Connector) -> "Atlas":
        """The atlas of a platform. A connector that tells nothing still has the codes of postwire itself."""
        own = {meaning.code: meaning for meaning in own_meanings(connector.platform)}
        told = {meaning.code: meaning for meaning in connector.meanings()}
        every = own | told
        return cls(
            connector.platform,
            connector.manifest.title,
            {code: every[code] for code in sorted(every)},
            connector.manifest.pace,
            frozenset(own.keys() - told.keys()),
        )

    def look_up(self, code: str) -> tuple[Found, ...]:
        """What a code of ours (with or without the platform's name) or of the platform stands for, the surest first.

        Several where the platform's code means different things at different moments or with different words.
        """
        plain = code.strip().strip("`'\"")
        meaning = self.meanings.get(plain.lower()) or self.meanings.get(f"{self.platform}.{plain.lower()}")
        if meaning is not None:
            return (Found(meaning),)
        found = sorted(self._fitting(plain), key=lambda each: (each.fit, not each.is_of_a_moment))
        return tuple(each for each in found if each.fit is found[0].fit)

    def during(self, found: tuple[Found, ...], operation: Operation) -> tuple[Found, ...]:
        """Of what a code stands for, what it stands for during an operation."""
        then = tuple(each for each in found if any(operation in sign.operations for sign in each.signs))
        return then or tuple(each for each in found if not each.is_of_a_moment) or found

    def related(self, meaning: Meaning) -> tuple[tuple[Meaning, tuple[str, ...]], ...]:
        """Other meanings that share a code of the platform, with the codes that they share.

        A code that stands for very many things says nothing about how they are related.
        """
        carried = Counter(code for each in self.meanings.values() for code in _codes(each))
        own = [code for code in _codes(meaning) if carried[code] <= MANY]
        shared = ((other, tuple(code for code in own if code in _codes(other))) for other in self.meanings.values())
        return tuple((other, codes) for other, codes in shared if codes and other.code != meaning.code)

    def counts(self) -> dict[Category, int]:
        """How many meanings each category has, in the categories' order."""
        found = Counter(meaning.category for meaning in self.meanings.values())
        return {category: found[category] for category in Category if found[category]}

    def _fitting(self, code: str) -> Iterator[Found]:
        for meaning in self.meanings.values():
            fits = [(sign, how) for sign in meaning.signs if (how := fit(code, sign)) is not None]
            if fits:
                best = min(how for _, how in fits)
                yield Found(meaning, tuple(sign for sign, how in fits if how is best), best)


def _codes(meaning: Meaning) -> dict[str, None]:
    return dict.fromkeys(code for sign in meaning.signs for code in sign.codes)
