"""What went live, and where readers see it."""

from postwire.exchange import Exchange, Refused, Request
from postwire.receipt import Receipt
from postwire_threads import timestamp


def looked_up(post_id: str) -> Exchange[Receipt]:
    """The receipt of a post that is live for certain; it is whole as far as the look-up works."""
    seen = yield Request("GET", f"/{post_id}", query={"fields": "id,permalink,timestamp"}, optional=True)
    try:
        fields = seen.object() if seen.ok else {}
    except Refused:
        fields = {}
    permalink = fields.get("permalink")
    return Receipt(post_id, permalink if isinstance(permalink, str) else None, timestamp.read(fields.get("timestamp")))
