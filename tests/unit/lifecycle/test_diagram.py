"""The picture of the lifecycle shows what `advance` does, all of it, and comes out the same every time."""

import os
import subprocess
import sys

import pytest

from postwire.lifecycle.diagram import Arrow, arrows, diagram
from postwire.state import STATES


@pytest.fixture(scope="module")
def drawn() -> frozenset[Arrow]:
    return arrows()


@pytest.fixture(scope="module")
def picture() -> str:
    return diagram()


def test_every_state_is_declared_and_reached(drawn: frozenset[Arrow], picture: str) -> None:
    lines = picture.splitlines()
    assert lines[0] == "stateDiagram-v2"
    for kind in STATES:
        assert f"    state {kind.__name__.lower()}" in lines
    assert {arrow.target for arrow in drawn} == {kind.__name__.lower() for kind in STATES}


def test_every_arrow_is_a_line_of_its_own_that_mermaid_can_read(drawn: frozenset[Arrow], picture: str) -> None:
    ways = [line.strip() for line in picture.splitlines() if " --> " in line and "[*]" not in line]
    assert len(ways) == len({(arrow.source, arrow.target) for arrow in drawn})
    for way in ways:
        assert way.count(":") == 1
        assert ";" not in way


def test_the_only_way_to_publish_leads_from_ready_to_publishing(drawn: frozenset[Arrow]) -> None:
    ways = {(arrow.source, arrow.target) for arrow in drawn if arrow.label.endswith("/ publish")}
    assert ways == {("ready", "publishing")}


def test_published_is_left_for_deletion_only(drawn: frozenset[Arrow]) -> None:
    assert {arrow for arrow in drawn if arrow.source == "published"} == {Arrow("published", "deleting", "delete")}


def test_only_what_was_deleted_has_no_way_on(picture: str) -> None:
    assert [line.strip() for line in picture.splitlines() if line.endswith("--> [*]")] == ["deleted --> [*]"]


def test_it_comes_out_the_same_in_every_process(picture: str) -> None:
    script = "from postwire.lifecycle.diagram import diagram; print(diagram(), end='')"
    seed = {"PYTHONHASHSEED": "7" if os.environ.get("PYTHONHASHSEED") != "7" else "8"}
    again = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | seed, capture_output=True, text=True, check=True
    )
    assert again.stdout == picture
