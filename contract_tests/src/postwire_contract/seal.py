"""Whether a cassette still holds what was recorded, in that order. No protection against a forger."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

MOST_INTERACTIONS = 100
"""In one file: vcrpy's time grows with the square of their number."""


def seal(number: int, answer: Mapping[str, Any]) -> str:
    """Of the answer to the request of that number, from 1: it fits no other answer, and in no other place."""
    return hashlib.sha256(exactly([number, answer]).encode()).hexdigest()[:16]


def broken_seal(number: int, answer: Mapping[str, Any], found: str) -> str | None:
    """What happened to an interaction, in words; None: it is as it was recorded."""
    if found == seal(number, answer):
        return None
    for recorded in range(1, MOST_INTERACTIONS + 1):
        if found == seal(recorded, answer):
            return (
                f"interaction {number} was recorded as number {recorded}: "
                + ("one before it was taken out" if recorded > number else "it, or one before it, was put in")
                + " by hand, or they were moved"
            )
    return f"the answer of interaction {number} was edited by hand"


def exactly(value: Any) -> str:
    """JSON tells 1, 1.0 and true apart; Python does not."""
    return json.dumps(value, sort_keys=True)
