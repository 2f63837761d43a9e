"""Connectors that do whatever they like. They get their deliveries into trouble, and nobody else's."""

import asyncio
import threading
import types
from datetime import timedelta

import pytest
from attrs import evolve
from tests.engine.conftest import TOKEN

import postwire_corkboard
from postwire.account import Account
from postwire.container import Container, Part
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.exchange import Refused, Reply, Request
from postwire.hookspecs import hookimpl
from postwire.post import Post
from postwire.progress import Ready
from postwire.receipt import Receipt
from postwire.registry import Registry
from postwire.runner import Runner, Until
from postwire.state import Held, Published, Publishing, Queued, Unconfirmed, name_of

LOOK = Request("GET", "/boards/ada/notes")
DEEP = []
for _ in range(100_000):
    DEEP = [DEEP]


class Unspeakable(BaseException):
    def __str__(self):
        raise SystemExit(5)


def raising(error):
    def hook():
        raise error
        yield

    return hook


def ending_with(value):
    def hook():
        return value
        yield

    return hook


def asking_for_ever():
    while True:
        yield LOOK


def asking_for(request):
    def hook():
        yield request

    return hook


def immortal():
    while True:
        try:
            yield LOOK
        except BaseException:  # noqa: BLE001 - that is its way
            yield LOOK


def impolite():
    try:
        yield LOOK
        raise ValueError
    finally:
        raise SystemExit


def exhausting():
    yield LOOK
    raise MemoryError


def deceiving():
    yield LOOK
    raise Refused(Reply("no status", b"no text"), object())


CREATES = {
    "SystemExit": raising(SystemExit(0)),
    "GeneratorExit": raising(GeneratorExit()),
    "CancelledError": raising(asyncio.CancelledError()),
    "KeyboardInterrupt": raising(KeyboardInterrupt()),
    "MemoryError": exhausting,
    "its text cannot be had": raising(Unspeakable()),
    "x… (cut": raising(ValueError("x" * 10_000_000)),
    "generator of requests": lambda: 7,
    "coroutine": None,  # filled below
    "more than 200 requests": asking_for_ever,
    "yielded str": asking_for("GET /"),
    "which is no JSON": asking_for(Request("POST", "/", json={"a": object()})),
    "its JSON is nested": asking_for(Request("POST", "/", json=DEEP)),
    "its form is longer": asking_for(Request("POST", "/", form={"a": "x" * 2_000_000})),
    "its query is not made of texts": asking_for(Request("GET", "/", query={"a": 1})),
    "ValueError": immortal,
    "SystemExit ": impolite,
    "a reply that is none": deceiving,
    "int": ending_with(7),
    "data is longer": ending_with(Container("d", data={"a": "x" * 1_000_000})),
    "data holds more than": ending_with(Container("d", data={"a": [0] * 100_000})),
    "data is nested": ending_with(Container("d", data={"a": DEEP})),
    "data holds a Python object": ending_with(Container("d", data={"a": object()})),
    "data holds nan": ending_with(Container("d", data={"a": float("nan")})),
    "a key that is no text": ending_with(Container("d", data={"a": {1: 2}})),
    "half a surrogate": ending_with(Container("d", data={"a": "\ud83d"})),
    "parts; at most": ending_with(Container("d", [Part(str(number)) for number in range(5000)])),
    "a part of the container": ending_with(Container("d", [Part(7)])),
    "id or expires_at": ending_with(Container(b"d")),
}


async def _coroutine():
    return 7


CREATES["coroutine"] = _coroutine
del CREATES["ValueError"]  # it never ends: it is told as one that asks for ever
CREATES["more than 200 requests "] = immortal


def hostile(**hooks):
    """A connector for a platform of its own that shares the corkboard's server, with other hooks."""
    module = types.ModuleType("hostile")
    for name in postwire_corkboard.__all__:
        setattr(module, name, getattr(postwire_corkboard, name))
    told = evolve(postwire_corkboard.manifest(), platform="hostile")
    module.manifest = hookimpl(lambda: told)
    for name, hook in hooks.items():
        setattr(module, name, hookimpl(hook))
    return module


@pytest.fixture
def submitted(host):
    """Submits a post through a hostile connector and one through a good one."""

    def submit(**hooks):
        engine = host.engine()
        engine.registry = Registry.of(postwire_corkboard, hostile(**hooks))
        engine._envoy._registry = engine.registry
        engine.add_account(Account(platform="hostile", user_id="ada", api_base=host.server.url), TOKEN)
        (bad,) = engine.submit(Post("bad"), ["hostile:ada"])
        (good,) = engine.submit(Post("good"), [host.account.id])
        return engine, bad, good

    return submit


def faults(host, delivery):
    """What the delivery's history says of its connector."""
    entries = host.store.history(delivery.id)
    diagnoses = [entry.data["diagnosis"] for entry in entries if "diagnosis" in entry.data]
    return [each["detail"] for each in diagnoses if each["code"] == "hostile.connector_fault"]


@pytest.mark.parametrize("words", CREATES)
def test_whatever_a_connector_does_in_create_is_its_own_trouble(host, submitted, words, monkeypatch):
    monkeypatch.setattr("signal.getsignal", lambda _: None)  # as in a process that handles Ctrl-C itself
    engine, bad, good = submitted(create=CREATES[words])
    assert isinstance(host.settle(good.id, engine).state, Published)
    end = host.settle(bad.id, engine)
    assert name_of(end.state) in {"failed", "held"}
    told = faults(host, bad)
    assert told
    assert all(words.strip() in each for each in told)
    assert len(str(host.store.history(bad.id))) < 1_000_000


