"""Reposts: one call without a container. What they become is read from the account's own list."""

from postwire.account import Account
from postwire.container import Container
from postwire.exchange import Exchange, Refused, Request
from postwire.post import Post
from postwire.progress import Live, Progress, Ready
from postwire.receipt import Receipt
from postwire_threads import timestamp
from postwire_threads.manifest import MANIFEST
from postwire_threads.receipts import looked_up

_FIELDS = "id,media_type,reposted_post,permalink,timestamp"


def is_repost(post: Post) -> bool:
    """Whether a post is nothing but a repost."""
    return bool(post.options_for(MANIFEST.platform).get("repost_of"))


def container(post: Post) -> Container:
    """Nothing is staged on the platform: only what to repost is kept."""
    return Container(data={"repost_of": post.options_for(MANIFEST.platform)["repost_of"]})


def is_staged(container: Container) -> bool:
    """Whether a container is a repost's."""
    return "repost_of" in container.data


def poll(container: Container, account: Account) -> Exchange[Progress]:
    """Live if the account reposts it already, by whomever; else it may go out."""
    receipt = yield from _find(container, account)
    return Live(receipt) if receipt is not None else Ready()


def publish(container: Container) -> Exchange[Receipt]:
    """Repost, then look up where it can be seen."""
    reply = yield Request("POST", f"/{container.data['repost_of']}/repost")
    return (yield from looked_up(reply.string("id")))


def _find(container: Container, account: Account) -> Exchange[Receipt | None]:
    """The account's repost of it among its newest hundred posts."""
    reply = yield Request("GET", f"/{account.user_id}/threads", query={"fields": _FIELDS, "limit": "100"})
    items = reply.object().get("data")
    if not isinstance(items, list):
        raise Refused(reply, "the list of posts has no `data`")
    for item in items:
        reposted = item.get("reposted_post") if isinstance(item, dict) else None
        if isinstance(reposted, dict) and reposted.get("id") == container.data["repost_of"] and "id" in item:
            return Receipt(str(item["id"]), item.get("permalink"), timestamp.read(item.get("timestamp")))
    return None
