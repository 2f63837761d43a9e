"""Secrets: wrapped while in memory, encrypted while at rest, and never printed."""

import os
import stat
from pathlib import Path
from typing import final

KEY_VARIABLE = "POSTWIRE_KEY"
KEY_FILE_VARIABLE = "POSTWIRE_KEY_FILE"


class CredentialError(Exception):
    """A key or a credential cannot be used."""


class WrongKey(CredentialError):
    """The credentials were encrypted with another key."""

    def __init__(self) -> None:
        super().__init__(
            "the credentials of this database were encrypted with another key; "
            f"give the right one in {KEY_VARIABLE} or {KEY_FILE_VARIABLE}, or add the accounts again"
        )


@final
class Secret:
    """A token that does not show itself: not in a repr, a format, a comparison's message or a pickle."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        if not value.strip():
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


class Vault:
    """Encrypts and decrypts credentials with one key (Fernet: AES-128-CBC and HMAC-SHA256)."""

    def __init__(self, key: bytes | str) -> None:
        from cryptography.fernet import Fernet  # noqa: PLC0415 - costs 30 ms, and most commands need no credential

        try:
            self._fernet = Fernet(key)
        except ValueError:
            raise CredentialError(
                f"the key is not 32 bytes in url-safe base64; make one with `postwire key`, keep it in {KEY_VARIABLE}"
            ) from None

    @staticmethod
    def new_key() -> str:
        """A fresh key."""
        from cryptography.fernet import Fernet  # noqa: PLC0415 - as above

        return Fernet.generate_key().decode()

    @classmethod
    def of_operator(cls, *, create: bool) -> "Vault":
        """The operator's key: from the environment, else from a key file beside the user's settings.

        Where there is none, one is made (mode 0600) if ``create`` is true. Raises `CredentialError`.
        """
        if given := os.environ.get(KEY_VARIABLE):
            return cls(given)
        path = _key_file()
        if not path.exists():
            if not create:
                raise CredentialError(
                    f"there is no key: set {KEY_VARIABLE}, or {KEY_FILE_VARIABLE} to a file that holds it "
                    f"(looked for {path})"
                )
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(cls.new_key() + "\n")
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise CredentialError(f"key file {path} can be read by others (mode {mode:04o}); run: chmod 600 {path}")
        return cls(path.read_text().strip())

    def encrypt(self, secret: Secret) -> bytes:
        """The secret as it may be stored."""
        return self._fernet.encrypt(secret.reveal().encode())

    def decrypt(self, ciphertext: bytes) -> Secret:
        """The secret again. Raises `WrongKey`."""
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 - as above

        try:
            return Secret(self._fernet.decrypt(ciphertext).decode())
        except InvalidToken:
            raise WrongKey from None


def _key_file() -> Path:
    if named := os.environ.get(KEY_FILE_VARIABLE):
        return Path(named)
    settings = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return settings / "postwire" / "key"
