"""Messages that a platform signs with the app's secret. Pure, over the bytes as they came."""

import hashlib
import hmac
from collections.abc import Iterable

from attrs import field, frozen


class BadSignature(ValueError):
    """A message is not from whom it claims to be from, or is no such message. The text repeats nothing of it."""


@frozen
class Signed:
    """A message, and the HMAC-SHA256 that its sender claims for it."""

    message: bytes = field(repr=False)
    """Exactly what was signed; never written anew from what it says."""
    signature: bytes = field(repr=False)

    def check(self, secrets: Iterable[str]) -> None:
        """Compare in constant time with what each of these secrets would give. Raises `BadSignature`.

        Every secret is tried, so that the time tells nothing about which one it was.
        """
        fits = False
        for secret in secrets:
            fits |= hmac.compare_digest(hmac.digest(secret.encode(), self.message, hashlib.sha256), self.signature)
        if not fits:
            raise BadSignature("the signature fits no secret of the app: the message is not from the platform")


@frozen(kw_only=True)
class Notice:
    """What a platform tells by calling an address of ours: a person removed the app, or wants their data deleted.

    Nothing of it is to be believed before ``signed`` was checked.
    """

    signed: Signed
    user_id: str
