"""A finding about a post, made before anything is sent."""

import enum
from collections.abc import Mapping
from typing import Any

from attrs import frozen

from postwire.source import Source


class Severity(enum.StrEnum):
    """What a finding means for sending."""

    ERROR = "error"
    """The platform refuses it: not sent."""
    WARNING = "warning"
    """It may be refused, or look different from what was meant: sent."""
    UNSURE = "unsure"
    """Not enough is known to tell: sent, and said."""


@frozen
class Fix:
    """What to do about a problem: in words, as a command, and as a change that a machine can apply."""

    sentence: str
    command: str | None = None
    change: Mapping[str, Any] | None = None
    """Field path in the post to its new value; None where only a person can decide.

    Paths are ``text``, ``link``, ``reply_to`` and ``options.PLATFORM.NAME``; `postwire.checks.mended` applies them.
    """


@frozen(kw_only=True)
class Problem:
    """One rule that a post breaks, or may break."""

    rule: str
    """Stable, namespaced: ``threads.text.max_bytes``."""
    severity: Severity
    message: str
    field: str
    """``text``, ``media``, ``link``, ``reply_to`` or ``options.NAME``."""
    item: int | None = None
    """Index into ``media``, from 0; None where the post as a whole is meant."""
    observed: str | int | float | bool | None = None
    """What was found, in the unit of the rule: bytes, seconds, pixels, bits per second."""
    allowed: str | int | float | bool | None = None
    """The bound that was passed, or what may stand there, comma-separated."""
    fix: Fix
    sources: tuple[Source, ...] = ()
