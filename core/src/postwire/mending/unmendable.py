"""Why a file cannot be made what a platform takes."""


class Unmendable(Exception):
    """Nothing was written. Says of which file, why, and what would help."""

    def __init__(self, location: str, reason: str, fix: str) -> None:
        super().__init__(location, reason, fix)
        self.location = location
        self.reason = reason
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.location}: {self.reason}; {self.fix}"
