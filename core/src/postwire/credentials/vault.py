"""What credentials are encrypted with."""

from typing import TYPE_CHECKING

from postwire.credentials.errors import CredentialError, WrongKey
from postwire.credentials.key import KEY_VARIABLE, Keys, operators_keys
from postwire.credentials.secret import Secret

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


_BETWEEN = "\n"
"""What no secret holds."""


class Vault:
    """Encrypts with one key and decrypts with that one and older ones (Fernet: AES-128-CBC and HMAC-SHA256)."""

    def __init__(self, key: bytes | str, *older: bytes | str, origin: str = "the key") -> None:
        """``origin`` says in errors which key it was. Raises `CredentialError` for what is no key."""
        from cryptography.fernet import MultiFernet  # noqa: PLC0415 - costs 30 ms, and most commands need no credential

        self.origin = origin
        self._fernet = MultiFernet([_fernet(each, origin) for each in (key, *older)])

    @staticmethod
    def new_key() -> str:
        """A fresh key."""
        from cryptography.fernet import Fernet  # noqa: PLC0415 - as above

        return Fernet.generate_key().decode()

    @classmethod
    def of(cls, keys: Keys) -> "Vault":
        """The vault of the keys of one place. Raises `CredentialError`."""
        return cls(*keys.values, origin=keys.origin)

    @classmethod
    def of_operator(cls, *, create: bool) -> "Vault":
        """The operator's keys: from the environment, else from a key file beside the user's settings.

        Where there is none, one is made (mode 0600) if ``create`` is true. Raises `CredentialError`.
        """
        return cls.of(operators_keys(cls.new_key if create else None))

    def encrypt(self, secret: Secret, refresh: Secret | None = None) -> bytes:
        """The secret as it may be stored, and with it what renews it, where that is another one."""
        both = [secret.reveal()] if refresh is None else [secret.reveal(), refresh.reveal()]
        return self._fernet.encrypt(_BETWEEN.join(both).encode())

    def decrypt(self, ciphertext: bytes) -> Secret:
        """The secret again. Raises `WrongKey`."""
        return self.decrypt_both(ciphertext)[0]

    def decrypt_both(self, ciphertext: bytes) -> tuple[Secret, Secret | None]:
        """The secret, and what renews it. Raises `WrongKey`."""
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 - as above

        try:
            secret, _, refresh = self._fernet.decrypt(ciphertext).decode().partition(_BETWEEN)
        except InvalidToken:
            raise WrongKey(self.origin) from None
        return Secret(secret), Secret(refresh) if refresh else None


def _fernet(key: bytes | str, origin: str) -> "Fernet":
    from cryptography.fernet import Fernet  # noqa: PLC0415 - as above

    try:
        return Fernet(key)
    except ValueError:
        raise CredentialError(
            f"{origin} is not 32 bytes in url-safe base64; make one with `postwire key`, keep it in {KEY_VARIABLE}"
        ) from None
