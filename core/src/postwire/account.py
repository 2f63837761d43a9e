"""Who says it. An account never holds a token."""

from datetime import datetime

from attrs import Attribute, field, frozen

from postwire.links import plain_address
from postwire.typed import typed, written_as


def _is_plain_address(_: object, field: "Attribute[str | None]", value: str | None) -> None:
    if value is not None and plain_address(value) is None:
        raise ValueError(
            f"Account: {field.name} is no plain http(s) address without user, query and fragment; "
            "write it like https://graph.threads.net/v1.0"
        )


@frozen(kw_only=True, field_transformer=typed)
class Account:
    """One person or page on one platform. Raises `TypeError` and `ValueError`, which name the field and the rule."""

    platform: str = field(
        validator=written_as(r"[a-z][a-z0-9_-]{0,31}", "up to 32 small letters, digits, - and _, a letter first")
    )
    user_id: str = field(
        validator=written_as(r"[^\s/?#]{1,128}", "up to 128 characters without spaces, slashes, ? and #")
    )
    """The platform's own id of the account; ``me`` where the platform accepts it."""
    handle: str = ""
    scopes: frozenset[str] | None = None
    """What was granted; None: not known."""
    token_expires_at: datetime | None = None
    api_base: str | None = field(default=None, validator=_is_plain_address)
    """Replaces the platform's own API address: a sandbox, a proxy, or an instance of a federated platform."""

    @property
    def id(self) -> str:
        """``platform:user_id``, unique in a store."""
        return f"{self.platform}:{self.user_id}"
