"""How an account's token stands. Never the token itself."""

from datetime import datetime

from attrs import frozen

from postwire.diagnosis import Diagnosis


@frozen(kw_only=True)
class Connection:
    """What has to be known of a token to keep it alive, and whether it is."""

    account_id: str
    since: datetime
    """When the token was got, or given to us."""
    failures: int = 0
    """Refreshes that went wrong since, one after the other."""
    next_try: datetime | None = None
    """Before this, no refresh is tried again."""
    broken: Diagnosis | None = None
    """Why the account has to be connected again; None: as far as is known, it works."""
    broken_at: datetime | None = None
