"""The only things that the world may be asked to do."""

from datetime import datetime

from attrs import frozen

from postwire.container import Container
from postwire.receipt import Receipt


@frozen
class Create:
    """Stage the post."""

    restaged: int = 0
    """How many containers were thrown away before."""


@frozen
class Poll:
    """Ask how the container is."""

    container: Container


@frozen
class Publish:
    """Make the container visible: the one effect that readers notice."""

    container: Container
    refused_since: datetime | None = None
    """Set where it was refused before, and the platform promises nothing of a second call: when the first one began.

    Then it is searched before it is sent again, since a no may be a lie.
    """


@frozen
class Verify:
    """Look whether it is live: ask the container, then search what went live since then."""

    container: Container
    since: datetime


@frozen
class Remove:
    """Take the post down."""

    receipt: Receipt


Effect = Create | Poll | Publish | Verify | Remove
