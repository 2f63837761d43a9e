"""The atlas of the imaginary platform."""

import postwire_corkboard
from postwire.atlas import Atlas
from postwire.atlas.pages import pages
from postwire.registry import Registry
from postwire_corkboard.errors import MEANINGS

ATLAS = Atlas.of(Registry.of(postwire_corkboard)["corkboard"])


def test_every_problem_that_is_understood_has_a_page():
    assert {f"{name}.md" for name in MEANINGS} <= pages(ATLAS).keys()


def test_a_problem_is_found_by_its_name():
    (found,) = ATLAS.look_up("board_full")
    assert found.meaning.code == "corkboard.board_full"
    assert found.meaning.message == MEANINGS["board_full"].message
