"""What a person grants."""

from collections.abc import Iterable

from attrs import field, frozen

from postwire.operation import Operation
from postwire.service import Service
from postwire.source import Source
from postwire.typed import typed


def services_of(given: Iterable[Service]) -> frozenset[Service]:
    """For fields that hold services."""
    return frozenset(given)


def _operations(given: Iterable[Operation]) -> frozenset[Operation]:
    return frozenset(given)


@frozen(kw_only=True, field_transformer=typed)
class Scope:
    """One permission, what it is for, and which operations do not work without it."""

    name: str
    purpose: str
    operations: frozenset[Operation] = field(converter=_operations)
    """Empty: nothing fails without it, but something is gained with it."""
    services: frozenset[Service] = field(default=frozenset(), converter=services_of)
    """What it is needed for beside them."""
    sources: tuple[Source, ...] = ()
