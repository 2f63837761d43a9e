"""A token, wrapped."""

from typing import final

from postwire.credentials.errors import CredentialError


@final
class Secret:
    """A token that does not show itself: not in a repr, a format, a comparison's message or a pickle."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        if not isinstance(value, str) or not value.strip():  # type: ignore[redundant-expr]  # a host may know no types
            raise CredentialError("a token must be a text that is not empty")
        if any(character.isspace() or not character.isprintable() for character in value.strip()):
            raise CredentialError("a token must be one line without spaces; was more than the token pasted?")
        self._value = value.strip()

    def reveal(self) -> str:
        """The token itself, for the one place that sends it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    def __reduce__(self) -> str:
        raise TypeError("a Secret is not pickled")
