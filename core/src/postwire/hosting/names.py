"""Names that nobody can guess, and that say which file of which delivery is meant."""

import hashlib
import hmac
import re

_NAME = re.compile(
    r"(?P<delivery>[0-9A-Za-z_]{1,64})-(?P<item>[0-9]{1,3})-(?P<seal>[0-9a-f]{40})(?P<suffix>\.[a-z0-9]{1,8})?"
)


def named(secret: str, delivery_id: str, item: int, suffix: str) -> str:
    """The name of one file."""
    return f"{delivery_id}-{item}-{_seal(secret, delivery_id, item)}{suffix}"


def meant(secret: str, name: str) -> tuple[str, int] | None:
    """Delivery and item that a name stands for; None: it is no name of ours."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    delivery_id, item = found["delivery"], int(found["item"])
    return (delivery_id, item) if hmac.compare_digest(found["seal"], _seal(secret, delivery_id, item)) else None


def _seal(secret: str, delivery_id: str, item: int) -> str:
    return hmac.new(secret.encode(), f"{delivery_id}/{item}".encode(), hashlib.sha256).hexdigest()[:40]
