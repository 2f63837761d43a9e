"""A share to Instagram that failed is told, whichever answer says so."""

import pytest
from attrs import evolve

from postwire.post import Post
from postwire.state import Published

SHARED = {"threads": {"crossreshare_to_ig": True}}


@pytest.mark.parametrize("moment", ["create", "publish", "both"])
@pytest.mark.parametrize(("status", "told"), [("FAILED", 1), ("SUCCESS", 0)])
def test_a_failed_share_is_a_note_and_the_post_is_live(new_world, moment, status, told):
    world = new_world()
    platform = world.server.platform
    before = platform.settings
    platform.settings = evolve(before, crossreshare_status_on=moment, crossreshare_status=status)
    try:
        (delivery,) = world.submit(Post("A story as well.", options=SHARED))
        world.settle()
    finally:
        platform.settings = before
    state = world.now(delivery).state
    assert isinstance(state, Published)
    assert len([note for note in state.receipt.notes if "not shared to Instagram" in note]) == told
