"""What trials of one kind came to."""

from collections import Counter
from typing import Self

from attrs import define, field
from tests.crash.verdict import Verdict


@define
class Tally:
    """Counts of trials, and what the platform and the databases said after them."""

    counts: Counter[str] = field(factory=Counter)
    verdict: Verdict = field(factory=Verdict)

    @property
    def kills(self) -> int:
        """Processes that SIGKILL ended."""
        return self.counts["kill -9"]

    def __iadd__(self, other: "Tally") -> Self:
        """Take another one's counts in."""
        self.counts += other.counts
        self.verdict += other.verdict
        return self

    def told(self, title: str) -> str:
        """Title and counts, a line each."""
        verdict = self.verdict
        rows = {
            **self.counts,
            "deliveries": verdict.deliveries,
            "live": verdict.live,
            "live twice": verdict.twice,
            "lost": verdict.lost,
            "live and not accounted for": verdict.orphans,
            "stuck without an owner": verdict.stuck,
            "unconfirmed": verdict.unconfirmed,
            "held": verdict.held,
            "failed, not live, and say so": verdict.failed,
        }
        lines = [f"  {name:<36}{number:>7}" for name, number in rows.items()]
        return "\n".join([title, *lines, *(f"  ! {finding}" for finding in verdict.findings)])
