"""Accepting posts: the part of the engine between what somebody wants to say and the rows that wait."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from postwire.chain import Chain
from postwire.delivery import Delivery, LatePolicy
from postwire.engine.drafting import drafted, named, problems_of
from postwire.engine.entering import Entering
from postwire.engine.lending import Lender
from postwire.post import Post
from postwire.problem import Problem
from postwire.variant import Variant

APART = timedelta(hours=12)
"""Two posts of an account that say the same, and are due less than this apart, are taken for one that came twice."""


class Accepting(Entering):
    """Checks posts, and accepts them. Nothing is sent."""

    lender: Lender

    def validate(self, post: Post, platform: str) -> tuple[Problem, ...]:
        """What the platform would refuse or might change, worst first. Nothing is sent."""
        return self.lender.left(problems_of(post, self.registry[platform]), post)

    def submit(  # noqa: PLR0913 - the parts of a submission
        self,
        post: Post,
        accounts: Sequence[str],
        due: datetime | None = None,
        *,
        idempotency_key: str | None = None,
        caller: str = "",
        late: LatePolicy | None = None,
        prepare_ahead: timedelta = timedelta(0),
        allow_duplicate: bool = False,
        chain: Chain | None = None,
        variants: Mapping[str, Variant] | None = None,
    ) -> tuple[Delivery, ...]:
        """Accept one post for one or more accounts, all or none.

        With a ``chain``, a text that is too long for a platform becomes posts that each answer the one before, every
        one a delivery of its own, which goes out once its parent is live. ``variants`` say by platform or account id
        what differs there; one for somebody else is a `ValueError`.

        ``due`` is aware; None: now. With an idempotency key a second submission of the same returns the first one's
        deliveries; a key belongs to an account and to the ``caller``, the name of whoever asks, where several do.
        Raises `Invalid` where a platform would refuse the post, `UnknownAccount`,
        `postwire.store.errors.IdempotencyConflict`, `postwire.store.errors.Duplicate` where an account says the same
        within `APART` (unless that is allowed), `ValueError` for a naive or unusable
        time, and `TypeError` for what is no post, no list of account ids, or otherwise of another type.
        """
        drafts = self.draft(
            post,
            accounts,
            due,
            idempotency_key=idempotency_key,
            caller=caller,
            late=late,
            prepare_ahead=prepare_ahead,
            chain=chain,
            variants=variants,
        )
        return self.accept(drafts, allow_duplicate=allow_duplicate)

    def draft(  # noqa: PLR0913 - as above
        self,
        post: Post,
        accounts: Sequence[str],
        due: datetime | None = None,
        *,
        idempotency_key: str | None = None,
        caller: str = "",
        late: LatePolicy | None = None,
        prepare_ahead: timedelta = timedelta(0),
        chain: Chain | None = None,
        variants: Mapping[str, Variant] | None = None,
    ) -> tuple[Delivery, ...]:
        """The deliveries that `submit` would accept, checked and not stored."""
        return drafted(
            post,
            [self._account(name) for name in named(accounts)],
            due,
            self.registry,
            self._now(),
            idempotency_key=idempotency_key,
            caller=caller,
            late=late,
            prepare_ahead=prepare_ahead,
            chain=chain,
            variants=variants,
            left=self.lender.left,
        )

    def accept(self, drafts: Sequence[Delivery], *, allow_duplicate: bool = False) -> tuple[Delivery, ...]:
        """Accept what was drafted, all or none, as `submit` does."""
        return self.store.submit(drafts, None if allow_duplicate else APART)
