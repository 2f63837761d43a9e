"""What ``create`` staged on a platform and no reader can see yet."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from attrs import field, frozen


@frozen
class Part:
    """One staged item of a container: a carousel's child."""

    id: str
    ready: bool = False


def _parts(given: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(given)


@frozen
class Container:
    """Ids and parts of something staged. It must survive a trip through JSON unchanged."""

    id: str | None = None
    """The platform's id; None while only the parts exist."""
    parts: tuple[Part, ...] = field(default=(), converter=_parts)
    data: Mapping[str, Any] = field(factory=dict)
    """Whatever the connector needs to go on later; JSON values only, never a token."""
    expires_at: datetime | None = None
    """When the platform says that it drops it; None: the manifest's container life counts."""
