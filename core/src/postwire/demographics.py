"""Who follows an account: how many in each country, city, group of ages, or gender."""

import enum
from collections.abc import Mapping
from datetime import datetime

from attrs import field, frozen, validators

from postwire.counts import counts

MOST = 1000
"""Different answers, such as cities."""
_LONGEST = 512


class Breakdown(enum.StrEnum):
    """What followers are told apart by."""

    COUNTRY = "country"
    CITY = "city"
    AGE = "age"
    GENDER = "gender"


@frozen(kw_only=True)
class Demographics:
    """An account's followers, told apart one way. Platforms tell it only from some number of followers on."""

    breakdown: Breakdown = field(validator=validators.instance_of(Breakdown))
    followers: Mapping[str, int] = field(factory=dict, validator=counts(MOST, _LONGEST))
    """By the platform's own words, such as ``DE`` or ``25-34``. Empty: it told nothing."""
    synced_at: datetime | None = None
    """When they were read, which the engine fills in; None: the platform told nothing."""
