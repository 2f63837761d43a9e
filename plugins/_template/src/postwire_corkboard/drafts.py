"""Staging: a draft that only its author sees, and how it is."""

from postwire.account import Account
from postwire.container import Container
from postwire.exchange import Exchange, Refused, Reply, Request
from postwire.hookspecs import hookimpl
from postwire.post import Post
from postwire.progress import Gone, Live, Processing, Progress, Ready, Rejected
from postwire_corkboard.errors import MEANINGS, diagnosis
from postwire_corkboard.receipts import receipt_from


@hookimpl
def create(post: Post, account: Account) -> Exchange[Container]:
    """Stage the post where no reader sees it.

    Decide: which requests stage a post, and what of their answers is needed later; that goes into the container, which
    is stored as JSON. The engine may run this again after a crash, so nothing that it does may be visible. A refusal
    never gets here: write down the happy path only.
    """
    reply = yield Request("POST", f"/boards/{account.user_id}/drafts", json=_draft(post))
    return Container(reply.string("draft"))


@hookimpl
def poll(container: Container) -> Exchange[Progress]:
    """Ask how the container is, and move it forward where the platform needs that.

    Decide: which of the platform's words mean `Processing`, `Ready`, `Live`, `Gone` and `Rejected`. After a lost answer
    this is what tells whether the post is live, so give the receipt with `Live` if the platform tells it. Refuse words
    that you do not know; guessing here publishes twice, or never. There is no waiting in here: the engine asks again.
    """
    reply = yield Request("GET", f"/drafts/{container.id}")
    match reply.string("state"):
        case "drying":
            return Processing()
        case "dry":
            return Ready()
        case "pinned":
            return Live(receipt_from(reply))
        case "lost":
            return Gone()
        case "torn":
            return _torn(reply)
        case state:
            raise Refused(reply, f"the draft's state {state!r} is not one that Corkboard documents")


def _draft(post: Post) -> dict[str, str]:
    draft = {"text": post.text}
    for picture in post.media:
        draft["picture_url"] = picture.location
        if picture.alt_text:
            draft["picture_alt"] = picture.alt_text
    if post.reply_to is not None:
        draft["in_reply_to"] = post.reply_to
    if (colour := post.options_for("corkboard").get("colour")) is not None:
        draft["colour"] = colour
    return draft


def _torn(reply: Reply) -> Rejected:
    """The reason is one of the names that errors have, too; one that nobody documented still means torn."""
    reason = str(reply.object().get("reason"))
    name = reason if reason in MEANINGS else "draft_torn"
    return Rejected(diagnosis(name, MEANINGS[name], reply, f"the draft was torn up: {reason}"))
