"""The one visible effect, its undoing, and looking for it."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from postwire.account import Account
from postwire.container import Container
from postwire.exchange import Exchange, Refused, Reply, Request
from postwire.post import Post
from postwire.receipt import Receipt
from postwire_mastodon import differences
from postwire_mastodon.parameters import parameters_of
from postwire_mastodon.receipts import moment, receipt_of

CLOCK_SLACK = timedelta(minutes=1)
"""How far the instance's clock may be behind ours."""
PAGES = 10
"""Forty statuses each: more than an account may post in three hours."""
_PAGE = "40"
_NEXT = re.compile(r'<([^>]*)>\s*;\s*rel="next"')


def publish(post: Post, container: Container) -> Exchange[Receipt]:
    """Post the status. What the instance made of it without a word stands in the receipt's notes: it is live."""
    reply = yield Request(
        "POST",
        "/api/v1/statuses",
        json=parameters_of(post, container),
        headers={"Idempotency-Key": container.data["key"]},
    )
    reply.string("id")
    return receipt_of(post, reply.object())


def delete(receipt: Receipt) -> Exchange[None]:
    """Delete the status, and where the instance knows nothing to delete, look whether it is gone.

    Some servers have no such method, and answer like those that have no such status.
    """
    path = f"/api/v1/statuses/{quote(receipt.post_id, safe='')}"
    deleted = yield Request("DELETE", path, hears={404})
    if deleted.ok:
        return
    seen = yield Request("GET", path, hears={404})
    if seen.ok:
        raise Refused(seen, "the instance knows nothing to delete, and shows the status all the same")


def find(post: Post, since: datetime, account: Account) -> Exchange[tuple[Receipt, ...]]:
    """The account's statuses since then that say and show exactly this, oldest first."""
    earliest = since - CLOCK_SLACK
    path = f"/api/v1/accounts/{quote(account.user_id.partition('@')[0], safe='')}/statuses"
    query = {"limit": _PAGE, "exclude_reblogs": "true"}
    found: list[tuple[datetime, Receipt]] = []
    for _ in range(PAGES):
        reply = yield Request("GET", path, query=query)
        page = _listed(reply)
        for status in page:
            published_at = moment(status.get("created_at"))
            if published_at is not None and published_at >= earliest and _is(status, post):
                found.append((published_at, receipt_of(post, status)))
        times = [at for status in page if (at := moment(status.get("created_at")))]
        before = _before(reply)
        if before is None or not times or min(times) < earliest:
            break
        query = {**query, "max_id": before}
    return tuple(receipt for _, receipt in sorted(found, key=lambda pair: pair[0]))


def _listed(reply: Reply) -> list[Mapping[str, Any]]:
    page = reply.json()
    if not isinstance(page, list) or not all(isinstance(status, dict) and status.get("id") for status in page):
        raise Refused(reply, "the answer is no list of statuses")
    return page


def _before(reply: Reply) -> str | None:
    """What the next page is asked for with; None: this is the last one, or the server knows no pages."""
    next_page = _NEXT.search(reply.headers.get("link", ""))
    ids = parse_qs(urlsplit(next_page[1]).query).get("max_id") if next_page else None
    return ids[0] if ids else None


def _is(status: Mapping[str, Any], post: Post) -> bool:
    """Whether a listed status is the post, as far as lists tell: every server tells that much truly."""
    return status.get("reblog") is None and not any(each.is_another for each in differences.between(post, status))
