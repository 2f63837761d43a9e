"""What a status says: the text that is sent, and the text that comes back."""

import re
import unicodedata
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from postwire.counting import Unit, measure
from postwire.links import links, normal_form, with_short_links
from postwire.post import Post

_BLANKS = re.compile(r"\s+")
_MENTION = re.compile(r"(?<![\w/])@(\w[\w.-]*)@[\w.-]*\w")


def text_of(post: Post) -> str:
    """The text, with the link below it where the text does not hold it: an instance makes a card of what it finds."""
    if post.link is None or normal_form(post.link) in links(post.text):
        return post.text
    return f"{post.text.rstrip()}\n\n{post.link}" if post.text.strip() else post.link


def length_of(post: Post) -> int:
    """Characters as the Fediverse counts them: with the warning, and 23 for every address."""
    warning = str(post.options_for("mastodon").get("spoiler_text") or "")
    return measure(warning + with_short_links(text_of(post)), Unit.GRAPHEMES)


def said_by(status: Mapping[str, Any]) -> str:
    """What a status says: its source where the server tells it, else the words of its HTML."""
    source, content = status.get("text"), status.get("content")
    if isinstance(source, str):
        return source
    reader = _Reader()
    reader.feed(content if isinstance(content, str) else "")
    reader.close()
    return "".join(reader.words)


def is_same(one: str, other: str) -> bool:
    """Whether two texts say the same. White space, and servers behind mentions, are not always told as they were."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return _BLANKS.sub(" ", _MENTION.sub(r"@\1", unicodedata.normalize("NFC", text))).strip()


class _Reader(HTMLParser):
    """Reads what a person would."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in {"br", "p", "li", "div"}:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        self.words.append(data)
