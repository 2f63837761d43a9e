"""Stored states: every version that was ever written can be read."""

from collections.abc import Callable
from typing import Any

from postwire.codec.malformed import Malformed, kind_of

VERSION = 2
"""The version that is written. It rises whenever an older postwire would misread what is written."""

UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: lambda state: state}
"""Version to the function that turns a state's JSON as it was written then into that of the version after it.

2: stages say when they were first published.
"""


def upgraded(stored: Any) -> Any:
    """The state's JSON as today's version has it. Raises `Malformed` for a newer version, and for none."""
    if not isinstance(stored, dict) or stored.keys() != {"version", "state"}:
        raise Malformed(f'{kind_of(stored)} is no stored state: {{"version": ..., "state": ...}} is wanted @ $')
    version, plain = stored["version"], stored["state"]
    if type(version) is not int or version < 1:
        raise Malformed(f"a version is a whole number from 1 on, not {kind_of(version)} @ $.version")
    if version > VERSION:
        raise Malformed(
            f"the state was written in version {version}; this postwire reads versions up to {VERSION}: "
            "update postwire @ $.version"
        )
    for old in range(version, VERSION):
        if not isinstance(plain, dict):
            raise Malformed(f"an object is wanted, not {kind_of(plain)} @ $.state")
        plain = UPGRADES[old](plain)
    return plain
