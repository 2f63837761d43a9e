"""What a platform counted, by name: bounded where it comes in."""

from collections.abc import Callable, Mapping
from typing import Any


def counts(most: int, longest: int) -> Callable[[object, Any, Any], None]:
    """A validator for mappings of up to ``most`` names, of up to ``longest`` characters, to whole numbers from 0 on."""

    def check(_: object, attribute: Any, value: Any) -> None:
        if not isinstance(value, Mapping) or len(value) > most:
            raise ValueError(f"{attribute.name} has to be a mapping of up to {most} names to whole numbers")
        for name, count in value.items():
            if not isinstance(name, str) or len(name) > longest or type(count) is not int or count < 0:
                raise ValueError(f"{attribute.name} holds something that is no name with a whole number from 0 on")

    return check
