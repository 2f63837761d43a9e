"""How people name a delivery: its id, or the beginning of it."""

from collections.abc import Collection, Iterator

from postwire.cli.refusal import Refusal
from postwire.delivery import Delivery
from postwire.store import Store

SHORTEST = 4
"""Characters of a prefix."""
_PAGE = 500


def delivery_of(store: Store, delivery_id: str) -> Delivery:
    """The delivery of a whole id. Raises `Refusal`."""
    delivery = store.delivery(delivery_id)
    if delivery is None:
        raise _unknown(delivery_id)
    return delivery


def delivery_named(store: Store, given: str) -> Delivery:
    """The delivery of an id, or the only one whose id begins so. Raises `Refusal`."""
    if (exact := store.delivery(given)) is not None:
        return exact
    if len(given) < SHORTEST:
        raise Refusal(
            f"delivery id {given!r} is too short",
            code="short_id",
            field="ID",
            value=given,
            fix=f"Give at least its first {SHORTEST} characters.",
        )
    found = store.beginning_so(given.lower())
    if not found:
        raise _unknown(given)
    if len(found) > 1:
        candidates = [delivery.id for delivery in found[:5]]
        raise Refusal(
            f"delivery id {given!r} could be {', '.join(candidates)}",
            code="ambiguous_id",
            field="ID",
            value=given,
            fix="Give more of its characters.",
            details={"candidates": candidates},
        )
    return found[0]


def every(
    store: Store, *, states: Collection[str] = (), account_id: str | None = None, platform: str | None = None
) -> Iterator[Delivery]:
    """All deliveries, page by page, ordered by due time."""
    after = None
    while page := store.deliveries(states=states, account_id=account_id, platform=platform, limit=_PAGE, after=after):
        yield from page
        after = page[-1].id


def _unknown(given: str) -> Refusal:
    return Refusal(
        f"delivery {given!r} is not known",
        code="unknown_delivery",
        field="ID",
        value=given,
        fix="`postwire list` shows the ids.",
    )
