"""Of every cassette: an interaction less, one more, or one byte of a request's body, and the suite says which."""

from collections.abc import Callable
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

CASSETTES = Path(__file__).parents[2] / "cassettes"
CONNECTORS = {
    "bluesky": postwire_bluesky,
    "corkboard": postwire_corkboard,
    "mastodon": postwire_mastodon,
    "threads": postwire_threads,
}
EVERY = sorted(CASSETTES.glob("*/*.yaml"))

pytestmark = pytest.mark.parametrize("recorded", EVERY, ids=[f"{path.parent.name}-{path.stem}" for path in EVERY])


def read(path: Path) -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return told


@pytest.fixture
def spoilt(recorded: Path, tmp_path: Path) -> Callable[[Callable[[list[Any]], object]], str]:
    """What is said of the cassette with its interactions changed."""
    kit = Kit(CONNECTORS[recorded.parent.name], tmp_path)
    scenario = next(scenario for scenario in kit.scenarios if scenario.name == recorded.stem)
    kit.cassettes.mkdir()

    def replay(change: Callable[[list[Any]], object]) -> str:
        told = read(recorded)
        change(told["interactions"])
        kit.path(scenario).write_text(yaml.safe_dump(told), encoding="utf-8")
        with pytest.raises((tape.OffTape, tape.TapeError)) as caught:
            kit.replay(scenario, asynchronous=False)
        return str(caught.value)

    return replay


def test_an_interaction_less_is_noticed(recorded, spoilt):
    last = len(read(recorded)["interactions"])
    for number in range(1, last):
        words = spoilt(lambda interactions, number=number: interactions.pop(number - 1))
        assert f"interaction {number} was recorded as number {number + 1}: one before it was taken out" in words
    if last > 1:
        assert f"{recorded.name}, request {last} of {last - 1}: " in spoilt(list.pop)


def test_an_interaction_twice_is_noticed(recorded, spoilt):
    for number in range(1, len(read(recorded)["interactions"]) + 1):
        words = spoilt(lambda interactions, number=number: interactions.insert(number, dict(interactions[number - 1])))
        assert f"interaction {number + 1} was recorded as number {number}: it, or one before it, was put in" in words


def test_one_byte_of_a_body_is_noticed(recorded, spoilt):
    for number, interaction in enumerate(read(recorded)["interactions"], 1):
        body = interaction["request"]["body"]
        middle = len(body) // 2
        if body:
            other = body[:middle] + chr(ord(body[middle]) ^ 1) + body[middle + 1 :]
            words = spoilt(lambda told, at=number - 1, other=other: told[at]["request"].update(body=other))
            differs = f"{recorded.name}, request {number} of " in words and "body: recorded " in words
            no_json_any_more = f"{recorded.name}: interaction {number} is not as a recording" in words
            assert differs or no_json_any_more, words
