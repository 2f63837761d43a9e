"""How a message names the item that it is about."""

from postwire.post import Post


def subject(post: Post, item: int) -> str:
    """``clip.mov``, or ``Item 3 of 5 (clip.mov)`` in a carousel. What a terminal would obey is escaped."""
    name = post.media[item].name
    if not name.isprintable():
        name = ascii(name)
    if len(post.media) == 1:
        return name or "The item"
    place = f"Item {item + 1} of {len(post.media)}"
    return f"{place} ({name})" if name else place
