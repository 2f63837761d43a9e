"""What becomes of a delivery, whatever happens on the way."""

from datetime import timedelta

import pytest
from attrs import evolve

from postwire.credentials import Vault
from postwire.diagnosis import Action, Category
from postwire.lifecycle import events
from postwire.post import Post
from postwire.state import Deleted, Failed, Held, Published, Unconfirmed, name_of
from postwire_corkboard.sandbox import Fault

TEXT = Post("Hello, board.")


def live(host):
    return [note for note in host.board.notes.values() if not note.deleted]


def submit(host, post=TEXT, **terms):
    (delivery,) = host.engine().submit(post, [host.account.id], **terms)
    return delivery


def test_a_post_is_staged_polled_published_and_its_receipt_kept(host):
    ended = host.settle(submit(host).id)

    assert isinstance(ended.state, Published)
    assert ended.state.receipt.permalink == "https://corkboard.example/ada/n1"
    assert [note.fields["text"] for note in live(host)] == ["Hello, board."]
    exchanges = [entry.name for entry in host.store.history(ended.id) if entry.kind == "exchange"]
    assert exchanges[0] == "POST /boards/ada/drafts"
    assert set(exchanges[1:-1]) == {"GET /drafts/d1"}
    assert exchanges[-1] == "POST /drafts/d1/pin"


@pytest.mark.parametrize("effect", ["lost", "lie"])
def test_a_publish_whose_answer_is_lost_is_looked_up_and_never_repeated(host, effect):
    host.board.faults.append(_fault(effect, "publish"))

    ended = host.settle(submit(host).id)

    assert isinstance(ended.state, Published)
    assert ended.state.receipt.post_id == "n1"
    assert [note.pins for note in live(host)] == [1]


def test_a_refused_publish_is_asked_about_before_it_is_sent_again(host):
    host.board.faults.append(_fault("answer", "publish", status=503, name="spilled_ink"))

    ended = host.settle(submit(host).id)

    assert isinstance(ended.state, Published)
    assert len(live(host)) == 1
    sent = [line for wire in host.wires for line in wire.sent]
    first, second = (index for index, line in enumerate(sent) if line.endswith("/pin"))
    assert any(line.startswith("GET /drafts/") for line in sent[first:second])


def test_a_lost_create_leaves_an_orphan_and_one_post(host):
    host.board.faults.append(_fault("lost", "create"))

    ended = host.settle(submit(host).id)

    assert isinstance(ended.state, Published)
    assert len(host.board.drafts) == 2
    assert len(live(host)) == 1


def test_media_that_the_platform_gives_up_fail_with_its_words(host):
    host.board.faults.append(_fault("tear", "create", name="picture_unreadable"))

    ended = host.settle(submit(host).id)

    assert isinstance(ended.state, Failed)
    assert ended.state.diagnosis.category is Category.MEDIA_INVALID
    assert ended.state.diagnosis.reply is not None
    assert live(host) == []


def test_a_revoked_token_holds_the_delivery_until_the_account_is_connected_again(host):
    engine = host.engine()
    engine.add_account(host.account, "nobody-none")
    delivery = submit(host)

    held = host.settle(delivery.id, engine)
    assert isinstance(held.state, Held)
    assert held.state.diagnosis.action is Action.RECONNECT

    engine.add_account(host.account, "ada-write")

    assert isinstance(host.settle(delivery.id).state, Published)


def test_a_wrong_key_holds_the_delivery_and_says_which_variable_is_wrong(host):
    delivery = submit(host)

    held = host.settle(delivery.id, host.engine(key=Vault.new_key()))

    assert isinstance(held.state, Held)
    assert held.state.diagnosis.action is Action.FIX_SETUP
    assert "POSTWIRE_KEY" in held.state.diagnosis.detail
    assert [line for wire in host.wires for line in wire.sent] == []


def test_a_scope_that_was_not_granted_is_named_before_anything_is_sent(host):
    host.engine().add_account(evolve(host.account, scopes=frozenset({"board:read"})), "ada-write")

    held = host.settle(submit(host).id)

    assert isinstance(held.state, Held)
    assert held.state.diagnosis.code == "corkboard.scope_missing"
    assert "board:write" in held.state.diagnosis.detail
    assert [line for wire in host.wires for line in wire.sent] == []


def test_a_published_post_is_deleted_and_deleting_what_is_gone_is_a_success(host):
    delivery = submit(host)
    host.settle(delivery.id)

    host.board.delete("ada", "n1")
    host.engine().command(delivery.id, events.Delete)

    assert isinstance(host.settle(delivery.id).state, Deleted)


def test_a_post_that_nobody_can_find_again_rests_as_unconfirmed_until_a_person_says_so(host):
    host.board.faults.append(_fault("lost", "publish"))
    delivery = submit(host)
    host.work_until(delivery.id, "publishing")
    host.board.faults.append(_fault("answer", "status", status=404, name="no_such_draft", times=10_000))
    host.board.faults.append(_fault("answer", "list", status=200, name="odd", times=10_000))
    host.board.notes.clear()

    ended = host.settle(delivery.id)

    assert isinstance(ended.state, Unconfirmed)
    assert "postwire resolve" in ended.state.diagnosis.next_step
    host.engine().command(ended.id, events.Resolve, None)
    assert name_of(host.store.delivery(ended.id).state) == "failed"


def test_a_post_that_can_be_found_is_found_while_its_draft_cannot_be_asked(host):
    host.board.faults.append(_fault("lost", "publish"))
    delivery = submit(host)
    host.work_until(delivery.id, "publishing")
    host.board.faults.append(_fault("answer", "status", status=503, name="spilled_ink", times=10_000))

    ended = host.settle(delivery.id, limit=timedelta(minutes=2))

    assert isinstance(ended.state, Published)
    assert ended.state.receipt.post_id == "n1"


def _fault(effect, operation, **more):
    return Fault(effect=effect, operation=operation, **more)
