"""A text of 2,000 bytes becomes a chain, and no death of the runner, anywhere, changes what readers see."""

import itertools
from datetime import UTC, datetime, timedelta

import httpx
import pytest

import postwire_threads
from postwire.account import Account
from postwire.chain import Chain
from postwire.credentials import Vault
from postwire.engine import Engine, Invalid
from postwire.engine.forecast import use_of
from postwire.lifecycle import events
from postwire.manifest import Use
from postwire.post import Post
from postwire.registry import Registry
from postwire.state import Failed, Held, Published, Queued, name_of
from postwire.store.errors import IdempotencyConflict
from postwire.store.sqlite import SqliteStore
from postwire.wire import Wire
from postwire_threads.sandbox import Effect, Fault, Operation, SandboxServer, Settings

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
KEY = Vault.new_key()
CHAIN = Chain(numbered=True)
SENTENCES = (
    "The keeper climbs 217 steps of stone in the evening \N{HIBISCUS}\N{VARIATION SELECTOR-16}. "
    "She wrote it all down: https://example.com/diary/{number}?page=1&view=full (worth it!). "
    "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{ROCKET} says @ada.lovelace, \u201cla lumi\u00e8re\u201d \u2014 #lighthouse. "
)
LONG = "".join(SENTENCES.format(number=number) for number in range(10)).strip()


class Crash(BaseException):
    """The process is gone."""


class Clock:
    at = NOON

    def __call__(self):
        return self.at

    def timestamp(self):
        return self.at.timestamp()


class Knife:
    """Kills at the nth of some moments, before or after it."""

    def __init__(self, at=None, *, after=False):
        self.at, self.after, self.met = at, after, 0

    def cut(self, act, *arguments):
        self.met += 1
        mine = self.met == self.at
        if mine and not self.after:
            raise Crash
        done = act(*arguments)
        if mine:
            raise Crash
        return done


class MortalWire(Wire):
    def __init__(self, transport, knife):
        super().__init__(transport)
        self.knife = knife

    def send(self, *request):
        return self.knife.cut(super().send, *request)


class MortalStore(SqliteStore):
    knife = Knife()

    def save(self, saves):
        return self.knife.cut(super().save, saves)


class World:
    """Everything that outlives a process; the clock moves to whatever wakes next."""

    def __init__(self, server, transport, path, clock):
        self.server, self.transport, self.path, self.clock = server, transport, path, clock
        self.account = Account(platform="threads", user_id="17841400000000001", api_base=f"{server.url}/v1.0")
        self.store = MortalStore(path)
        self.engine().add_account(self.account, "THsandbox")

    def engine(self, knife=None):
        wire = MortalWire(self.transport, knife or Knife())
        registry = Registry.of(postwire_threads)
        return Engine(self.store, registry, Vault(KEY), wire=wire, now=self.clock, jitter=lambda: 0.0)

    def submit(self, text=LONG, chain=CHAIN, **more):
        return self.engine().submit(Post(text), [self.account.id], chain=chain, **more)

    def settle(self, engine=None):
        """Claim and work as a runner does, until nothing wakes within a day."""
        engine = engine or self.engine()
        end = self.clock.at + timedelta(days=1)
        while (wake := self.store.next_wake()) is not None and wake <= end:
            self.clock.at = max(self.clock.at, wake)
            for delivery in self.store.claim(self.clock.at, "runner", timedelta(minutes=3), 10):
                engine.step(delivery)

    def now(self, delivery):
        return self.store.delivery(delivery.id)

    def seen(self):
        """What readers see: text, and what it answers, oldest first."""
        posts = [post for post in self.server.platform.timeline.get("17841400000000001", ()) if post.alive]
        return [(post.draft.text, post.draft.reply_to, post.id) for post in posts]


@pytest.fixture(scope="module")
def served():
    clock = Clock()
    settings = Settings(fetch_media=False, reply_propagation_seconds=2.0)
    with SandboxServer(settings, now=clock.timestamp) as server, httpx.HTTPTransport() as transport:
        yield server, transport, clock


@pytest.fixture
def new_world(served, tmp_path):
    server, transport, clock = served
    numbers = itertools.count()

    def begin():
        server.platform.reset()
        return World(server, transport, tmp_path / f"{next(numbers)}.db", clock)

    return begin


