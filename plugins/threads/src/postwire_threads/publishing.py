"""The one visible effect, and its undoing."""

from attrs import evolve

from postwire.account import Account
from postwire.container import Container
from postwire.exchange import Exchange, Refused, Request
from postwire.receipt import Receipt
from postwire_threads import reposts, sharing
from postwire_threads.receipts import looked_up


def publish(container: Container, account: Account) -> Exchange[Receipt]:
    """Publish, then look up where it can be seen; the post is live whether or not the look-up works."""
    if reposts.is_staged(container):
        return (yield from reposts.publish(container))
    reply = yield Request("POST", f"/{account.user_id}/threads_publish", form={"creation_id": container.id or ""})
    receipt = yield from looked_up(reply.string("id"))
    return evolve(receipt, notes=sharing.notes(dict(container.data), reply))


def delete(receipt: Receipt) -> Exchange[None]:
    """Delete. An answer that does not say ``success`` is a refusal, whatever its HTTP status."""
    reply = yield Request("DELETE", f"/{receipt.post_id}")
    if reply.object().get("success") is not True:
        raise Refused(reply, "the answer to delete does not say success")
