"""The web addresses of a text."""

import contextlib
import re
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from attrs import frozen

_DEFAULT_PORTS = {"http": 80, "https": 443}
_STOPS = (
    r"\s<>\""
    "\u201c\u201d\u201e\u00ab\u00bb"  # quotation marks
    "\u3001\u3002\uff0c\uff01\uff1f\uff1b\uff1a\uff08\uff09\u3008-\u3011"  # full-width: no space follows
)
_CANDIDATE = re.compile(rf"https?://[^{_STOPS}]+|(?<![\w@./-])www\.[^{_STOPS}]+", re.IGNORECASE)
_GLUE = re.compile(r"[,;|](?=https?://|www\.)", re.IGNORECASE)
_NEVER = re.compile(r"[\s\x00-\x1f\x7f]")
_TRAILING = frozenset(".,;:!?*`'\u2018\u2019\u2026")
_SHORT = 23
_SERVER = re.compile(r"(?<![\w/])(@\w+(?:[.-]+\w+)*)@[\w.-]+\w")
_CLOSERS = {")": "(", "]": "[", "}": "{"}


def web_address(text: str) -> SplitResult | None:
    """The parts of an absolute http(s) address with a host; None if the text is anything else."""
    if _NEVER.search(text):
        return None
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - a property that raises for a port that is none
    except ValueError:
        return None
    return parts if parts.scheme in _DEFAULT_PORTS and parts.hostname else None


def plain_address(text: str) -> SplitResult | None:
    """The parts of an http(s) address without user, query and fragment; None: it is none."""
    parts = web_address(text)
    return None if parts is None or any((parts.query, parts.fragment, parts.username, parts.password)) else parts


def normal_form(address: str) -> str:
    """One spelling for addresses that differ only in letter case of the host, default port, or a missing path.

    An address without a scheme is taken for https. Raises ValueError if it is no http(s) address.
    """
    parts = web_address(address if "://" in address else f"https://{address}")
    if parts is None:
        raise ValueError(f"{address!r} is no http(s) address")
    user, at, _ = parts.netloc.rpartition("@")
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = "" if parts.port in {None, _DEFAULT_PORTS[parts.scheme]} else f":{parts.port}"
    return parts._replace(netloc=f"{user}{at}{host}{port}", path=parts.path or "/").geturl()


@frozen
class Found:
    """One address, where it stands in a text."""

    start: int
    """Its first code point."""
    end: int
    """The one after its last."""
    address: str
    """In its normal form."""


def links(text: str) -> tuple[str, ...]:
    """The different addresses of a text in their normal form, in order of appearance."""
    return tuple(dict.fromkeys(each.address for each in places(text)))


def places(text: str) -> Iterator[Found]:
    """Every address of a text, in order of appearance.

    Found are ``http://``, ``https://`` and bare ``www.example.com`` addresses. Punctuation after one is not part of it,
    nor is a closing bracket that it does not open.
    """
    for match in _CANDIDATE.finditer(text):
        start = match.start()
        for piece in _GLUE.split(match.group()):
            written = _trimmed(piece)
            if "://" in written or written.partition("/")[0].strip(".").count(".") >= 2:  # www.example is no host
                with contextlib.suppress(ValueError):
                    yield Found(start, start + len(written), normal_form(written))
            start += len(piece) + 1


def with_short_links(text: str) -> str:
    """The text as servers of the Fediverse measure it: 23 characters for an address, and mentions without a server.

    Only addresses with ``http://`` or ``https://`` are short.
    """
    pieces, end = [], 0
    for found in places(text):
        if "://" in text[found.start : found.end]:
            pieces += [text[end : found.start], "x" * _SHORT]
            end = found.end
    return _SERVER.sub(r"\1", "".join([*pieces, text[end:]]))


def _trimmed(candidate: str) -> str:
    unopened = {closer: candidate.count(closer) - candidate.count(opener) for closer, opener in _CLOSERS.items()}
    end = len(candidate)
    while end:
        last = candidate[end - 1]
        if unopened.get(last, 0) > 0:
            unopened[last] -= 1
        elif last not in _TRAILING:
            break
        end -= 1
    return candidate[:end]
