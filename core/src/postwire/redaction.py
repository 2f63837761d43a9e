"""Takes secrets out of text. Pure, linear in the length of the text, and repeatable: twice is the same as once.

What is taken for a secret: every secret that is handed in, in each spelling in which it may come back; the value
behind a name that only secrets have (``access_token``, ``client_secret``); the value behind a name that may hold one
(``code``, ``token``) where it looks like one; and what looks like a token wherever it stands. Texts that merely talk
about tokens, numeric error codes, e-mail addresses and trace ids are left alone.
"""

import base64
import json
import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import quote, quote_plus

MASK = "***"
"""What stands in a secret's place."""

_NAMES = (
    r"(?:access|refresh|id|input|verify|session|security|bearer|auth|page|user|app|long[_-]?lived|short[_-]?lived)"
    r"[_-]?token"
    r"|(?:fb|th|ig)_exchange_token|(?:client|app|consumer|shared)[_-]?secret|app_?secret_?proof|signed_request"
    r"|code_verifier|client_assertion|api[_-]?key|passw(?:or)?d|x-amz-(?:signature|security-token|credential)"
    r"|x-goog-(?:signature|credential)"
)
_MAYBE_NAMES = r"code|token|secret|sig|signature"

# An equals sign or colon, percent-encoded or not, and whatever quotes and escapes stand around it.
_ASSIGNS = r"""(?:\\*+["'“”]|%22)?\s{0,8}+(?:=>|[=:]|%3[ad])\s{0,8}+(?:%22)?"""
_QUOTED = r"""\\*+["“](?P<{0}>(?:[^"“”\\\n]|\\++[^"“”\\\n])*+)|\\*+'(?P<{1}>(?:[^'\\\n]|\\++[^'\\\n])*+)"""
_BARE = r"""(?P<{0}>(?:[^\s"'“”\\&,;<>(){{}}\[\]%]|%(?!26|22|27|20|0a)|\\++[/u])++)"""
_VALUE = _QUOTED.format("double", "single") + "|" + _BARE.format("bare")

_NAMED = re.compile(rf"(?:{_NAMES}){_ASSIGNS}(?:{_VALUE})", re.IGNORECASE)
_MAYBE_NAMED = re.compile(rf"(?<![a-z0-9_.-])(?:{_MAYBE_NAMES}){_ASSIGNS}(?:{_VALUE})", re.IGNORECASE)
_SCHEME = re.compile(
    r"(?P<header>authorization\\*+[\"'“”]?\s{0,8}+[:=]\s{0,8}+\\*+[\"'“”]?)?"
    r"(?<![a-z0-9])(?:bearer|oauth|basic)\s{1,8}+(?P<bare>[\w.~+/|=-]++)",
    re.IGNORECASE,
)
# The last letter of an escape (a line break in JSON, an equals sign in a URL within a URL) belongs to no word.
_BEGINS = r"(?:(?<![A-Za-z0-9])|(?<=\\[nrtbf])|(?<=%[0-9A-Fa-f]{2})|(?<=%25[0-9A-Fa-f]{2})|(?<=\\u[0-9A-Fa-f]{4}))"
_SHAPES = re.compile(
    _BEGINS + r"(?:"
    r"(?:TH|EAA|IG)[A-Za-z0-9_-]{18,}+"
    r"|(?:TH\|)?[0-9]{5,}+\|[A-Za-z0-9_-]{8,}+"
    r"|eyJ[A-Za-z0-9_-]{8,}+\.[A-Za-z0-9_-]{4,}+\.[A-Za-z0-9_-]*+"
    r")"
)
_USERINFO = re.compile(r"(?<=://)[^\s/?#@:\"'<>]{1,256}+:(?P<bare>[^\s/?#@\"'<>]{1,256}+)(?=@)")

_WORTH_ENCODING = 8
"""Bytes; what is shorter may stand in any base64 by chance."""
_NOT_SECRET = {"", "null", "none", "true", "false", "nil", "undefined", MASK}
_CLUES = ("token", "secret", "code", "sig", "key", "passw", "credential", "client_assertion")


