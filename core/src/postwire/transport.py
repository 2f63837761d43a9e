"""The two ways in which a connection fails, seen from what we must do next."""


class TransportTrouble(Exception):
    """No answer came. The text holds no secret."""


class NotSent(TransportTrouble):
    """The request never left this machine whole: nothing happened on the platform."""


class MaybeArrived(TransportTrouble):
    """The platform may have received it and acted on it."""
