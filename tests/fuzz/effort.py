"""Work, counted: the same on every machine, however busy it is."""

import sys
from collections.abc import Callable
from typing import Any


def effort(work: Callable[[], Any]) -> int:
    """How many calls, of Python's and of C's functions, something takes."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls
