"""What the platform would refuse, found before anything is sent."""

import re
from collections.abc import Iterator

from postwire.checks import check
from postwire.hookspecs import hookimpl
from postwire.post import Post
from postwire.problem import Fix, Problem, Severity
from postwire_corkboard.platform import DRAFTS, MANIFEST, NOTES

_ADDRESS = re.compile(r"https?://corkboard\.example/[^/?#]+/(?P<note>[^/?#]+)/?")


@hookimpl
def validate_media(post: Post) -> tuple[Problem, ...]:
    """Find everything that is wrong, doubtful or unknown about a post.

    Decide: what the manifest's limits cannot say. `check` applies those limits, the abilities and the options; add a
    problem for each rule that is about more than one number, and say how to mend it: in words always, and as a change
    where a machine could do it.
    """
    return (*check(post, MANIFEST), *_colour_problems(post), *_reply_problems(post))


def _colour_problems(post: Post) -> Iterator[Problem]:
    colour = post.options_for(MANIFEST.platform).get("colour")
    if colour is not None and post.reply_to is not None:
        yield Problem(
            rule="corkboard.options.colour.in_reply",
            severity=Severity.ERROR,
            message="A reply has the colour of the note that it answers; it cannot choose one.",
            field="options.colour",
            observed=str(colour),
            fix=Fix("Leave the colour out."),
            sources=(DRAFTS,),
        )


def _reply_problems(post: Post) -> Iterator[Problem]:
    """What people have at hand is a note's address; the API wants its id."""
    address = _ADDRESS.fullmatch(post.reply_to or "")
    if address is not None:
        yield Problem(
            rule="corkboard.reply_to.not_an_id",
            severity=Severity.ERROR,
            message=f"{post.reply_to} is the address of a note, not its id.",
            field="reply_to",
            observed=post.reply_to,
            allowed=address["note"],
            fix=Fix(f"Give the note's id, {address['note']}.", change={"reply_to": address["note"]}),
            sources=(NOTES,),
        )
