"""Why a request has no answer: the two ways in which a connection fails, and that it was held back."""

from postwire.diagnosis import Diagnosis


class TransportTrouble(Exception):
    """No answer came. The text holds no secret."""


class NotSent(TransportTrouble):
    """The request never left this machine whole: nothing happened on the platform."""


class MaybeArrived(TransportTrouble):
    """The platform may have received it and acted on it."""


class Withheld(Exception):
    """We did not send it: what belongs into it cannot be had, or must not go out."""

    def __init__(self, diagnosis: Diagnosis) -> None:
        super().__init__(diagnosis.message)
        self.diagnosis = diagnosis
