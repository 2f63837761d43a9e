"""Chains on the command line: how they are asked for, and how they are told."""

from collections.abc import Iterator, Sequence

from postwire.chain import Chain, Unsplittable
from postwire.cli.printing import one_line
from postwire.cli.refusal import UsageRefusal
from postwire.connector import Connector
from postwire.delivery import Delivery
from postwire.post import Post
from postwire.problem import Problem
from postwire.state import name_of
from postwire.store import Store


def chain_given(*, chain: bool, numbered: bool, first_comment: str | None) -> Chain | None:
    """What ``chain_options`` collects; None: one post. Raises `UsageRefusal`."""
    if numbered and not chain:
        raise UsageRefusal("--numbered is given without --chain", field="--numbered", fix="Add --chain.")
    if first_comment is not None and not first_comment.strip():
        raise UsageRefusal("--first-comment is empty", field="--first-comment", fix="Give it a text, or leave it out.")
    if not chain and first_comment is None:
        return None
    return Chain(splits=chain, numbered=numbered, first_comment=first_comment or "")


def split_for(connector: Connector, post: Post, chain: Chain | None) -> tuple[tuple[Post, ...], tuple[Problem, ...]]:
    """The posts that one would become, and what the platform would refuse of them or might change."""
    if chain is None:
        return (post,), connector.validate_media(post)
    from postwire.engine.chaining import parts_of, reply_problems, unsplittable  # noqa: PLC0415 - takes 300 ms

    try:
        parts = parts_of(post, connector, chain)
    except Unsplittable as error:
        return (), (unsplittable(connector, error),)
    problems = [problem for part in parts for problem in connector.validate_media(part)]
    problems += [problem for part in parts[1:] for problem in reply_problems(part, connector)]
    return parts, tuple(problem for place, problem in enumerate(problems) if problem not in problems[:place])


def chain_of(delivery: Delivery, store: Store) -> tuple[Delivery, ...]:
    """All parts of a delivery's chain, in order; empty where it is none."""
    beside = store.deliveries(submission=delivery.submission, account_id=delivery.account_id, limit=1000)
    answers = {part.parent: part for part in beside if part.parent is not None}
    if not answers:
        return ()
    ids = {part.id: part for part in beside}
    first = delivery
    while first.parent in ids:
        first = ids[first.parent]
    parts = [first]
    while parts[-1].id in answers:
        parts.append(answers[parts[-1].id])
    return tuple(parts) if len(parts) > 1 else ()


def chain_lines(delivery: Delivery, parts: Sequence[Delivery]) -> Iterator[str]:
    """The parts, one a line, with a mark at the one that is told of."""
    for number, part in enumerate(parts, 1):
        mark = ">" if part.id == delivery.id else " "
        yield f"{mark} {number}/{len(parts)}  {part.id[:12]}  {name_of(part.state):<11} {one_line(part.post.text, 50)}"
