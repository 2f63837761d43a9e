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


def seals_of(told: Mapping[str, Any]) -> dict[str, Any]:
    """Of what a cassette says beside the answers: where it comes from, and what was asked."""
    return {
        "provenance": _digest(told["provenance"]),
        "requests": [_digest(interaction["request"]) for interaction in told["interactions"]],
    }


def edited_by_hand(told: Mapping[str, Any]) -> str | None:
    """What of it is not as it was recorded, in words; None: it is, or comes from a time without these seals.

    A replay does not ask for it: there a request that differs is told with what it was and what it is.
    """
    found, now = told.get("seals"), seals_of(told)
    if found is None or found == now:
        return None
    if not isinstance(found, Mapping) or set(found) != set(now) or not isinstance(found["requests"], list):
        return "field 'seals' is not as a recording has it"
    if found["provenance"] != now["provenance"]:
        return "its provenance was edited by hand"
    pairs = enumerate(zip(found["requests"], now["requests"], strict=False), 1)
    number = next((number for number, (recorded, is_now) in pairs if recorded != is_now), None)
    if number is None:
        return f"it has {len(now['requests'])} requests, and {len(found['requests'])} were recorded"
    return f"the request of interaction {number} was edited by hand"


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:16]


def exactly(value: Any) -> str:
    """JSON tells 1, 1.0 and true apart; Python does not."""
    return json.dumps(value, sort_keys=True)