def assert_live_once_and_in_order(world, parts):
    """Every part live once, each answering the one before."""
    seen = world.seen()
    assert [text for text, _, _ in seen] == [part.post.text for part in parts]
    assert [answers for _, answers, _ in seen] == [None, *(post_id for _, _, post_id in seen[:-1])]
    assert [world.now(part).state.receipt.post_id for part in parts] == [post_id for _, _, post_id in seen]


def test_a_long_text_becomes_a_correct_chain(new_world):
    world = new_world()
    parts = world.submit()
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
def test_death_at_any_request_and_any_save_changes_nothing(new_world, what, after):
    text = LONG[:900]
    for moment in range(1, 100):
        world = new_world()
        parts = world.submit(text)
        assert len(parts) == 3
        knife = Knife(moment, after=after)
        engine = world.engine(knife if what == "request" else None)
        if what == "save":
            world.store.knife = knife
        try:
            world.settle(engine)
        except Crash:
            world.store.knife = Knife()
            world.store.close()
            world.store = MortalStore(world.path)
            world.settle()
            assert_live_once_and_in_order(world, parts)
        else:
            assert_live_once_and_in_order(world, parts)
            assert moment > 3 * 4, "create, poll, publish and look-up of each part were cut"
            return
    pytest.fail("it never ended")


def fault(world, **more):
    world.server.platform.faults.add([Fault(**more)])


def test_a_lost_answer_in_the_middle_is_looked_up_and_the_chain_goes_on(new_world):
    world = new_world()
    fault(world, effect=Effect.LOST, operation=Operation.PUBLISH, nth=2)
    parts = world.submit()
    world.settle()
    assert_live_once_and_in_order(world, parts)


def test_a_part_that_fails_holds_the_rest_by_its_name_and_a_retry_lets_them_go_on(new_world):
    world = new_world()
    fault(world, effect=Effect.ANSWER, operation=Operation.CREATE, error="-1/4279047", nth=2)
    parts = world.submit()
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
    first, second = world.submit("Read this.", Chain(first_comment="The source: https://example.com/"))
    world.engine().command(first.id, events.Cancel)
    world.settle()
    world.engine().command(second.id, events.Resume)
    world.settle()
    assert name_of(world.now(second).state) == "held"
    assert world.seen() == []


def test_a_chain_whose_account_has_to_be_connected_again_goes_on_in_order(new_world):
    world = new_world()
    first, second = world.submit("Read this.", Chain(first_comment="The source."))
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
    first, second = world.submit("Read this.", Chain(first_comment="The source."))
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
    world.submit("One.", comment)
    world.submit("Two.", comment)
    world.settle()
    seen = world.seen()
    assert sorted(text for text, _, _ in seen) == ["Follow @ada.lovelace for more."] * 2 + ["One.", "Two."]
    answered = {answers for _, answers, _ in seen}
    assert answered == {None, *(post_id for text, _, post_id in seen if text in {"One.", "Two."})}


def test_a_key_stands_for_the_whole_chain(new_world):
    world = new_world()
    first = world.submit(idempotency_key="order-7")
    assert [part.id for part in world.submit(idempotency_key="order-7")] == [part.id for part in first]
    world.settle()
    assert_live_once_and_in_order(world, first)
    with pytest.raises(IdempotencyConflict):
        world.submit(LONG + " And more.", idempotency_key="order-7")


def test_what_cannot_be_a_chain_is_refused_before_anything_is_stored(new_world):
    world = new_world()
    with pytest.raises(Invalid, match=r"chain\.unsplittable"):
        world.submit("https://example.com/" + "x" * 600)
    ghost = Post(LONG, options={"threads": {"is_ghost_post": True}})
    with pytest.raises(Invalid, match=r"is_ghost_post\.not_with\.reply_to"):
        world.engine().submit(ghost, [world.account.id], chain=CHAIN)
    hidden = Post(LONG, options={"threads": {"spoilers": ["diary/9"]}})
    with pytest.raises(Invalid, match=r"spoilers\.not_in_text"):
        world.engine().submit(hidden, [world.account.id], chain=CHAIN)
    with pytest.raises(Invalid, match=r"text\.max_bytes"):
        world.submit(chain=None)
    assert world.store.deliveries() == ()


def test_a_script_publishes_a_chain_in_one_call(new_world):
    world = new_world()

    def sleep(seconds):
        world.clock.at += timedelta(seconds=seconds)

    parts = world.engine().publish_now(Post(LONG), [world.account.id], chain=CHAIN, sleep=sleep)
    assert all(isinstance(part.state, Published) for part in parts)
    assert_live_once_and_in_order(world, parts)
