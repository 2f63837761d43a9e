"""A repost has no container: what became of it is read from the account's own list, and it is never sent twice."""

import pytest

from postwire.post import Post
from postwire.state import Published
from postwire_threads.sandbox import Effect, Fault, Operation


def reposts(world, post_id):
    return [post for post in world.server.platform.posts.values() if post.repost_of == post_id and post.alive]


def accepted(world):
    """A repost of a post that is live."""
    (first,) = world.submit(Post("Worth repeating."))
    world.settle()
    original = world.now(first).state.receipt.post_id
    (repost,) = world.submit(Post(options={"threads": {"repost_of": original}}))
    return original, repost


def assert_reposted_once(world, original, repost):
    (live,) = reposts(world, original)
    state = world.now(repost).state
    assert isinstance(state, Published)
    assert (state.receipt.post_id, state.receipt.permalink) == (live.id, world.server.platform.permalink(live))


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("what", ["request", "save"])
def test_death_at_any_request_and_any_save_reposts_once(new_world, knife, what, after):
    for moment in range(1, 30):
        world = new_world()
        original, repost = accepted(world)
        died = world.survive(knife(moment, after=after), what)
        assert_reposted_once(world, original, repost)
        if not died:
            assert moment > 3, "the look, the repost and the look-up were cut"
            return
    pytest.fail("it never ended")


@pytest.mark.parametrize("effect", [Effect.LOST, Effect.TORN, Effect.RESET, Effect.LIE])
def test_a_lost_answer_to_a_repost_is_looked_up(new_world, effect):
    world = new_world()
    original, repost = accepted(world)
    more = {"status": 500, "body": {}} if effect is Effect.LIE else {}
    world.server.platform.faults.add([Fault(effect=effect, operation=Operation.REPOST, **more)])
    world.settle()
    assert_reposted_once(world, original, repost)


def test_a_repost_is_taken_down_and_the_post_stays(new_world):
    world = new_world()
    original, repost = accepted(world)
    world.settle()
    world.delete(repost)
    assert reposts(world, original) == []
    assert world.server.platform.posts[original].alive
