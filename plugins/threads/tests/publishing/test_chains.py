"""A text of 2,000 bytes becomes a chain, and no death of the runner, anywhere, changes what readers see."""

import asyncio
import time
from datetime import timedelta

import pytest

from postwire.chain import Chain
from postwire.engine import Invalid
from postwire.engine.forecast import use_of
from postwire.lifecycle import events
from postwire.manifest import Use
from postwire.post import Post
from postwire.runner import Runner, Until
from postwire.state import Failed, Held, Published, Queued, name_of
from postwire.store.errors import IdempotencyConflict
from postwire_threads.sandbox import Effect, Fault, Operation

CHAIN = Chain(numbered=True)
SENTENCES = (
    "The keeper climbs 217 steps of stone in the evening \N{HIBISCUS}\N{VARIATION SELECTOR-16}. "
    "She wrote it all down: https://example.com/diary/{number}?page=1&view=full (worth it!). "
    "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{ROCKET} says @ada.lovelace, \u201cla lumi\u00e8re\u201d \u2014 #lighthouse. "
)
LONG = "".join(SENTENCES.format(number=number) for number in range(10)).strip()


def submit(world, text=LONG, chain=CHAIN, **more):
    return world.submit(Post(text), chain, **more)


def assert_live_once_and_in_order(world, parts):
    """Every part live once, each answering the one before."""
    seen = world.seen()
    assert [text for text, _, _ in seen] == [part.post.text for part in parts]
    assert [answers for _, answers, _ in seen] == [None, *(post_id for _, _, post_id in seen[:-1])]
    assert [world.now(part).state.receipt.post_id for part in parts] == [post_id for _, _, post_id in seen]


def test_a_long_text_becomes_a_correct_chain(new_world):
    world = new_world()
    parts = submit(world)
    assert len(LONG.encode()) >= 2000
    assert len(parts) == 5
    assert all(len(part.post.text.encode()) <= 500 for part in parts)
    assert [part.post.text.rsplit(" ", 1)[1] for part in parts] == [
        f"{n}/{len(parts)}" for n in range(1, len(parts) + 1)
    ]
    whole = "".join(part.post.text.rsplit(" ", 1)[0] for part in parts)
    assert whole.replace(" ", "") == LONG.replace(" ", "")
    assert {word for word in LONG.split() if "://" in word} <= {w for part in parts for w in part.post.text.split()}
    assert [part.parent for part in parts] == [None, *(part.id for part in parts[:-1])]
    assert [part.wake_at is None for part in parts] == [False] + [True] * (len(parts) - 1)
    assert [use_of(part) for part in parts] == [Use.POST] + [Use.REPLY] * (len(parts) - 1)

    world.settle()

    assert_live_once_and_in_order(world, parts)
    assert [part.id for part in world.store.deliveries()] == [part.id for part in parts], "lists show them in order"


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("what", ["request", "save"])
def test_death_at_any_request_and_any_save_changes_nothing(new_world, knife, what, after):
    text = LONG[:900]
    for moment in range(1, 100):
        world = new_world()
        parts = submit(world, text)
        assert len(parts) == 3
        died = world.survive(knife(moment, after=after), what)
        assert_live_once_and_in_order(world, parts)
        if not died:
            assert moment > 3 * 4, "create, poll, publish and look-up of each part were cut"
            return
    pytest.fail("it never ended")


def fault(world, **more):
    world.server.platform.faults.add([Fault(**more)])


def test_a_lost_answer_in_the_middle_is_looked_up_and_the_chain_goes_on(new_world):
    world = new_world()
    fault(world, effect=Effect.LOST, operation=Operation.PUBLISH, nth=2)
    parts = submit(world)
    world.settle()
    assert_live_once_and_in_order(world, parts)


def test_a_part_that_fails_holds_the_rest_by_its_name_and_a_retry_lets_them_go_on(new_world):
    world = new_world()
    fault(world, effect=Effect.ANSWER, operation=Operation.CREATE, error="-1/4279047", nth=2)
    parts = submit(world)
    world.settle()

    assert isinstance(world.now(parts[0]).state, Published)
    assert isinstance(world.now(parts[1]).state, Failed)
    for part in parts[2:]:
        held = world.now(part)
        assert isinstance(held.state, Held)
        assert held.wake_at is None
        assert held.state.diagnosis.code == "threads.parent_not_live"
        assert parts[1].id in held.state.diagnosis.detail
        assert f"postwire retry {parts[1].id}" in held.state.diagnosis.next_step
    assert len(world.seen()) == 1

    world.engine().command(parts[1].id, events.Retry)
    world.settle()
    assert_live_once_and_in_order(world, parts)


