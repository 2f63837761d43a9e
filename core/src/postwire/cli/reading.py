"""`postwire read`: what is on a platform, whoever put it there."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import click

from postwire.cli.account_name import account_named
from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.places import location, locations
from postwire.cli.printing import emit, note, one_line, table
from postwire.cli.profile import profile
from postwire.cli.refusal import UsageRefusal
from postwire.cli.session import session_of
from postwire.cli.shapes import time_plain
from postwire.cli.timing import now, span_of
from postwire.cli.vault import check_key
from postwire.engine import Engine, looks
from postwire.seen import MOST, Approval, Page, SeenKind, SeenPost
from postwire.service import Service

F = TypeVar("F", bound=Callable[..., Any])


@click.group
def read() -> None:
    """Read profiles, posts and conversations from a platform.

    Nothing of it is stored.
    """


for command in (profile, locations, location):
    read.add_command(command)


def paging_options(command: F) -> F:
    """How much of a list."""
    limit = click.option(
        "--limit", type=click.IntRange(1, 1000), default=25, show_default=True, help="How many at most."
    )
    after = click.option("--after", metavar="CURSOR", help="Go on where an earlier call ended.")
    return limit(after(json_option(common_options(command))))


def span_options(command: F) -> F:
    """Since when."""
    return click.option("--within", metavar="SPAN", help="Only what is not older, such as 7d.")(command)


@read.command
@click.argument("account", metavar="ACCOUNT")
@click.option("--ghosts", is_flag=True, help="Those that are archived after a day, in place of the others.")
@click.option("--of", metavar="HANDLE", help="Somebody else's public posts.")
@span_options
@paging_options
@click.pass_context
def posts(
    context: click.Context, /, *, account: str, ghosts: bool, of: str | None, within: str | None, **how: Any
) -> Exit:
    """List an account's own posts and reposts, or somebody else's posts, newest first."""
    if ghosts and of is not None:
        raise UsageRefusal(
            "only one's own posts of a day can be listed", field="--ghosts", value="--of", fix="Leave one of them out."
        )
    service = Service.GHOSTS if ghosts else Service.POSTS if of is None else Service.POSTS_OF
    return _listed(context, account, service, within=within, of=of, **how)


@read.command
@click.argument("account", metavar="ACCOUNT")
@span_options
@paging_options
@click.pass_context
def replies(context: click.Context, /, *, account: str, within: str | None, **how: Any) -> Exit:
    """List the replies that an account wrote, newest first."""
    return _listed(context, account, Service.REPLIES, within=within, **how)


@read.command
@click.argument("account", metavar="ACCOUNT")
@click.argument("post_id", metavar="POST_ID")
@click.option("--all-levels", is_flag=True, help="The whole conversation, answers to answers among it.")
@click.option("--oldest-first", is_flag=True, help="In the order in which they were written.")
@paging_options
@click.pass_context
def answers(
    context: click.Context, /, *, account: str, post_id: str, all_levels: bool, oldest_first: bool, **how: Any
) -> Exit:
    """List the replies that a post of the account got."""
    service = Service.CONVERSATION if all_levels else Service.ANSWERS
    return _listed(context, account, service, of=post_id, oldest_first=oldest_first, **how)


@read.command
@click.argument("account", metavar="ACCOUNT")
@click.argument("post_id", metavar="POST_ID")
@click.option("--status", type=click.Choice([each.value for each in Approval]), help="Only these; else both.")
@paging_options
@click.pass_context
def pending(context: click.Context, /, *, account: str, post_id: str, status: str | None, **how: Any) -> Exit:
    """List the replies to a post that wait for approval, or were ignored."""
    return _listed(context, account, Service.PENDING, of=post_id, approval=status and Approval(status), **how)


@read.command
@click.argument("account", metavar="ACCOUNT")
@span_options
@paging_options
@click.pass_context
def mentions(context: click.Context, /, *, account: str, within: str | None, **how: Any) -> Exit:
    """List the public posts that name the account."""
    return _listed(context, account, Service.MENTIONS, within=within, **how)


@read.command
@click.argument("account", metavar="ACCOUNT")
@click.argument("words", metavar="WORDS")
@click.option("--newest", is_flag=True, help="The newest, in place of what the platform holds for the best.")
@click.option("--author", metavar="HANDLE", help="Only what this one wrote.")
@click.option("--kind", type=click.Choice([each.value for each in SeenKind]), help="Only posts of this kind.")
@span_options
@paging_options
@click.pass_context
def search(context: click.Context, /, *, account: str, words: str, kind: str | None, **how: Any) -> Exit:
    """Search public posts by words; #TAG looks among the tags."""
    return _listed(context, account, Service.SEARCH, of=words, kind=kind and SeenKind(kind), **how)


def _listed(  # noqa: PLR0913 - what a list can be asked for
    context: click.Context,
    account: str,
    service: Service,
    *,
    limit: int,
    after: str | None,
    as_json: bool,
    within: str | None = None,
    **about: Any,
) -> Exit:
    since = None if within is None else now() - span_of(within, "--within")
    with session_of(context).engine() as engine:
        named = account_named(account, engine.store)
        check_key(engine.store)
        found: list[SeenPost] = []
        for page in _pages(engine, named.id, service, limit=limit, after=after, since=since, **about):
            found += page.posts
            after = page.after
    if as_json:
        emit({"account": named.id, "posts": [post_plain(post) for post in found], "after": after})
        return Exit.DONE
    table(("id", "when", "who", "answers", "text"), [_row(post) for post in found])
    if after is not None:
        note(f"there may be more: --after {after}")
    return Exit.DONE


def _pages(
    engine: Engine, account_id: str, service: Service, *, limit: int, after: str | None, **about: Any
) -> Iterator[Page]:
    """Page after page, until there are as many as wanted, or no more."""
    left = limit
    while left > 0:
        page = engine.look(account_id, looks.listed(service, after=after, limit=min(left, MOST), **about))
        yield page
        left -= len(page.posts)
        after = page.after
        if after is None or not page.posts:
            return


def _row(post: SeenPost) -> tuple[str, ...]:
    when = post.published_at.isoformat(timespec="minutes") if post.published_at else "-"
    mark = "(hidden) " if post.hidden else f"({post.approval}) " if post.approval else ""
    said = mark + one_line(post.text or (post.kind or "").lower(), 50)
    return post.id, when, post.handle or "-", post.replied_to or "", said


def post_plain(post: SeenPost) -> dict[str, Any]:
    """One post, for a program."""
    return {
        "id": post.id,
        "text": post.text,
        "kind": post.kind,
        "permalink": post.permalink,
        "media_url": post.media_url,
        "published_at": time_plain(post.published_at),
        "handle": post.handle,
        "replied_to": post.replied_to,
        "root": post.root,
        "has_replies": post.has_replies,
        "hidden": post.hidden,
        "approval": post.approval,
    }
