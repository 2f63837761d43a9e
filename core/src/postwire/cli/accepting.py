"""From a wish to deliveries: what `post` and `import` do alike."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import field, frozen

from postwire.account import Account
from postwire.chain import Chain
from postwire.cli.problems import Found, invalid
from postwire.cli.refusal import Refusal
from postwire.cli.timing import Timing, checked_ahead
from postwire.delivery import Delivery
from postwire.engine import Engine, Invalid
from postwire.engine.chaining import parts_of
from postwire.post import Post
from postwire.store import Store
from postwire.store.errors import Duplicate
from postwire.variant import Variant, varied


@frozen(kw_only=True)
class Wish:
    """A post, for whom, when, and the key that keeps it from being accepted twice."""

    post: Post
    accounts: tuple[Account, ...]
    timing: Timing
    key: str | None = None
    chain: Chain | None = None
    variants: Mapping[str, Variant] = field(factory=dict)
    """By platform or account id, what differs there."""
    allow_duplicate: bool = False


@frozen
class Accepted:
    """The deliveries that a wish became."""

    deliveries: tuple[Delivery, ...]
    drafts: frozenset[str]
    """Ids; a delivery with another one was accepted before, under the same key."""
    found: list[Found]

    def is_new(self, delivery: Delivery) -> bool:
        """Whether it was accepted just now."""
        return delivery.id in self.drafts


def findings(engine: Engine, wish: Wish) -> list[Found]:
    """What the platforms of a wish would refuse or change, worst first for each account."""
    found: dict[str, list[Found]] = {}
    for account in wish.accounts:
        parts = parts_of(varied(wish.post, account, wish.variants), engine.registry[account.platform], wish.chain)
        found[account.id] = [
            (account.id, problem) for part in parts for problem in engine.validate(part, account.platform)
        ]
    return [pair for pairs in found.values() for pair in pairs]


def drafted(engine: Engine, wish: Wish, now: datetime) -> tuple[Delivery, ...]:
    """The deliveries that would be accepted. Raises `Refusal`; nothing is stored."""
    for account in wish.accounts:
        checked_ahead(wish.timing, engine.registry[account.platform].manifest.pace.container_life, account.platform)
    try:
        drafts = engine.draft(
            wish.post,
            [account.id for account in wish.accounts],
            wish.timing.due,
            idempotency_key=wish.key,
            late=wish.timing.late,
            prepare_ahead=wish.timing.prepare_ahead,
            chain=wish.chain,
            variants=wish.variants,
        )
    except Invalid as error:
        # what cannot be split has no parts that could be looked at
        raise invalid(findings(engine, wish) if wish.chain is None else list(error.problems)) from None
    if (passed := wish.timing.passed(now)) is not None and not _all_known(engine, drafts):
        raise passed
    return drafts


def accept(engine: Engine, wish: Wish, now: datetime) -> Accepted:
    """Accept a wish for all its accounts or for none. Raises `Refusal`."""
    drafts = drafted(engine, wish, now)
    try:
        stored = engine.accept(drafts, allow_duplicate=wish.allow_duplicate)
    except Duplicate as error:
        raise duplicate(error) from None
    return Accepted(stored, frozenset(draft.id for draft in drafts), findings(engine, wish))


def duplicate(error: Duplicate, where: str = "") -> Refusal:
    """The refusal of what the account says already; ``where`` it stands."""
    return Refusal(
        f"{where}{error}",
        code="duplicate_post",
        field="text",
        fix=f"`postwire show {error.delivery_id}` tells of the earlier one; --allow-duplicate accepts this one too.",
        details={"delivery": error.delivery_id, "account": error.account_id},
    )


def _all_known(engine: Engine, drafts: Sequence[Delivery]) -> bool:
    """Whether their keys were used before: then the hour may have passed since, and nothing new is accepted."""
    return all(_is_known(engine.store, draft) for draft in drafts)


def _is_known(store: Store, draft: Delivery) -> bool:
    return draft.idempotency_key is not None and store.keyed(draft.account_id, draft.idempotency_key) is not None
