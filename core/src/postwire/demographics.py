"""Who follows an account: how many in each country, city, group of ages, or gender."""

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import field, frozen, validators

MOST = 1000
"""Different answers, such as cities."""
_LONGEST = 512


class Breakdown(enum.StrEnum):
    """What followers are told apart by."""

    COUNTRY = "country"
    CITY = "city"
    AGE = "age"
    GENDER = "gender"


def _counts(_: object, attribute: Any, value: Any) -> None:
    if not isinstance(value, Mapping) or len(value) > MOST:
        raise ValueError(f"{attribute.name} has to be a mapping of up to {MOST} names to whole numbers")
    for name, count in value.items():
        if not isinstance(name, str) or len(name) > _LONGEST or type(count) is not int or count < 0:
            raise ValueError(f"{attribute.name} holds something that is no name with a whole number from 0 on")


@frozen(kw_only=True)
class Demographics:
    """An account's followers, told apart one way. Platforms tell it only from some number of followers on."""

    breakdown: Breakdown = field(validator=validators.instance_of(Breakdown))
    followers: Mapping[str, int] = field(factory=dict, validator=_counts)
    """By the platform's own words, such as ``DE`` or ``25-34``. Empty: it told nothing."""
    synced_at: datetime | None = None
    """When they were read, which the engine fills in; None: the platform told nothing."""
