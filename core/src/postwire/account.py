"""Who says it. An account never holds a token."""

from datetime import datetime

from attrs import field, frozen, validators


@frozen(kw_only=True)
class Account:
    """One person or page on one platform."""

    platform: str = field(validator=validators.matches_re(r"[a-z][a-z0-9_-]{0,31}"))
    user_id: str = field(validator=validators.matches_re(r"[^\s/?#]{1,128}"))
    """The platform's own id of the account; ``me`` where the platform accepts it."""
    handle: str = field(default="", validator=validators.instance_of(str))
    scopes: frozenset[str] | None = None
    """What was granted; None: not known."""
    token_expires_at: datetime | None = None
    api_base: str | None = None
    """Replaces the platform's own API address: a sandbox, a proxy, or an instance of a federated platform."""

    @property
    def id(self) -> str:
        """``platform:user_id``, unique in a store."""
        return f"{self.platform}:{self.user_id}"
