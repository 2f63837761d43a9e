"""Of every cassette: an interaction less, one more, or one byte of a request's body, and the suite says which."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

import postwire_bluesky
import postwire_corkboard
import postwire_mastodon
import postwire_threads
from postwire_contract import tape
from postwire_contract.kit import Kit
from postwire_contract.seal import seal

CASSETTES = Path(__file__).parents[2] / "cassettes"
CONNECTORS = {
    "bluesky": postwire_bluesky,
    "corkboard": postwire_corkboard,
    "mastodon": postwire_mastodon,
    "threads": postwire_threads,
}
EVERY = sorted(CASSETTES.glob("*/*.yaml"))

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
"""Written in C where they can be: every file is read and written many times."""
NAMES = [f"{path.parent.name}-{path.stem}" for path in EVERY]
EACH = pytest.mark.parametrize("recorded", EVERY, ids=NAMES)
WAYS = [(path, way) for path in EVERY for way in (False, True) if not way or path.parent.name == "threads"]
BOTH = pytest.mark.parametrize(
    ("recorded", "asynchronous"),
    WAYS,
    ids=[f"{path.parent.name}-{path.stem}-{'async' if way else 'blocking'}" for path, way in WAYS],
)
"""Through both drivers, those of Threads; what is said before a driver starts is the same for all."""


def read(path: Path) -> dict[str, Any]:
    told: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), LOADER)  # noqa: S506 - a safe one
    return told


@pytest.fixture
def spoilt(recorded: Path, tmp_path: Path) -> Callable[..., str]:
    """What is said of the cassette with its interactions changed; nothing where it is played to its end."""
    kit = Kit(CONNECTORS[recorded.parent.name], tmp_path)
    scenario = next(scenario for scenario in kit.scenarios if scenario.name == recorded.stem)
    kit.cassettes.mkdir()

    def replay(change: Callable[[list[Any]], object], *, asynchronous: bool = False) -> str:
        told = read(recorded)
        change(told["interactions"])
        kit.path(scenario).write_text(yaml.dump(told, Dumper=DUMPER), encoding="utf-8")
        kit.forget(scenario)
        try:
            kit.replay(scenario, asynchronous=asynchronous)
        except (tape.OffTape, tape.TapeError) as found:
            return str(found)
        return ""

    return replay


def seal_anew(interactions: list[Any]) -> None:
    """As if it had been recorded so."""
    for number, interaction in enumerate(interactions, 1):
        interaction["seal"] = seal(number, interaction["response"])


@EACH
def test_an_interaction_less_is_noticed(recorded, spoilt):
    last = len(read(recorded)["interactions"])
    for number in range(1, last):
        words = spoilt(lambda interactions, number=number: interactions.pop(number - 1))
        assert f"interaction {number} was recorded as number {number + 1}: one before it was taken out" in words
    words = spoilt(list.pop)
    assert f"{recorded.name}, request {last} of {last - 1}: " in words or (
        last == 1 and "must be a list of some" in words
    )


@EACH
def test_an_interaction_twice_is_noticed(recorded, spoilt):
    for number in range(1, len(read(recorded)["interactions"]) + 1):
        words = spoilt(lambda told, number=number: told.insert(number, deepcopy(told[number - 1])))
        assert f"interaction {number + 1} was recorded as number {number}: it, or one before it, was put in" in words


@BOTH
def test_a_request_that_the_connector_has_added_is_noticed(recorded, spoilt, asynchronous):
    """What it says now is what a longer recording holds; the shorter one is whole, and its seals are."""
    asked = [interaction["request"] for interaction in read(recorded)["interactions"]]
    for number in range(1, len(asked) + 1):

        def shorten(interactions: list[Any], number: int = number) -> None:
            interactions.pop(number - 1)
            seal_anew(interactions)

        if asked[number - 1] in asked[number:]:
            continue  # the same is asked again: without this answer the next one comes earlier, as it may
        words = spoilt(shorten, asynchronous=asynchronous)
        assert f"{recorded.name}, request {number} of {len(asked) - 1}: " in words or len(asked) == 1, words
        named = ": recorded " in words or "was asked after the recording's end" in words
        assert named or "must be a list of some" in words, words


@BOTH
def test_one_byte_of_a_body_is_noticed(recorded, spoilt, asynchronous):
    for number, interaction in enumerate(read(recorded)["interactions"], 1):
        body = interaction["request"]["body"]
        middle = len(body) // 2
        if body:
            other = body[:middle] + chr(ord(body[middle]) ^ 1) + body[middle + 1 :]
            words = spoilt(
                lambda told, at=number - 1, other=other: told[at]["request"].update(body=other),
                asynchronous=asynchronous,
            )
            differs = f"{recorded.name}, request {number} of " in words and "body: recorded " in words
            no_json_any_more = f"{recorded.name}: interaction {number} is not as a recording" in words
            assert differs or no_json_any_more, words
