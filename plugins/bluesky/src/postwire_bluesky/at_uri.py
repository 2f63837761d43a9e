"""Addresses of records, ``at://did:plc:.../app.bsky.feed.post/3k2...``, which are the ids of posts here."""

import re

from attrs import frozen

POST = "app.bsky.feed.post"
"""The collection that posts lie in."""

_AUTHORITY = r"(?P<authority>[A-Za-z0-9][A-Za-z0-9.:%_-]{0,252})"
_KEY = r"(?P<rkey>[A-Za-z0-9._:~-]{1,512})"
_ADDRESS = re.compile(rf"at://{_AUTHORITY}/(?P<collection>[A-Za-z0-9.-]{{1,317}})/{_KEY}")
_PAGE = re.compile(rf"https?://(?:[a-z0-9-]+\.)*[a-z]+/profile/{_AUTHORITY}/post/{_KEY}/?(?:[?#]\S*)?")


@frozen
class AtUri:
    """Where a record lies: in whose repository, in which collection, under which key."""

    authority: str
    """A DID; a handle works, too, until its owner takes another one."""
    collection: str
    rkey: str

    def __str__(self) -> str:
        return f"at://{self.authority}/{self.collection}/{self.rkey}"

    @property
    def query(self) -> dict[str, str]:
        """As calls want it."""
        return {"repo": self.authority, "collection": self.collection, "rkey": self.rkey}

    @property
    def page(self) -> str:
        """Where readers see it."""
        return f"https://bsky.app/profile/{self.authority}/post/{self.rkey}"


def at_uri(text: str) -> AtUri:
    """The parts of an address. Raises ValueError for anything else."""
    found = _ADDRESS.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no address of a record, such as at://did:plc:abc/{POST}/3k43tv4rft22g")
    return AtUri(found["authority"], found["collection"], found["rkey"])


def of_page(text: str) -> AtUri | None:
    """The post that a page of an app shows (``https://bsky.app/profile/NAME/post/KEY``); None for anything else."""
    found = _PAGE.fullmatch(text.strip())
    return AtUri(found["authority"], POST, found["rkey"]) if found else None
