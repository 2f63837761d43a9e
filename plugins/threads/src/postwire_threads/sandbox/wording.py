"""How a text is measured, and what Threads reads out of it: links and a topic.

Written apart from the connector's own counting, so that one can prove the other wrong.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

TEXT_LIMIT = 500
ALT_TEXT_LIMIT = 1000
TOPIC_LIMIT = 50

_EMOJI = re.compile(
    "[\u200d\u20e3\ufe0f\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u25aa-\u27bf\u2934-\u2b55\u3030\u303d\u3297"
    "\u3299\U0001f000-\U0001faff\U000e0020-\U000e007f]"
)
"""Unicode's emoji blocks, roughly; only the setting ``text_counting="documented"`` looks at it."""
_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_WWW_OR_LINK = re.compile(r"(?:https?://|(?<![\w@./-])www\.)[^\s<>\"]+", re.IGNORECASE)
_TOPIC = re.compile(r"(?<!\S)#([^\s.&@!?,;:]+)")
_LOCAL_HOSTS = re.compile(r"localhost|.+\.localhost|\[.*:.*\]|.*[^.]\.[^.].*", re.IGNORECASE)


def measure(text: str, counting: str) -> int:
    """The length of a text in UTF-8 bytes, or (``documented``) in code points with an emoji as its bytes."""
    octets = len(text.encode("utf-8", "surrogatepass"))
    if counting == "bytes":
        return octets
    return len(text) + sum(len(emoji.encode()) - 1 for emoji in _EMOJI.findall(text))


def links(texts: Iterable[str], *, www: bool) -> frozenset[str]:
    """The different links in some texts; punctuation that closes a sentence is not part of one."""
    pattern = _WWW_OR_LINK if www else _LINK
    return frozenset(found.rstrip(".,;:!?)]}'") for text in texts for found in pattern.findall(text))


def topic_in(text: str) -> str | None:
    """The first tag of a text that can be a topic: digits alone cannot."""
    return next((tag for tag in _TOPIC.findall(text) if not tag.isdigit() and len(tag) <= TOPIC_LIMIT), None)


def is_web_address(text: str) -> bool:
    """Whether a text is an http(s) URL with a host."""
    if any(c.isspace() for c in text):
        return False
    try:
        parts = urlsplit(text)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return False
    shown = f"[{host}]" if host and ":" in host else host or ""
    return parts.scheme in {"http", "https"} and _LOCAL_HOSTS.fullmatch(shown) is not None


def host_of(url: str) -> str:
    """The host of a URL that `is_web_address` holds for."""
    return urlsplit(url).hostname or ""
