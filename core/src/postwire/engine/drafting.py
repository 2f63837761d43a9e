"""What a submission becomes, before anything is stored."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from postwire.account import Account
from postwire.chain import Chain, Unsplittable
from postwire.connector import Connector
from postwire.delivery import Delivery, LateKind, LatePolicy
from postwire.engine.chaining import parts_of, reply_problems, unsplittable
from postwire.engine.errors import Invalid
from postwire.post import Post
from postwire.problem import Problem, Severity
from postwire.registry import Registry
from postwire.variant import Variant, check_targets, varied
from postwire.when import EARLIEST, LATEST, spoken

Left = Callable[[Iterable[Problem], Post], tuple[Problem, ...]]
"""Those of a post's problems that are left, seen from here."""


def _all(problems: Iterable[Problem], _: Post) -> tuple[Problem, ...]:
    return tuple(problems)


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
    chain: Chain | None = None,
    variants: Mapping[str, Variant] | None = None,
    left: Left = _all,
) -> tuple[Delivery, ...]:
    """One delivery for each account, of a chain one for each part, checked. Raises `Invalid` and `ValueError`."""
    for field, value, kind in (
        ("post", post, Post),
        ("idempotency_key", idempotency_key, str | None),
        ("late", late, LatePolicy | None),
        ("prepare_ahead", prepare_ahead, timedelta),
        ("chain", chain, Chain | None),
    ):
        if not isinstance(value, kind):
            raise TypeError(f"{field} is {value!r}; give {_called(kind)}")
    if late is not None:
        _check_late(late)
    if not accounts:
        raise ValueError("accounts is empty; name at least one account")
    check_targets(variants or {}, accounts)
    due = aware(due, "due") if due is not None else now
    for account in accounts:
        check_ahead(prepare_ahead, registry[account.platform])
    written = {account.id: varied(post, account, variants or {}) for account in accounts}
    posts, errors = _posts(written, accounts, registry, chain, left)
    if errors:
        raise Invalid(errors)
    submission = uuid.uuid4().hex
    key = _scoped(idempotency_key, caller)
    drafts: list[Delivery] = []
    for account in accounts:
        # in the order of their ids, as lists have them that are due at one moment
        ids = sorted(uuid.uuid4().hex for _ in posts[account.id])
        for place, (delivery_id, part) in enumerate(zip(ids, posts[account.id], strict=True)):
            drafts.append(
                Delivery(
                    id=delivery_id,
                    account_id=account.id,
                    platform=account.platform,
                    post=part,
                    due=due,
                    wake_at=max(now, due - prepare_ahead) if place == 0 else None,
                    # what follows the first part is never too late: half a chain is worse
                    late=late if late is not None and place == 0 else LatePolicy(),
                    prepare_ahead=prepare_ahead if place == 0 else timedelta(0),
                    submission=submission,
                    idempotency_key=key if key is None or place == 0 else f"{key} (part {place + 1})",
                    parent=ids[place - 1] if place else None,
                    created_at=now,
                )
            )
    return tuple(drafts)


def _posts(
    written: Mapping[str, Post], accounts: Iterable[Account], registry: Registry, chain: Chain | None, left: Left
) -> tuple[dict[str, tuple[Post, ...]], list[tuple[str, Problem]]]:
    """By account the posts that it gets, and what is wrong with any of them."""
    posts: dict[str, tuple[Post, ...]] = {}
    errors: list[tuple[str, Problem]] = []
    for account in accounts:
        connector = registry[account.platform]
        try:
            posts[account.id] = parts_of(written[account.id], connector, chain)
        except Unsplittable as error:
            errors.append((account.id, unsplittable(connector, error)))
            continue
        for place, part in enumerate(posts[account.id]):
            found = (*left(problems_of(part, connector), part), *(reply_problems(part, connector) if place else ()))
            errors += [(account.id, problem) for problem in found if problem.severity is Severity.ERROR]
    return posts, errors


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


def _check_late(late: LatePolicy) -> None:
    if not isinstance(late.kind, LateKind):
        raise TypeError(f"late.kind is {late.kind!r}; give one of {', '.join(map(str, LateKind))} as a LateKind")
    if not isinstance(late.within, timedelta):
        raise TypeError(f"late.within is {late.within!r}; give timedelta")
    if late.within < timedelta(0):
        raise ValueError(f"late.within is {late.within}; it must not be negative")


def named(accounts: Sequence[str]) -> tuple[str, ...]:
    """The ids of accounts, each once. Raises `TypeError` for what is no list of ids."""
    if isinstance(accounts, str):
        raise TypeError(f"accounts is the text {accounts!r}; give a list of account ids, such as [{accounts!r}]")
    for account in accounts:
        if not isinstance(account, str):
            raise TypeError(f"accounts holds {account!r}; give the id of each account, such as 'threads:1784...'")
    return tuple(dict.fromkeys(accounts))


def aware(value: datetime, field: str) -> datetime:
    """The time in UTC. Raises `TypeError` and `ValueError` for one that means no instant, or none of this age."""
    if not isinstance(value, datetime):
        raise TypeError(f"{field} is {value!r}; give an aware datetime")
    if value.tzinfo is None:
        raise ValueError(f"{field} is {value.isoformat()}, which names no time zone; give an aware datetime")
    if not EARLIEST <= value.year <= LATEST:
        raise ValueError(f"{field} is {value.isoformat()}; give a time in the years {EARLIEST} to {LATEST}")
    return value.astimezone(UTC)


def _called(kind: Any) -> str:
    return " or ".join(each.__name__.replace("NoneType", "None") for each in get_args(kind) or (kind,))
