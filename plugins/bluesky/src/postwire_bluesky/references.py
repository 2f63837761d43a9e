"""Other posts that a post points at. The server takes dangling references, so they are looked up and checked here."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from postwire.exchange import Exchange, Refused, Request
from postwire_bluesky.answers import mapping, text
from postwire_bluesky.at_uri import at_uri
from postwire_bluesky.calls import GET_RECORD


@frozen
class Reference:
    """A record that is there, as it is now."""

    uri: str
    cid: str
    """Of exactly these contents."""
    value: Mapping[str, Any]

    @property
    def strong(self) -> dict[str, str]:
        """As records point at it."""
        return {"uri": self.uri, "cid": self.cid}


def looked_up(post_id: str) -> Exchange[Reference]:
    """The record of that address. What is not there is a refusal."""
    reply = yield Request("GET", GET_RECORD, query=at_uri(post_id).query)
    told = reply.object()
    if not isinstance(told.get("value"), dict):
        raise Refused(reply, "the record has no `value`")
    return Reference(reply.string("uri"), reply.string("cid"), told["value"])


def answered(post_id: str) -> Exchange[dict[str, Any]]:
    """What a reply to that post points at: the post itself, and the one that the conversation began with."""
    parent = yield from looked_up(post_id)
    root = text(mapping(mapping(parent.value.get("reply")).get("root")).get("uri"), 4096)
    first = parent if root is None else (yield from looked_up(root))
    return {"root": first.strong, "parent": parent.strong}
