"""A post is not edited: the refusal says what to do instead."""

from datetime import UTC, datetime

import pytest

import postwire_corkboard
from postwire.container import Container
from postwire.delivery import Delivery
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.engine.editing import uneditable
from postwire.engine.errors import EngineError, Unsupported
from postwire.manifest import Ability
from postwire.post import Post
from postwire.receipt import Receipt
from postwire.state import Cancelled, Deleted, Published, Queued, Stage, Unconfirmed

MOMENT = datetime(2026, 11, 21, 9, tzinfo=UTC)
RECEIPT = Receipt("p1", "https://example.com/p1", MOMENT)
DOUBT = Diagnosis(
    code="corkboard.answer_lost",
    category=Category.TRANSIENT,
    action=Action.VERIFY,
    caused_by=Culprit.PLATFORM,
    message="The answer was lost.",
)


def _refusal(state, text="Hello, again"):
    delivery = Delivery(
        id="d" * 32,
        account_id="corkboard:ada",
        platform="corkboard",
        post=Post("Hello"),
        due=MOMENT,
        state=state,
        wake_at=None,
        submission="s1",
        created_at=MOMENT,
    )
    return uneditable(delivery, postwire_corkboard.manifest(), Post(text))


def test_editing_is_refused_by_a_typed_error_and_nothing_is_sent(host):
    engine = host.engine()
    (delivery,) = engine.submit(Post("Hello"), [host.account.id])
    published = host.settle(delivery.id)
    notes = dict(host.board.notes)
    with pytest.raises(Unsupported, match="delete it and create it again: `postwire delete") as refused:
        engine.edit(delivery.id, Post("Hello, again"))
    assert refused.value.ability is Ability.EDIT
    assert refused.value.platform == "corkboard"
    assert isinstance(refused.value, EngineError)
    assert host.board.notes == notes
    assert engine.store.delivery(delivery.id) == published


@pytest.mark.parametrize(
    ("state", "named"),
    [
        (Published(RECEIPT), f"postwire delete {'d' * 32}"),
        (Queued(), f"postwire cancel {'d' * 32}"),
        (Unconfirmed(Stage(Container("c1"), MOMENT), MOMENT, DOUBT), f"postwire show {'d' * 32}"),
        (Cancelled(), "postwire post"),
        (Deleted(RECEIPT), "postwire post"),
    ],
)
def test_what_to_do_instead_depends_on_how_far_it_is(state, named):
    assert f"`{named}`" in _refusal(state).instead


def test_nothing_is_to_be_done_where_nothing_changes():
    assert "nothing to do" in _refusal(Published(RECEIPT), "Hello").instead
