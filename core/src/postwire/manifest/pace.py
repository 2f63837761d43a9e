"""How patiently a platform wants to be asked."""

from datetime import timedelta

from attrs import frozen

from postwire.source import Source
from postwire.typed import typed


@frozen(kw_only=True, field_transformer=typed)
class Pace:
    """How patiently a platform wants to be asked."""

    first_look: timedelta = timedelta(seconds=2)
    """Between the first polls; it grows with the container's age."""
    interval: timedelta = timedelta(seconds=30)
    """The longest time between polls inside the window."""
    window: timedelta = timedelta(minutes=5)
    slow_interval: timedelta = timedelta(minutes=5)
    """Between polls after the window: slow is not failed."""
    container_life: timedelta = timedelta(hours=24)
    settle: timedelta = timedelta(seconds=60)
    """After a doubtful publish, how long until "not live" is believed."""
    retry: timedelta = timedelta(seconds=3)
    """The first delay after trouble that passes by itself; it doubles."""
    tries: int = 5
    """How often an operation is tried before it is given up."""
    give_up: timedelta = timedelta(hours=24)
    """How long an outage (of the network, of the platform) is sat out before a delivery is given up."""
    catch_up: timedelta = timedelta(seconds=30)
    """After an outage, the longest time between overdue posts of one account: they do not all go out at once."""
    concurrency: int = 8
    """Deliveries of one account that may be under way at once."""
    sources: tuple[Source, ...] = ()
