"""The one error of the codec."""

from types import NoneType

_KINDS: dict[type, str] = {
    NoneType: "null",
    bool: "a truth value",
    int: "a whole number",
    float: "a number",
    str: "a text",
    list: "a list",
    dict: "an object",
}


class Malformed(ValueError):
    """JSON that does not say what its reader wants, or a value that JSON cannot say.

    The message names the path, what was found there (by its kind, never by its value) and the rule.
    """


def kind_of(plain: object) -> str:
    """What a value is in the words of JSON, or its class where JSON has no word."""
    return _KINDS.get(type(plain), f"a Python {type(plain).__name__}")
