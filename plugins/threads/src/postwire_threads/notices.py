"""What Meta posts to addresses of ours: a person removed the app, wants their data deleted, or something happened.

Pure, over the bytes as they came: they are verified before they are believed, and never written anew.
"""

import base64
import binascii
import hmac
import json
from collections.abc import Mapping
from urllib.parse import parse_qs

from postwire.signed import BadSignature, Notice, Signed

_LONGEST = 64 * 1024
"""Bytes of a signed request. One has some hundred."""


def read_notice(body: bytes) -> Notice:
    """The form of a deauthorize or data-deletion callback: one field ``signed_request``. Raises `BadSignature`."""
    try:
        (request,) = parse_qs(body[:_LONGEST].decode("ascii"), strict_parsing=True)["signed_request"]
        given, text = request.split(".")
        told = json.loads(_decoded(text))
        signed = Signed(text.encode(), _decoded(given))
        algorithm, user_id = told["algorithm"], told["user_id"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BadSignature(
            "this is no signed request: a form with signed_request=SIGNATURE.PAYLOAD is wanted"
        ) from None
    if not isinstance(algorithm, str) or algorithm.upper() != "HMAC-SHA256":
        raise BadSignature("the signed request names another algorithm than HMAC-SHA256")
    if isinstance(user_id, bool) or not isinstance(user_id, str | int) or not str(user_id):
        raise BadSignature("the signed request names no user")
    return Notice(signed=signed, user_id=str(user_id))


def webhook(body: bytes, header: str) -> Signed:
    """An event and its ``X-Hub-Signature-256`` header, to be checked. Raises `BadSignature` for no such header."""
    kind, _, digits = header.strip().partition("=")
    try:
        signature = bytes.fromhex(digits)
    except ValueError:
        signature = b""
    if kind != "sha256" or len(signature) != 32:
        raise BadSignature("X-Hub-Signature-256 is not of the form sha256=64 hexadecimal digits")
    return Signed(body, signature)


def handshake(query: Mapping[str, str], verify_token: str) -> str | None:
    """The challenge to answer with (HTTP 200) when Meta verifies a webhook's address; None: answer 403."""
    given = query.get("hub.verify_token", "")
    fits = hmac.compare_digest(given.encode(), verify_token.encode())
    return query.get("hub.challenge") if fits and verify_token and query.get("hub.mode") == "subscribe" else None


def deletion_answer(status_page: str, confirmation_code: str) -> Mapping[str, str]:
    """The JSON that a data-deletion callback has to answer: where the person can see what became of it."""
    return {"url": status_page, "confirmation_code": confirmation_code}


def _decoded(text: str) -> bytes:
    """Base64 in its alphabet for URLs, without padding. Raises ValueError."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None