RECEIPTS = {
    "SystemExit": raising(SystemExit(0)),
    "permalink": ending_with(Receipt("p1", "https://x/" + "x" * 100_000)),
    "post_id": ending_with(Receipt("p" * 100_000)),
    "published_at": ending_with(Receipt("p1", None, "today")),
    "notes": ending_with(Receipt("p1", notes=["n" * 100_000])),
}


@pytest.mark.parametrize("words", RECEIPTS)
def test_garbage_out_of_publish_is_looked_up_and_never_published_again(host, submitted, words):
    calls = []

    def publish(container):
        calls.append(container)
        yield Request("POST", f"/drafts/{container.id}/pin")
        return (yield from RECEIPTS[words]())

    engine, bad, _ = submitted(publish=publish)
    end = host.settle(bad.id, engine)
    assert isinstance(end.state, Published | Unconfirmed)
    assert len(calls) == 1
    assert any(words in each for each in faults(host, bad))


NONSENSE = Diagnosis(
    code="hostile.x", category="nonsense", action=Action.RETRY, caused_by=Culprit.US, message="m", rule="r"
)
LONG = Diagnosis(
    code="hostile.long",
    category=Category.CONTENT_INVALID,
    action=Action.FIX_INPUT,
    caused_by=Culprit.USER,
    message="m" * 1_000_000,
    detail="d" * 1_000_000,
)


@pytest.mark.parametrize(
    "classify",
    [raising(SystemExit(1)), lambda: 7, lambda: NONSENSE],
    ids=["raises", "another kind", "no vocabulary"],
)
def test_a_classification_that_makes_no_sense_leaves_it_to_the_status(host, submitted, classify):
    def create():
        yield Request("POST", "/nowhere")

    def classify_error():
        found = classify()
        return next(found) if isinstance(found, types.GeneratorType) else found

    engine, bad, _ = submitted(create=create, classify_error=classify_error)
    end = host.settle(bad.id, engine)
    assert name_of(end.state) in {"failed", "held"}
    assert "classify_error" in end.state.diagnosis.detail


def test_long_texts_and_long_answers_are_cut_and_say_so(host, submitted):
    def create():
        raise Refused(Reply(400, "y" * 1_000_000))
        yield

    engine, bad, _ = submitted(create=create, classify_error=lambda: LONG)
    state = host.settle(bad.id, engine).state
    assert "(cut: it has 1000000 characters)" in state.diagnosis.message
    assert "(cut: it has 1000000 characters)" in state.diagnosis.reply.body
    assert len(str(state)) < 60_000


def test_a_search_that_finds_no_receipts_is_a_fault(host, submitted):
    def publish(container):
        yield Request("POST", f"/drafts/{container.id}/pin")
        raise OSError("the answer is lost")

    engine, bad, _ = submitted(
        publish=publish,
        poll=ending_with(Ready()),
        find=ending_with(("not", "receipts")),
    )
    end = host.settle(bad.id, engine)
    assert name_of(end.state) in {"unconfirmed", "publishing", "published", "held", "failed"}
    assert any("the receipt is a Python str" in each for each in faults(host, bad))


@pytest.mark.parametrize("error", [SystemExit(2), ValueError("no"), Unspeakable()])
def test_a_delivery_whose_scopes_cannot_be_asked_for_does_not_stop_a_runner_from_starting(host, submitted, error):
    def required_scopes():
        raise error

    engine, bad, good = submitted(required_scopes=required_scopes)
    known = engine.store.account("hostile:ada")
    engine.store.put_account(evolve(known, scopes=frozenset({"write"})), None)
    assert isinstance(host.settle(good.id, engine).state, Published)
    host.settle(bad.id, engine)
    engine.ease()


def never_back(over):
    """A hook that does not come back before it is told to."""

    def hook():
        yield LOOK
        over.wait()
        yield LOOK

    return hook


@pytest.mark.parametrize(("hook", "back_to"), [("create", "creating"), ("publish", "publishing")])
def test_a_hook_that_never_comes_back_is_named_and_what_it_was_for_is_put_on_hold(host, submitted, hook, back_to):
    if not host.asynchronous:
        return  # the runner has one colour
    over, seen = threading.Event(), []

    def stuck(found):
        seen.append((found, host.store.delivery(bad.id)))
        over.set()

    engine, bad, good = submitted(**{hook: never_back(over)})
    engine._wire._make_async_transport = lambda: host.ways.async_transport
    runner = Runner(engine, now=host.clock, stuck_after=timedelta(seconds=0.2), on_stuck=stuck)
    for _ in range(40):
        host.ways.runner.run(runner.run(Until.NOTHING_DUE))
        wake = host.store.next_wake()
        if wake is None:
            break
        host.clock.at = max(host.clock.at, wake)
    (found, held) = seen[0]
    assert "hostile" in str(found)
    assert "test_hostile_connectors.py" in str(found) or "threading.py" in str(found)
    assert found.delivery.id == bad.id
    assert isinstance(held.state, Held)
    assert name_of(held.state.back_to) == back_to
    assert held.wake_at is None, "the next process is not held up by it"
    assert host.store.delivery(bad.id).state == held.state, "the late hook's own change does not take"
    assert isinstance(host.store.delivery(good.id).state, Published)


def test_nothing_is_said_of_a_loop_that_turns(host, submitted, caplog):
    if not host.asynchronous:
        return
    engine, _, good = submitted()
    runner = Runner(engine, now=host.clock, on_stuck=lambda found: pytest.fail(str(found)))
    host.ways.runner.run(runner.run(Until.NOTHING_DUE))
    assert not isinstance(host.store.delivery(good.id).state, Queued | Publishing)
    assert "held the event loop" not in caplog.text
