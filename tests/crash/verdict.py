"""The platform's own list of what went live, beside what the database says."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Self

from attrs import define, field, fields, frozen


@frozen
class Told:
    """What a database says of one delivery: the name of its state, and the post that it became."""

    state: str
    post_id: str | None = None


@define
class Verdict:
    """Counts of one comparison, or of many."""

    deliveries: int = 0
    live: int = 0
    """Deliveries of which at least one post is live."""
    posts: int = 0
    """Live posts of accepted deliveries."""
    twice: int = 0
    """Deliveries of which more than one post went live."""
    lost: int = 0
    """Accepted deliveries that are gone, or told to be published where no such post is live."""
    orphans: int = 0
    """Live posts whose delivery tells of another end, or of another post."""
    stuck: int = 0
    """Deliveries that rest in no final state, and in none that says who must act."""
    unconfirmed: int = 0
    held: int = 0
    failed: int = 0
    """Ended without going live, and say so."""
    findings: list[str] = field(factory=list)
    """One line for each of `twice`, `lost`, `orphans` and `stuck`."""

    @property
    def good(self) -> bool:
        """Whether no promise was broken."""
        return not (self.twice or self.lost or self.orphans or self.stuck)

    def __iadd__(self, other: "Verdict") -> Self:
        """Take another one's counts in."""
        for attribute in fields(Verdict):
            setattr(self, attribute.name, getattr(self, attribute.name) + getattr(other, attribute.name))
        return self


def judge(accepted: Collection[str], stored: Mapping[str, Told], published: Sequence[Mapping[str, Any]]) -> Verdict:
    """Compare, text by text: each accepted text was accepted once.

    ``stored`` is what the database says by text, ``published`` what the platform says of the account.
    """
    verdict = Verdict(deliveries=len(accepted))
    ids: dict[str, list[str]] = {}
    for post in published:
        ids.setdefault(post["text"], []).append(post["id"])
    for text, found in ids.items():
        if text not in accepted:
            verdict.orphans += len(found)
            verdict.findings.append(f"orphan: {found} says {text!r}, which nobody wanted")
    for text in accepted:
        _one(verdict, text, stored.get(text, Told("nothing")), ids.get(text, []))
    return verdict


def _one(verdict: Verdict, text: str, told: Told, ids: list[str]) -> None:
    verdict.live += bool(ids)
    verdict.posts += len(ids)
    if len(ids) > 1:
        verdict.twice += 1
        verdict.findings.append(f"twice: {text!r} is live as {ids}; the database says {told.state}")
    match told.state:
        case "nothing":
            verdict.lost += 1
            verdict.findings.append(f"lost: {text!r} was accepted and is not in the database")
        case "published":
            if told.post_id not in ids:
                verdict.lost += 1
                verdict.findings.append(f"lost: {text!r} is told to be post {told.post_id}; live: {ids}")
        case "unconfirmed":
            verdict.unconfirmed += 1
        case "held":
            verdict.held += 1
        case "failed" | "missed" | "cancelled" if ids:
            verdict.orphans += 1
            verdict.findings.append(f"orphan: {text!r} is live as {ids}; the database says {told.state}")
        case "failed" | "missed" | "cancelled":
            verdict.failed += 1
        case _:
            verdict.stuck += 1
            verdict.findings.append(f"stuck: {text!r} rests in {told.state}; live: {ids}")