def redact(text: str, secrets: Collection[str] = ()) -> str:
    """The text with every secret replaced by ``***``. ``secrets`` are masked wherever they stand, however short."""
    text = without(text, secrets)
    small = text.lower()
    if "://" in small:
        text = _USERINFO.sub(_masked, text)
    if any(scheme in small for scheme in ("bearer", "oauth", "basic")):
        text = _SCHEME.sub(_masked_credential, text)
    if any(clue in small for clue in _CLUES):
        text = _NAMED.sub(_masked, text)
        text = _MAYBE_NAMED.sub(_masked_if_secret, text)
    return _SHAPES.sub(_masked_token, text)


def without(text: str, secrets: Collection[str]) -> str:
    """The text with these secrets replaced by ``***``, however they are spelled, and with nothing else touched."""
    spellings = _spellings(tuple(secrets))
    if not spellings or len(text) < len(spellings[-1]):  # as most headers and many bodies are
        return text
    for spelling in spellings:
        text = text.replace(spelling, MASK)
    return text


def redacted(plain: Any) -> Any:
    """A JSON document whose texts and keys are without secrets."""
    match plain:
        case str():
            return redact(plain)
        case dict():
            return {redacted(name): redacted(value) for name, value in plain.items()}
        case list() | tuple():
            return [redacted(value) for value in plain]
        case _:
            return plain


@lru_cache(maxsize=1024)
def _spellings(secrets: tuple[str, ...]) -> list[str]:
    """A secret as it is, as JSON, URLs and base64 write it; the longest first, since one may hold another.

    Kept, since the same few secrets are asked for with every answer.
    """
    found = set()
    for secret in secrets:
        escaped = json.dumps(secret)[1:-1]
        percent = quote(secret, safe="")
        plain = {secret, quote(secret), percent, quote_plus(secret), escaped, escaped.replace("/", "\\/")}
        found |= plain | {re.sub(r"%[0-9A-F]{2}", lambda match: match[0].lower(), one) for one in plain}
        found |= set(encoded(secret))
    return sorted(found - {""}, key=len, reverse=True)


def encoded(secret: str) -> Iterator[str]:
    """What stands in base64 or in hex of any text that holds the secret; nothing for one that is short.

    Base64 writes three bytes as four letters, so it depends on where the secret begins; the letters that it shares with
    its neighbours are left out.
    """
    data = secret.encode()
    if len(data) < _WORTH_ENCODING:
        return
    for before in range(3):
        letters = base64.b64encode(bytes(before) + data).decode()
        first, last = -(-before * 8 // 6), (before + len(data)) * 8 // 6
        yield letters[first:last]
        yield letters[first:last].replace("+", "-").replace("/", "_")
    yield data.hex()
    yield data.hex().upper()


def _masked(match: "re.Match[str]") -> str:
    group = match.lastgroup or "bare"
    value = match[group]
    if value.lower() in _NOT_SECRET:
        return match[0]
    start = match.start(group) - match.start()
    return match[0][:start] + MASK + match[0][start + len(value) :]


def _masked_if_secret(match: "re.Match[str]") -> str:
    """Behind ``code`` stand error codes too; in the middle of a query, anything but a number is a secret."""
    value = match[match.lastgroup or "bare"]
    before = match.string[match.start() - 1 : match.start()]
    if before in {"?", "&"} and not re.fullmatch(r"-?[0-9]{1,12}", value):
        return _masked(match)
    return _masked(match) if "." not in value and _looks_secret(value, 8 if before == "" else 20) else match[0]


def _masked_credential(match: "re.Match[str]") -> str:
    if match["header"] or _looks_secret(match["bare"], 8):
        return match[0][: match.start("bare") - match.start()] + MASK
    return match[0]


def _masked_token(match: "re.Match[str]") -> str:
    """Names in capitals begin like tokens too (``THREADS_API__LINK_LIMIT_EXCEEDED``), and so do hashtags."""
    mixed = _looks_secret(match[0], 20) and any(character.islower() for character in match[0])
    return MASK if mixed or "|" in match[0] else match[0]


def _looks_secret(value: str, at_least: int) -> bool:
    """One word, long enough, of letters and digits."""
    return (
        len(value) >= at_least
        and not any(character.isspace() for character in value)
        and any(character.isdigit() for character in value)
        and any(character.isalpha() for character in value)
    )
