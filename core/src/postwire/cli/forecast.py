"""Whether accepted deliveries fit into the quotas of their accounts at their hours."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from postwire.cli.printing import note
from postwire.cli.shapes import quota_plain
from postwire.delivery import Delivery
from postwire.engine import Engine
from postwire.manifest import Quota
from postwire.when import spoken

Tight = tuple[Delivery, datetime, Quota]
"""A delivery that does not fit at its hour, when it does, and the quota."""


def tight(engine: Engine, deliveries: Sequence[Delivery]) -> list[Tight]:
    """Those that do not fit at their hour, beside all that is accepted."""
    found = ((delivery, *engine.fits_at(delivery)) for delivery in deliveries)
    return [(delivery, moment, quota) for delivery, moment, quota in found if quota is not None]


def tell_tight(found: Sequence[Tight]) -> None:
    """Say it, beside the result."""
    for delivery, moment, quota in found:
        note(
            f"{delivery.account_id}: it does not fit before {moment.isoformat(timespec='minutes')}: "
            f"{quota.maximum} {quota.name} in {spoken(quota.window)}, sent and accepted ones counted",
            style="wait",
        )


def tight_plain(found: Sequence[Tight]) -> list[dict[str, Any]]:
    """For a program."""
    return [
        {"account": delivery.account_id, "fits_at": moment.isoformat(), "quota": quota_plain(quota)}
        for delivery, moment, quota in found
    ]
