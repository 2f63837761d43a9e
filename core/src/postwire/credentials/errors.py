"""What is wrong with keys and credentials. No text of these holds any of them."""

from collections.abc import Sequence


class CredentialError(Exception):
    """A key or a credential cannot be used."""


class WrongKey(CredentialError):
    """Credentials were encrypted with another key."""

    def __init__(self, key: str, accounts: Sequence[str] = ()) -> None:
        """``key`` says which one was tried; ``accounts`` are the ids of those whose credential it does not open."""
        whose = f"of {', '.join(accounts)}" if accounts else "of this database"
        super().__init__(
            f"{key} does not open the credentials {whose}: they were encrypted with another key; "
            "give that one (in POSTWIRE_KEY or POSTWIRE_KEY_FILE), or add the accounts again"
        )
        self.accounts = tuple(accounts)
