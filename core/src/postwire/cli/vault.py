"""Makes sure of the key before anything is moved: with a wrong one every delivery would be held."""

from postwire.credentials import Vault, WrongKey
from postwire.store import Store


def check_key(store: Store) -> None:
    """See that the key opens a credential. Raises `CredentialError` where there is no key, or it opens none of them."""
    kept = [ciphertext for account in store.accounts() if (ciphertext := store.ciphertext(account.id)) is not None]
    if not kept:
        return
    vault = Vault.of_operator(create=False)
    for ciphertext in kept:
        try:
            vault.decrypt(ciphertext)
        except WrongKey:
            continue
        return
    raise WrongKey(vault.origin)
