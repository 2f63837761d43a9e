"""One promise, and how it is checked."""

from collections.abc import Callable

from attrs import frozen

SUITE_VERSION = 1
"""Counts up when a check is added that an honest connector may fail. Newer checks warn first."""


@frozen(kw_only=True)
class Check:
    """A check of one connector. Its name is part of the suite's promise: renaming one is a breaking change."""

    name: str
    """``chapter.what[.of_which]``: ``lifecycle.ends.text.blocking``."""
    promise: str
    """The sentence that has to be true."""
    run: Callable[[], None]
    """Raises `Broken` or `OffTape` where it is not, `Skipped` where it does not apply, `Warned` where it ages."""
    since: int = 1
    """The suite version that brought it."""

    @property
    def chapter(self) -> str:
        """The first word of its name."""
        return self.name.partition(".")[0]
