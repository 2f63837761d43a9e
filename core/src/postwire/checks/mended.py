"""A fix, applied."""

from typing import Any

import attrs

from postwire.post import Post
from postwire.problem import Fix


def mended(post: Post, fix: Fix) -> Post:
    """The post with a fix's change applied. Raises ValueError where there is none, or for a path that nobody knows."""
    if not fix.change:
        raise ValueError(f"no machine can apply this: {fix.sentence}")
    for path, value in fix.change.items():
        post = _changed(post, path, value)
    return post


def _changed(post: Post, path: str, value: Any) -> Post:
    match path.split(".", 2):
        case ["text" | "link" | "reply_to"]:
            return attrs.evolve(post, **{path: value})
        case ["options", platform, name]:
            return attrs.evolve(post, options={**post.options, platform: {**post.options_for(platform), name: value}})
        case _:
            raise ValueError(f"{path!r} is no path of a post: text, link, reply_to or options.PLATFORM.NAME")
