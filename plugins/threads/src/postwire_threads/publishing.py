"""The one visible effect, and its undoing."""

from postwire.account import Account
from postwire.container import Container
from postwire.exchange import Exchange, Refused, Reply, Request
from postwire.receipt import Receipt
from postwire_threads import timestamp


def publish(container: Container, account: Account) -> Exchange[Receipt]:
    """Publish, then look up where it can be seen; the post is live whether or not the look-up works."""
    reply = yield Request("POST", f"/{account.user_id}/threads_publish", form={"creation_id": container.id or ""})
    post_id = reply.string("id")
    seen = yield Request("GET", f"/{post_id}", query={"fields": "id,permalink,timestamp"}, optional=True)
    return _receipt(post_id, seen)


def delete(receipt: Receipt) -> Exchange[None]:
    """Delete. An answer that does not say ``success`` is a refusal, whatever its HTTP status."""
    reply = yield Request("DELETE", f"/{receipt.post_id}")
    if reply.object().get("success") is not True:
        raise Refused(reply, "the answer to delete does not say success")


def _receipt(post_id: str, seen: Reply) -> Receipt:
    try:
        fields = seen.object() if seen.ok else {}
    except Refused:
        fields = {}
    permalink = fields.get("permalink")
    return Receipt(post_id, permalink if isinstance(permalink, str) else None, timestamp.read(fields.get("timestamp")))
