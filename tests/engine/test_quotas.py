"""What an account may publish in a window is kept to before the platform has to say so."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from attrs import evolve
from tests.engine.conftest import CountingWire

import postwire_corkboard
from postwire.account import Account
from postwire.credentials import Vault
from postwire.delivery import LateKind, LatePolicy
from postwire.engine import Engine
from postwire.engine.quotas import SLACK
from postwire.hookspecs import hookimpl
from postwire.lifecycle import events
from postwire.manifest import Quota
from postwire.post import Post
from postwire.registry import Registry
from postwire.runner import Runner, Until
from postwire.state import Held, Missed, Published, name_of
from postwire.store import Save
from postwire.store.sqlite import SqliteStore
from postwire_corkboard.sandbox import Fault, SandboxServer

HOUR = timedelta(hours=1)
DAY = 24 * HOUR
MANIFEST = Registry.of(postwire_corkboard)["corkboard"].manifest


def allowing(maximum: int) -> Registry:
    """A corkboard that takes so many notes in a day, and says so."""
    hooks = {name: getattr(postwire_corkboard, name) for name in postwire_corkboard.__all__}
    manifest = evolve(MANIFEST, quotas=(Quota(name="notes", maximum=maximum, window=DAY),))
    return Registry.of(SimpleNamespace(**{**hooks, "manifest": hookimpl(lambda: manifest)}, __name__="corkboard"))


@pytest.fixture
def two_a_day(host):
    host.registry = allowing(2)
    return host


def submit(host, text, **terms):
    (delivery,) = host.engine().submit(Post(text), [host.account.id], **terms)
    return delivery


def publish(host, *texts):
    for text in texts:
        assert isinstance(host.settle(submit(host, text).id).state, Published)


def seen(host, text, **terms):
    """A new delivery after the first look at it."""
    delivery = submit(host, text, **terms)
    (claimed,) = host.store.claim(host.clock(), "me", timedelta(minutes=3), 1)
    return host.step(host.engine(), claimed) or pytest.fail(f"{delivery.id} was moved by somebody else")


def told(host, delivery):
    return [entry.name for entry in host.store.history(delivery.id) if entry.kind != "exchange"]


def test_what_does_not_fit_waits_until_it_does_and_nothing_of_it_is_sent(two_a_day):
    host, began = two_a_day, two_a_day.clock()
    publish(host, "one", "two")
    host.clock.at = began + HOUR

    waiting = seen(host, "three")

    assert isinstance(waiting.state, Held)
    assert waiting.state.diagnosis.code == "corkboard.quota_full"
    assert began + DAY <= waiting.wake_at <= began + DAY + SLACK + timedelta(minutes=1)
    assert f"does not fit before {waiting.wake_at:%Y-%m-%d %H:%M:%S} UTC" in waiting.state.diagnosis.detail
    assert not host.wires[-1].sent
    assert told(host, waiting) == ["put_off"]
    ended = host.settle(waiting.id)
    assert isinstance(ended.state, Published)
    assert host.clock() - began >= DAY


def test_those_that_wait_are_promised_one_moment_after_the_other(two_a_day):
    host, began = two_a_day, two_a_day.clock()
    publish(host, "one")
    host.clock.at = began + HOUR
    publish(host, "two")

    moments = [seen(host, text).wake_at for text in ("three", "four", "five")]

    assert moments == sorted(set(moments))
    assert [round((moment - began) / HOUR) for moment in moments] == [24, 25, 48]


def test_what_wakes_and_does_not_fit_yet_waits_on_without_telling_it_again(two_a_day):
    host = two_a_day
    publish(host, "one", "two")
    waiting = seen(host, "three")
    for _ in range(3):
        host.clock.at += timedelta(minutes=1)
        assert host.store.save([Save(evolve(waiting, wake_at=host.clock()))]) == (True,)
        waiting = host.step(host.engine(), host.store.delivery(waiting.id))
    assert name_of(waiting.state) == "held"
    assert told(host, waiting) == ["put_off"]


def test_a_publish_call_of_which_nobody_knows_the_end_holds_a_place(two_a_day):
    host = two_a_day
    publish(host, "one")
    host.board.faults.append(Fault(effect="lost", operation="publish"))
    doubted = submit(host, "two")
    host.work_until(doubted.id, "publishing")

    assert name_of(seen(host, "three").state) == "held"


def test_what_was_refused_gives_its_place_back(two_a_day):
    host = two_a_day
    publish(host, "one")
    host.board.faults.append(Fault(effect="answer", operation="publish", status=400, name="text_too_long"))
    assert name_of(host.settle(submit(host, "two").id).state) == "failed"
    host.board.faults.clear()
    publish(host, "three")


def test_what_was_taken_down_still_counts(two_a_day):
    host = two_a_day
    publish(host, "one", "two")
    (first, _) = host.store.deliveries()
    host.engine().command(first.id, events.Delete)
    assert name_of(host.settle(first.id).state) == "deleted"
    assert name_of(seen(host, "three").state) == "held"


@pytest.mark.parametrize(("kind", "name"), [(LateKind.SKIP, "missed"), (LateKind.HOLD, "held")])
def test_a_late_policy_holds_while_it_waits(two_a_day, kind, name):
    host = two_a_day
    publish(host, "one", "two")
    waiting = seen(host, "three", late=LatePolicy(kind))

    assert waiting.wake_at <= waiting.due + timedelta(minutes=2), "its policy is asked when it is late, not a day later"
    ended = host.settle(waiting.id)

    assert name_of(ended.state) == name
    assert ended.wake_at is None
    assert isinstance(ended.state, Missed) or ended.state.diagnosis.rule == "lifecycle.late"


@pytest.mark.parametrize("host", ["blocking"], indirect=True)  # one loop cannot run an engine inside another's request
def test_of_two_that_take_the_last_place_at_the_same_moment_one_at_most_sends(two_a_day):
    host = two_a_day
    publish(host, "one")
    late, quick = submit(host, "two"), submit(host, "three")

    class Slow(CountingWire):
        def _meet(self, request, *, after):
            super()._meet(request, after=after)
            if after and request.path.endswith("/drafts"):
                assert isinstance(host.settle(quick.id).state, Published)

    slow = host.engine(Slow(host.ways))
    while host.store.delivery(late.id).wake_at <= host.clock() + timedelta(seconds=3):
        host.clock.at = max(host.clock(), host.store.delivery(late.id).wake_at)
        slow.step(host.store.delivery(late.id))

    assert host.store.delivery(late.id).state.diagnosis.code == "corkboard.quota_full"
    assert len(host.board.notes) == 2
    assert isinstance(host.settle(late.id).state, Published)


def test_two_runners_on_one_file_share_its_quota(tmp_path):
    vault = Vault(Vault.new_key())
    with SandboxServer() as server, SqliteStore(tmp_path / "posts.db") as store:
        account = Account(platform="corkboard", user_id="ada", api_base=server.url)
        engine = Engine(store, allowing(5), vault)
        engine.add_account(account, "ada-write")
        for number in range(14):
            engine.submit(Post(f"note {number}"), [account.id])
        engine.close()

        async def run(engine: Engine) -> None:
            await Runner(engine).run(Until.IDLE)
            await engine.aclose()

        def work() -> None:
            with SqliteStore(tmp_path / "posts.db") as own:
                asyncio.run(run(Engine(own, allowing(5), vault)))

        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        states = store.tally(datetime.now(UTC)).counts
        assert len(server.board.notes) == states["published"]
        assert states["published"] <= 5
        assert states == {"published": states["published"], "held": 14 - states["published"]}
        held = store.deliveries(states=["held"])
        assert {each.state.diagnosis.code for each in held} == {"corkboard.quota_full"}


def test_an_account_that_is_far_from_its_quota_is_counted_once(host):
    looks = []
    counted = type(host.store).published_at_most

    class Watched(type(host.store)):
        def __init__(self, honest):
            vars(self).update(vars(honest))

        def published_at_most(self, *arguments):
            looks.append(arguments)
            return counted(self, *arguments)

    host.store = Watched(host.store)
    engine = host.engine()
    for number in range(10):
        delivery = submit(host, f"note {number}")
        host.step(engine, host.store.delivery(delivery.id))
    assert len(looks) == 1
