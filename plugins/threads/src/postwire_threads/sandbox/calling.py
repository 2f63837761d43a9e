"""Calls that the platform makes by itself: to a product's webhook and callbacks on this machine."""

from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit

_LOCAL = ("127.0.0.1", "::1", "localhost")
_PATIENCE = 10.0
"""Seconds. The real thing is said to be less patient."""
_LONGEST = 64 * 1024


class Uncalled(ValueError):
    """An address that is not called, or where nobody answers."""


def post(url: str, body: str, headers: Mapping[str, str]) -> dict[str, Any]:
    """Post something, and say what was answered. Raises `Uncalled`."""
    return _called("POST", url, body, headers)


def is_ours(url: str, verify_token: str, challenge: str) -> dict[str, Any]:
    """Ask whether the address is the app's, as before it is subscribed. Raises `Uncalled`."""
    query = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": verify_token}
    answer = _called("GET", f"{url}?{urlencode(query)}", None, {})
    return {"verified": answer == {"status": 200, "body": challenge}, **answer}


def _called(method: str, url: str, body: str | None, headers: Mapping[str, str]) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.hostname not in _LOCAL:
        raise Uncalled(f"{url!r} is not called: a sandbox calls http addresses of this machine only")
    connection = HTTPConnection(parts.hostname, parts.port, timeout=_PATIENCE)
    try:
        connection.request(method, f"{parts.path or '/'}?{parts.query}".rstrip("?"), body, dict(headers))
        answer = connection.getresponse()
        return {"status": answer.status, "body": answer.read(_LONGEST).decode(errors="replace")}
    except (OSError, HTTPException) as error:
        raise Uncalled(f"nobody answers at {url!r}: {type(error).__name__}") from None
    finally:
        connection.close()
