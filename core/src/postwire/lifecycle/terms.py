"""What the lifecycle must know about a delivery and its platform, beside the state and the event."""

from datetime import datetime, timedelta

from attrs import frozen

from postwire.delivery import LatePolicy
from postwire.manifest import Pace, Republish


@frozen(kw_only=True)
class Terms:
    """The agreement that a delivery travels under."""

    platform: str
    due: datetime
    late: LatePolicy
    prepare_ahead: timedelta = timedelta(0)
    pace: Pace
    republish: Republish
    can_poll: bool
    can_find: bool
    jitter: float = 0.0
    """Between 0 and 1; spreads retries."""
