"""What a submission becomes, before anything is stored."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from postwire.account import Account
from postwire.connector import Connector
from postwire.delivery import Delivery, LatePolicy
from postwire.engine.errors import Invalid
from postwire.post import Post
from postwire.problem import Problem, Severity
from postwire.registry import Registry
from postwire.when import spoken


def problems_of(post: Post, connector: Connector) -> tuple[Problem, ...]:
    """What the platform would refuse or might change, worst first."""
    order = list(Severity)
    return tuple(sorted(connector.validate_media(post), key=lambda problem: order.index(problem.severity)))


def drafted(  # noqa: PLR0913 - the parts of a submission
    post: Post,
    accounts: Sequence[Account],
    due: datetime | None,
    registry: Registry,
    now: datetime,
    *,
    idempotency_key: str | None,
    caller: str,
    late: LatePolicy | None,
    prepare_ahead: timedelta,
) -> tuple[Delivery, ...]:
    """One delivery for each account, checked. Raises `Invalid` and `ValueError`."""
    if not accounts:
        raise ValueError("accounts is empty; name at least one account")
    due = aware(due, "due") if due is not None else now
    for account in accounts:
        check_ahead(prepare_ahead, registry[account.platform])
    errors = list(_errors(post, accounts, registry))
    if errors:
        raise Invalid(errors)
    submission = uuid.uuid4().hex
    return tuple(
        Delivery(
            id=uuid.uuid4().hex,
            account_id=account.id,
            platform=account.platform,
            post=post,
            due=due,
            wake_at=max(now, due - prepare_ahead),
            late=late or LatePolicy(),
            prepare_ahead=prepare_ahead,
            submission=submission,
            idempotency_key=_scoped(idempotency_key, caller),
            created_at=now,
        )
        for account in accounts
    )


def _scoped(key: str | None, caller: str) -> str | None:
    """The key as it is stored: no caller ever gets the answer that another one's key stands for."""
    if key == "":
        raise ValueError("idempotency_key is empty; leave it out, or give one")
    if "/" in caller:
        raise ValueError(f"caller is {caller!r}; a name without '/' is wanted, since that parts it from the key")
    return f"{caller}/{key}" if caller and key is not None else key


def check_ahead(prepare_ahead: timedelta, connector: Connector) -> None:
    """Refuse to prepare so early that the platform has dropped it when its hour comes. Raises `ValueError`."""
    if prepare_ahead < timedelta(0):
        raise ValueError(f"prepare_ahead is {prepare_ahead}; it must not be negative")
    life = connector.manifest.pace.container_life
    if prepare_ahead >= life:
        raise ValueError(
            f"prepare_ahead is {spoken(prepare_ahead)}, and {connector.platform} keeps what is prepared for "
            f"{spoken(life)}; prepare it minutes ahead"
        )


def aware(value: datetime, field: str) -> datetime:
    """The time in UTC. Raises `ValueError` for one that means no instant."""
    if value.tzinfo is None:
        raise ValueError(f"{field} is {value.isoformat()}, which names no time zone; give an aware datetime")
    return value.astimezone(UTC)


def _errors(post: Post, accounts: Iterable[Account], registry: Registry) -> Iterable[tuple[str, Problem]]:
    for account in accounts:
        for problem in problems_of(post, registry[account.platform]):
            if problem.severity is Severity.ERROR:
                yield account.id, problem
