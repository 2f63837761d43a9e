"""What a person allowed us to do in their name. The token that proves it stays with the wire."""

from datetime import datetime, timedelta

from attrs import field, frozen, validators


@frozen
class AppGrant:
    """What a platform registered us as. The secret that it gave stays with the wire."""

    client_id: str = field(validator=validators.matches_re(r"[^\s&?#]{1,200}"))


@frozen(kw_only=True)
class Grant:
    """What a connector learnt in a sign-in; whatever the platform did not say is None."""

    user_id: str | None = field(default=None, validator=validators.optional(validators.matches_re(r"[^\s/?#]{1,128}")))
    """The platform's own id of the account, as text: ids exceed what a JSON number holds elsewhere (2^53)."""
    handle: str | None = None
    scopes: frozenset[str] | None = None
    """What was really granted, which may be less than what was asked for."""
    expires_in: timedelta | None = None
    """From now on; a connector has no clock."""
    expires_at: datetime | None = None
    """Where the platform names the hour; `expires_in` goes before it."""

    def end(self, now: datetime) -> datetime | None:
        """When the token ends."""
        return now + self.expires_in if self.expires_in is not None else self.expires_at
