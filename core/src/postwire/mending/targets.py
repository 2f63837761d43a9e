"""What a file shall be: a manifest's limits on each measure, all of them at once."""

from collections.abc import Iterable
from typing import Self

from attrs import evolve, frozen

from postwire.manifest import Limit, Manifest, Measure

Value = str | int | float | bool


@frozen
class Span:
    """What a measure may be. Doubtful values count as forbidden: whoever mends a file wants to be sure."""

    minimum: float | None = None
    maximum: float | None = None
    allowed: tuple[str | bool, ...] | None = None
    """The best one first; None: the bounds decide."""

    def holds(self, value: Value | None) -> bool:
        """Whether a value lies inside. What is not known does not, unless everything may be."""
        if self == Span():
            return True
        if value is None:
            return False
        if isinstance(value, str | bool):
            return self.allowed is None or value in self.allowed
        return (self.minimum is None or value >= self.minimum) and (self.maximum is None or value <= self.maximum)

    def narrowed(self, limit: Limit) -> Self:
        """With one more limit; where nothing would be left, as before."""
        lows = [bound for bound in (self.minimum, limit.minimum) if bound is not None]
        highs = [bound for bound in (self.maximum, limit.maximum) if bound is not None]
        low, high = max(lows, default=None), min(highs, default=None)
        words = self.allowed if self.allowed is not None else limit.allowed or None
        if limit.allowed and self.allowed is not None:
            words = tuple(word for word in self.allowed if word in limit.allowed)
        if words == () or (low is not None and high is not None and low > high):
            return self
        return evolve(self, minimum=low, maximum=high, allowed=words)


class Targets:
    """A span for every measure."""

    def __init__(self, limits: Iterable[Limit]) -> None:
        self._spans: dict[Measure, Span] = {}
        for limit in limits:
            self._spans[limit.measure] = self[limit.measure].narrowed(limit)

    @classmethod
    def of(cls, manifest: Manifest) -> Self:
        """Those of a platform's ordinary posts."""
        return cls(limit for limit in manifest.limits if limit.only_if is None)

    def __getitem__(self, measure: Measure) -> Span:
        return self._spans.get(measure, Span())
