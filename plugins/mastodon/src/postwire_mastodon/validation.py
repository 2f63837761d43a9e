"""What Mastodon would refuse: the manifest's data, and what data cannot say."""

from collections.abc import Collection, Iterator

from postwire.checks import check
from postwire.links import web_address
from postwire.post import Post
from postwire.problem import Fix, Problem, Severity
from postwire_mastodon.limits import TEXT
from postwire_mastodon.manifest import MANIFEST
from postwire_mastodon.options import LIMITS, POLL_LONGEST, POLL_SHORTEST
from postwire_mastodon.sources import INSTANCE, STATUSES
from postwire_mastodon.words import length_of


def validate(post: Post) -> tuple[Problem, ...]:
    """Everything that is wrong, doubtful or unknown about a post for Mastodon; empty if nothing."""
    found = check(post, MANIFEST)
    told = {problem.rule for problem in found}
    return (*found, *_length_problems(post, told), *_poll_problems(post), *_reply_problems(post))


def _length_problems(post: Post, told: Collection[str]) -> Iterator[Problem]:
    """A warning and a link count as text; that the text alone is too long is told already."""
    length = length_of(post)
    if TEXT.rule in told or MANIFEST.chosen(post, LIMITS) is not None or TEXT.maximum is None or length <= TEXT.maximum:
        return
    yield Problem(
        rule="mastodon.text.with_all",
        severity=Severity.ERROR,
        message=f"Text, warning and link are {length} characters long together; Mastodon takes {TEXT.maximum}.",
        field="text",
        observed=length,
        allowed=f"at most {TEXT.maximum}",
        fix=Fix(f"Shorten the text by {length - TEXT.maximum:.0f} characters."),
        sources=TEXT.sources,
    )


def _poll_problems(post: Post) -> Iterator[Problem]:
    lasts = MANIFEST.chosen(post, "poll_expires_in")
    if isinstance(lasts, int) and not POLL_SHORTEST <= lasts <= POLL_LONGEST:
        yield Problem(
            rule="mastodon.options.poll_expires_in.range",
            severity=Severity.ERROR,
            message=f"A poll of Mastodon is open for {POLL_SHORTEST} to {POLL_LONGEST} seconds, not for {lasts}.",
            field="options.poll_expires_in",
            observed=lasts,
            allowed=f"{POLL_SHORTEST} to {POLL_LONGEST}",
            fix=Fix("Give the seconds from now until the poll's end: 86400 are a day."),
            sources=(STATUSES, INSTANCE),
        )


def _reply_problems(post: Post) -> Iterator[Problem]:
    """What people have at hand is a post's address; its last part is its id only on the post's own instance."""
    if post.reply_to is not None and web_address(post.reply_to) is not None:
        yield Problem(
            rule="mastodon.reply_to.not_an_id",
            severity=Severity.ERROR,
            message=f"{post.reply_to} is the address of a post, not its id on the account's instance.",
            field="reply_to",
            observed=post.reply_to,
            fix=Fix(
                "Open the post on the account's own instance and give the number at the end of that address; a "
                "delivery's receipt holds it as well."
            ),
            sources=(STATUSES,),
        )
