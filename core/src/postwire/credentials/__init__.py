"""Secrets: wrapped while in memory, encrypted while at rest, and never printed."""

from postwire.credentials.errors import CredentialError, WrongKey
from postwire.credentials.key import KEY_FILE_VARIABLE, KEY_VARIABLE, NEW_KEY_FILE_VARIABLE, NEW_KEY_VARIABLE
from postwire.credentials.secret import Secret
from postwire.credentials.vault import Vault

__all__ = [
    "KEY_FILE_VARIABLE",
    "KEY_VARIABLE",
    "NEW_KEY_FILE_VARIABLE",
    "NEW_KEY_VARIABLE",
    "CredentialError",
    "Secret",
    "Vault",
    "WrongKey",
]
