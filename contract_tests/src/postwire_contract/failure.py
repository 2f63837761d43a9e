"""What a check says when it does not pass."""


class Broken(AssertionError):
    """A promise of the connector is broken. The text says which, where, and what to do."""


class NotRecorded(Broken):
    """There is no cassette to prove it with."""


class Warned(Exception):
    """Nothing is broken yet, and somebody should do something. The text says what."""


class ContractWarning(UserWarning):
    """What a contract test says that does not fail: a newer check, or a recording that has grown old."""


class Skipped(Exception):
    """The check does not apply. ``reason`` is stable, for machines."""

    def __init__(self, reason: str, words: str) -> None:
        super().__init__(words)
        self.reason = reason
