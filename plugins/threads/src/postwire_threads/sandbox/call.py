"""A call as the sandbox sees it, its answer, and what the sandbox wishes for on the way. No HTTP library in here."""

import enum
from collections.abc import Generator, Mapping
from typing import Any

from attrs import field, frozen

from postwire.media import MediaFacts, MediaKind


@frozen(kw_only=True)
class Call:
    """One request: query and body are merged already, and the token is taken out of them."""

    method: str
    path: str
    """Without the query."""
    parameters: Mapping[str, Any] = field(factory=dict)
    """Texts, or JSON values where the body was JSON."""
    token: str | None = field(default=None, repr=False)


class Ending(enum.Enum):
    """What becomes of the connection."""

    ANSWERED = "answered"
    CLOSED = "closed"
    """Closed without a byte of an answer."""
    RESET = "reset"
    """Reset without a byte of an answer."""
    TORN = "torn"
    """Closed in the middle of the answer's body."""


@frozen(kw_only=True)
class Answer:
    """What goes back. A body of bytes goes out as it is, anything else as JSON."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(factory=dict)
    ending: Ending = Ending.ANSWERED


@frozen
class Pause:
    """Wish: let this many seconds pass."""

    seconds: float


@frozen
class Look:
    """Wish: fetch and probe this URL now, and say what was there."""

    url: str
    kind: MediaKind


@frozen
class LookLater:
    """Wish: fetch and probe this URL in the background, and hand the sight to `Platform.looked`."""

    url: str
    kind: MediaKind
    container_id: str


@frozen
class Await:
    """Wish: give a look in the background a moment to end, so that the answer depends on the clock alone."""

    container_id: str


Wish = Pause | Look | LookLater | Await


@frozen
class Seen:
    """The media was fetched and understood."""

    facts: MediaFacts


@frozen
class Unfetched:
    """The media could not be had."""

    reason: str


@frozen
class Unreadable:
    """Something was fetched, but it is no media."""

    reason: str


Sight = Seen | Unfetched | Unreadable

Conversation = Generator[Wish, Sight | None, Answer]
"""A call on its way to its answer. Only a `Look` is answered with a sight, every other wish with None."""
