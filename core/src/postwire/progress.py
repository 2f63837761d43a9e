"""What ``poll`` learnt about a container."""

from attrs import frozen

from postwire.container import Container
from postwire.diagnosis import Diagnosis
from postwire.receipt import Receipt


@frozen
class Processing:
    """The platform is still at work."""

    container: Container | None = None
    """The container as it is now, where it changed (a carousel whose children just finished)."""


@frozen
class Ready:
    """It may be published."""

    container: Container | None = None


@frozen
class Live:
    """It is published already. The receipt is None where the platform does not say which post it became."""

    receipt: Receipt | None = None


@frozen
class Gone:
    """The platform no longer holds it."""


@frozen
class Rejected:
    """The platform gave it up: this container can never be published."""

    diagnosis: Diagnosis


Progress = Processing | Ready | Live | Gone | Rejected
