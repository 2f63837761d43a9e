"""The headless runner: takes what is due out of a store and works on it, many at a time."""

from postwire.runner.runner import Runner, Until

__all__ = ["Runner", "Until"]
