"""Staging: what a post needs is uploaded and looked up, and its record is fixed, key and time included."""

from postwire.account import Account
from postwire.container import Container
from postwire.exchange import Exchange
from postwire.hookspecs import hookimpl
from postwire.post import Post
from postwire.staging import Staging
from postwire_bluesky.at_uri import POST, AtUri
from postwire_bluesky.records import record
from postwire_bluesky.tid import tid


@hookimpl
def create(post: Post, account: Account, staging: Staging) -> Exchange[Container]:
    """Upload blobs, which nobody sees until a record points at them, and decide on every byte of that record."""
    fixed = yield from record(post, staging)
    return Container(str(AtUri(account.user_id, POST, tid(staging))), data={"record": fixed})
