"""What an embedder can ask of deliveries that rest: look again, let go on, another hour."""

from datetime import timedelta

import pytest
from attrs import evolve

from postwire.credentials import Vault
from postwire.delivery import LateKind, LatePolicy
from postwire.engine import Engine
from postwire.lifecycle import Impossible, events
from postwire.post import Post
from postwire.registry import Registry
from postwire.state import Held, Published, Unconfirmed, name_of
from postwire_corkboard.sandbox import Fault

TEXT = Post("Hello, board.")
HOUR = timedelta(hours=1)


def live(host):
    return [note for note in host.board.notes.values() if not note.deleted]


def submit(host, post=TEXT, **terms):
    (delivery,) = host.engine().submit(post, [host.account.id], **terms)
    return delivery


def unsettled(host):
    """A delivery whose answer was lost, and whose post nobody can see at the moment."""
    host.board.faults.append(Fault(effect="lost", operation="publish"))
    delivery = submit(host)
    host.work_until(delivery.id, "publishing")
    host.board.faults += [
        Fault(effect="answer", operation="status", status=404, name="no_such_draft", times=10_000),
        Fault(effect="answer", operation="list", status=200, name="odd", times=10_000),
    ]
    ended = host.settle(delivery.id)
    assert isinstance(ended.state, Unconfirmed)
    return ended


def reconcile(host, delivery_id):
    if host.asynchronous:
        return host.ways.runner.run(host.engine().reconcile_async(delivery_id))
    return host.engine().reconcile(delivery_id)


def pins(host):
    return sum(line.endswith("/pin") for wire in host.wires for line in wire.sent)


def test_a_post_that_can_be_seen_again_is_found_and_not_sent_again(host):
    lost = unsettled(host)
    host.board.faults.clear()

    found = reconcile(host, lost.id)

    assert isinstance(found.state, Published)
    assert found.state.receipt.post_id == "n1"
    assert [note.pins for note in live(host)] == [1]
    story = host.store.history(lost.id)
    asked = next(index for index, entry in enumerate(story) if entry.name == "reconcile")
    assert story[asked].kind == "command"
    assert story[asked + 1].name == "GET /drafts/d1"


def test_what_still_cannot_be_seen_stays_as_it_is_with_the_look_in_its_history(host):
    lost, sent = unsettled(host), pins(host)
    length = len(host.store.history(lost.id))

    again = reconcile(host, lost.id)

    assert isinstance(again.state, Unconfirmed)
    assert again.wake_at is None
    assert len(host.store.history(lost.id)) > length
    assert pins(host) == sent


def test_a_look_never_sends_even_where_the_platform_says_that_it_is_not_live(host):
    lost, sent = unsettled(host), pins(host)
    host.board.faults.clear()
    host.board.notes.clear()
    host.board.drafts["d1"].note = {}

    again = reconcile(host, lost.id)

    assert isinstance(again.state, Unconfirmed)
    assert "still reads as not published" in again.state.diagnosis.detail
    assert again.wake_at is None
    assert pins(host) == sent


def test_only_an_unconfirmed_delivery_is_looked_for(host):
    delivery = submit(host)
    with pytest.raises(Impossible, match="only an unconfirmed delivery"):
        reconcile(host, delivery.id)
    assert name_of(host.store.delivery(delivery.id).state) == "queued"


def test_a_key_that_is_mended_lets_go_on_what_was_held_for_it(host):
    delivery = submit(host)
    wrong = host.engine(key=Vault.new_key())
    assert isinstance(host.settle(delivery.id, wrong).state, Held)
    assert wrong.ease() == ()
    assert [each.id for each in host.engine().ease()] == [delivery.id]
    assert isinstance(host.settle(delivery.id).state, Published)


def test_a_connector_that_is_back_lets_go_on_what_was_held_for_it(host):
    delivery = submit(host)
    without = Engine(host.store, Registry.of(), now=host.clock)
    assert isinstance(host.settle(delivery.id, without).state, Held)
    assert without.ease() == ()
    assert [each.id for each in host.engine().ease()] == [delivery.id]
    assert isinstance(host.settle(delivery.id).state, Published)


def test_a_scope_that_is_still_missing_keeps_it_held(host):
    narrow = evolve(host.account, scopes=frozenset({"board:read"}))
    host.engine().add_account(narrow, "ada-write")
    delivery = submit(host)
    assert isinstance(host.settle(delivery.id).state, Held)
    assert host.engine().ease() == ()
    host.store.put_account(evolve(narrow, scopes=None), None)
    assert [each.id for each in host.engine().ease()] == [delivery.id]


def test_a_new_token_answers_for_no_person_who_is_asked_about_a_late_post(host):
    delivery = submit(host, late=LatePolicy(LateKind.HOLD))
    host.clock.at += HOUR
    assert isinstance(host.settle(delivery.id).state, Held)
    host.engine().add_account(host.account, "ada-write")
    assert isinstance(host.store.delivery(delivery.id).state, Held)
    host.engine().command(delivery.id, events.Resume)
    assert isinstance(host.settle(delivery.id).state, Published)


def test_what_a_new_token_lets_go_on_keeps_its_distance(host):
    engine = host.engine()
    engine.add_account(host.account, "nobody-none")
    begin = host.clock.at
    waiting = [submit(host, Post(f"post {number}"), due=begin + number * HOUR) for number in range(3)]
    host.clock.at += 3 * HOUR
    for delivery in waiting:
        assert isinstance(host.settle(delivery.id, engine).state, Held)
    now = host.clock.at

    engine.add_account(host.account, "ada-write")

    dues = [host.store.delivery(delivery.id).due for delivery in waiting]
    assert dues == [now, now + timedelta(seconds=30), now + timedelta(seconds=60)]


def test_another_hour_moves_a_prepared_post_and_its_preparation_is_used(host):
    due = host.clock.at + HOUR
    delivery = submit(host, due=due, prepare_ahead=timedelta(minutes=30))
    host.work_until(delivery.id, "ready")

    moved = host.engine().reschedule(delivery.id, due + HOUR)

    assert (moved.due, moved.wake_at) == (due + HOUR, due + HOUR)
    ended = host.settle(delivery.id)
    assert isinstance(ended.state, Published)
    assert host.clock.at >= due + HOUR
    assert len(host.board.drafts) == 1
    assert "reschedule" in [entry.name for entry in host.store.history(delivery.id)]


def test_what_is_being_published_gets_no_other_hour(host):
    host.board.faults.append(Fault(effect="lost", operation="publish"))
    delivery = submit(host)
    host.work_until(delivery.id, "publishing")
    with pytest.raises(Impossible, match="begun to go out"):
        host.engine().reschedule(delivery.id, host.clock.at + HOUR)
    with pytest.raises(Impossible, match="not possible while publishing"):
        host.engine().command(delivery.id, events.Cancel)


def test_an_hour_and_a_preparation_that_cannot_be_are_refused(host):
    delivery = submit(host, due=host.clock.at + HOUR)
    with pytest.raises(ValueError, match="names no time zone"):
        host.engine().reschedule(delivery.id, (host.clock.at + HOUR).replace(tzinfo=None))
    for ahead, words in (
        (timedelta(seconds=-1), "must not be negative"),
        (timedelta(days=7), "keeps what is prepared"),
    ):
        with pytest.raises(ValueError, match=words):
            host.engine().reschedule(delivery.id, host.clock.at + HOUR, prepare_ahead=ahead)
        with pytest.raises(ValueError, match=words):
            submit(host, prepare_ahead=ahead)
    assert host.store.delivery(delivery.id) == delivery
