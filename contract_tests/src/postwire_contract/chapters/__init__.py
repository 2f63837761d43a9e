"""What the suite looks at, chapter by chapter."""

from collections.abc import Callable, Iterator

from postwire_contract.chapters import (
    errors,
    exchanges,
    faults,
    hooks,
    hygiene,
    lifecycle,
    manifest,
    scopes,
    validation,
)
from postwire_contract.check import Check
from postwire_contract.kit import Kit

CHAPTERS: tuple[Callable[[Kit], Iterator[Check]], ...] = (
    manifest.checks,
    hooks.checks,
    scopes.checks,
    validation.checks,
    exchanges.checks,
    errors.checks,
    lifecycle.checks,
    faults.checks,
    hygiene.checks,
)


def checks_of(kit: Kit) -> tuple[Check, ...]:
    """Every check that a connector's manifest selects, in order."""
    return tuple(check for chapter in CHAPTERS for check in chapter(kit))
