"""Chains: posts that each answer the one before, every one a delivery of its own.

A part waits, without a ``wake_at``, until the store wakes it: when its parent comes to rest. The parent's receipt is
durable by then, and what the part answers is read from it at every request, so that nothing has to be copied.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from attrs import evolve

from postwire.chain import Chain, Unsplittable, posts_of
from postwire.checks.abilities import ability_problems
from postwire.checks.company import company_problems
from postwire.connector import Connector
from postwire.delivery import Delivery
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.history import Entry, EntryKind
from postwire.lifecycle import events
from postwire.operation import Operation
from postwire.post import Post
from postwire.problem import Fix, Problem, Severity
from postwire.receipt import Receipt
from postwire.state import Cancelled, Deleted, Failed, Held, Missed, Published, Queued, name_of, under_way
from postwire.store import Save, Store

RULE = "engine.parent_not_live"
_ANY = "0"
"""Stands for the parent's post id, which nobody knows yet."""


def parts_of(post: Post, connector: Connector, chain: Chain | None) -> tuple[Post, ...]:
    """The posts of a submission on one platform. Raises `Unsplittable`."""
    return (post,) if chain is None else posts_of(post, connector.manifest, chain)


def unsplittable(connector: Connector, error: Unsplittable) -> Problem:
    """What cannot be split, as a problem of the text."""
    return Problem(
        rule=f"{connector.platform}.chain.unsplittable",
        severity=Severity.ERROR,
        message=str(error),
        field="text",
        fix=Fix("Shorten what is named, or put it into the link card."),
        sources=connector.manifest.sources,
    )


def reply_problems(part: Post, connector: Connector) -> Iterator[Problem]:
    """What keeps a part from answering the one before it."""
    reply = evolve(part, reply_to=_ANY)
    for problem in (*ability_problems(reply, connector.manifest), *company_problems(reply, connector.manifest)):
        if problem.field == "reply_to" or problem.observed == "reply_to":
            yield problem


def receipt_of(parent: Delivery | None) -> Receipt | None:
    """The post that a parent became, while it is live."""
    return parent.state.receipt if parent is not None and isinstance(parent.state, Published) else None


def answering(delivery: Delivery, store: Store) -> Post:
    """What a delivery says, its parent's post filled in. Raises `LookupError` where that one is not live."""
    if delivery.parent is None:
        return delivery.post
    receipt = receipt_of(store.delivery(delivery.parent))
    if receipt is None:
        raise LookupError(f"delivery {delivery.parent} is not live, so that there is nothing to answer")
    return evolve(delivery.post, reply_to=receipt.post_id)


def put_off(delivery: Delivery, store: Store, now: datetime) -> Save | None:
    """The save that lets a part wait for its parent, or that holds it with the reason; None: it may go on."""
    begun = under_way(delivery.state)
    if delivery.parent is None or not isinstance(begun, Queued):
        return None
    parent = store.delivery(delivery.parent)
    if receipt_of(parent) is not None:
        return None
    if parent is not None and not _is_over(parent):
        return Save(evolve(delivery, state=begun, wake_at=None))
    held = Held(_reason(delivery, parent), begun)
    data: dict[str, Any] = {"parent": delivery.parent}
    told = Entry(at=now, kind=EntryKind.EVENT, name="parent_not_live", state="held", data=data)
    return Save(evolve(delivery, state=held, wake_at=None), () if held == delivery.state else (told,))


def _is_over(parent: Delivery) -> bool:
    """Whether a parent does not become live by itself."""
    state = parent.state
    return isinstance(state, Failed | Cancelled | Missed | Deleted) or _waits_in_vain(parent)


def _waits_in_vain(delivery: Delivery) -> bool:
    return isinstance(delivery.state, Held) and delivery.state.diagnosis.rule == RULE


def _reason(delivery: Delivery, parent: Delivery | None) -> Diagnosis:
    if parent is not None and isinstance(parent.state, Held):
        return parent.state.diagnosis  # the part that failed is further up, and named there
    name = delivery.parent or ""
    how = "is not known any more" if parent is None else f"is {name_of(parent.state)}"
    told = f": {parent.state.diagnosis.message}" if parent is not None and isinstance(parent.state, Failed) else ""
    return Diagnosis(
        code=f"{delivery.platform}.parent_not_live",
        category=Category.CONFIGURATION,
        action=Action.FIX_SETUP,
        caused_by=Culprit.US,
        message="An earlier part of its chain is not live, so that there is nothing to answer.",
        detail=f"delivery {name} {how}{told}",
        next_step=f"`postwire retry {name}` sends that part anew, and this one follows by itself; "
        "`postwire cancel ID` calls this one off.",
        rule=RULE,
    )


def patient(delivery: Delivery, event: events.Outcome) -> events.Outcome:
    """The event; but a parent that is live, and that the platform does not find, is looked for again: it is young."""
    if delivery.parent is None or not isinstance(event, events.Refusal) or event.operation is not Operation.CREATE:
        return event
    if event.diagnosis.category is not Category.NOT_FOUND:
        return event
    again = evolve(
        event.diagnosis,
        action=Action.RETRY,
        detail=f"the parent went live shortly before, and platforms show it late; {event.diagnosis.detail}",
        rule="engine.parent_not_visible",
    )
    return evolve(event, diagnosis=again)
