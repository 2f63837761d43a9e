"""A finding about a post, made before anything is sent."""

import enum
from collections.abc import Mapping
from typing import Any

import attrs
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
    """Field path to its new value, such as ``{"text": "..."}``; None where only a person can decide."""


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
    allowed: str | int | float | bool | None = None
    fix: Fix
    sources: tuple[Source, ...] = attrs.field(default=(), converter=tuple)
