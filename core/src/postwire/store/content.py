"""What a post says, apart from what we found out about it."""

import hashlib
import json

from attrs import evolve

from postwire import codec
from postwire.post import Post


def said(post: Post) -> Post:
    """The post without the facts of its media: those were probed by us, and a second look may find more or fewer."""
    return evolve(post, media=tuple(evolve(item, facts=None) for item in post.media))


def digest(post: Post) -> str:
    """The same for posts that say the same, in 32 characters."""
    plain = json.dumps(codec.to_plain(said(post)), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()[:32]