def test_a_part_that_is_resumed_too_early_is_held_again(new_world):
    world = new_world()
    first, second = submit(world, "Read this.", Chain(first_comment="The source: https://example.com/"))
    world.engine().command(first.id, events.Cancel)
    world.settle()
    world.engine().command(second.id, events.Resume)
    world.settle()
    assert name_of(world.now(second).state) == "held"
    assert world.seen() == []


def test_a_chain_whose_account_has_to_be_connected_again_goes_on_in_order(new_world):
    world = new_world()
    first, second = submit(world, "Read this.", Chain(first_comment="The source."))
    platform = world.server.platform
    platform.accounts.revoke(platform.accounts.token("THsandbox"), "password")
    world.settle()
    assert [name_of(world.now(part).state) for part in (first, second)] == ["held", "held"]
    assert world.seen() == []

    platform.accounts.put_token("THfresh", platform.accounts.profile("sandbox"))
    world.engine().add_account(world.account, "THfresh")
    world.settle()
    assert_live_once_and_in_order(world, (first, second))


def test_a_part_waits_for_a_window_as_long_as_the_one_before(new_world):
    world = new_world()
    now = world.clock.timestamp()
    for _ in range(250):
        world.server.platform.accounts.profile("sandbox").posts.add(now)
    first, second = submit(world, "Read this.", Chain(first_comment="The source."))
    world.engine().step(world.store.claim(world.clock.at, "runner", timedelta(minutes=3), 10)[0])
    assert name_of(world.now(first).state) == "held"
    assert world.now(first).wake_at is not None
    for waiting in world.store.claim(world.clock.at, "runner", timedelta(minutes=3), 10):
        world.engine().step(waiting)
    assert world.now(second).state == Queued()
    assert world.now(second).wake_at is None
    world.settle()
    world.settle()
    assert_live_once_and_in_order(world, (first, second))


def test_a_first_comment_may_be_the_same_under_every_post(new_world):
    world = new_world()
    comment = Chain(first_comment="Follow @ada.lovelace for more.")
    submit(world, "One.", comment)
    submit(world, "Two.", comment)
    world.settle()
    seen = world.seen()
    assert sorted(text for text, _, _ in seen) == ["Follow @ada.lovelace for more."] * 2 + ["One.", "Two."]
    answered = {answers for _, answers, _ in seen}
    assert answered == {None, *(post_id for text, _, post_id in seen if text in {"One.", "Two."})}


def test_a_key_stands_for_the_whole_chain(new_world):
    world = new_world()
    first = submit(world, idempotency_key="order-7")
    assert [part.id for part in submit(world, idempotency_key="order-7")] == [part.id for part in first]
    world.settle()
    assert_live_once_and_in_order(world, first)
    with pytest.raises(IdempotencyConflict):
        submit(world, LONG + " And more.", idempotency_key="order-7")


def test_what_cannot_be_a_chain_is_refused_before_anything_is_stored(new_world):
    world = new_world()
    with pytest.raises(Invalid, match=r"chain\.unsplittable"):
        submit(world, "https://example.com/" + "x" * 600)
    ghost = Post(LONG, options={"threads": {"is_ghost_post": True}})
    with pytest.raises(Invalid, match=r"is_ghost_post\.not_with\.reply_to"):
        world.engine().submit(ghost, [world.account.id], chain=CHAIN)
    hidden = Post(LONG, options={"threads": {"spoilers": ["diary/9"]}})
    with pytest.raises(Invalid, match=r"spoilers\.not_in_text"):
        world.engine().submit(hidden, [world.account.id], chain=CHAIN)
    with pytest.raises(Invalid, match=r"text\.max_bytes"):
        submit(world, chain=None)
    assert world.store.deliveries() == ()


def test_a_script_publishes_a_chain_in_one_call(new_world):
    world = new_world()

    def sleep(seconds):
        world.clock.at += timedelta(seconds=seconds)

    parts = world.engine().publish_now(Post(LONG), [world.account.id], chain=CHAIN, sleep=sleep)
    assert all(isinstance(part.state, Published) for part in parts)
    assert_live_once_and_in_order(world, parts)


def test_a_runner_sends_a_chain_in_order_and_is_idle_after_the_last_part(new_world):
    world = new_world()
    platform = world.server.platform
    platform.settings = platform.settings.changed({"reply_propagation_seconds": 0.0})
    parts = submit(world, LONG[:900])

    begun, at = time.monotonic(), world.clock.at

    def ticking():
        return at + timedelta(seconds=time.monotonic() - begun)

    async def work():
        engine = world.engine(now=ticking)
        await Runner(engine, now=ticking).run(Until.IDLE)
        await engine.aclose()

    asyncio.run(work())
    assert_live_once_and_in_order(world, parts)
