"""Takes secrets, people, ids and places out of a conversation, before any of it is kept."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, unquote_plus, urlencode

from attrs import define, field

from postwire.redaction import encoded, redact

TOKEN = "TOKEN"  # noqa: S105 - what stands in a token's place
_MAIL = re.compile(r"[\w.+%-]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_NOBODY = "someone@example.com"
_ID = r"(?<![\d.])\d{14,}(?!\d)"
"""Numbers that long are ids: a time in milliseconds since 1970 has thirteen digits."""
_TRACE = re.compile(r"trace|request.?id|debug", re.IGNORECASE)
"""Names of what tells one request from all others."""
_NO_TRACE = "TRACE"
_SPELLINGS: tuple[Callable[[str], str], ...] = (
    str,
    lambda text: quote(text, safe=""),
    lambda text: text.replace("/", "\\/"),
)
_DEEPEST = 4
"""How often a text may be encoded that lies in a text."""


@define
class Scrub:
    """One conversation's: the same thing has the same stand-in throughout, and what is clean already stays as it is."""

    aliases: Mapping[str, str]
    """Secrets, names, ids and addresses, to what stands in their place."""
    counts_ids: bool = False
    """Whether long numbers without an alias are replaced, too."""
    _ids: dict[str, str] = field(factory=dict, init=False)

    def text(self, text: str) -> str:
        """Free text."""
        known, shapes = {}, [_ID] * self.counts_ids
        for secret in sorted(self.aliases, key=len):
            for spelled in _SPELLINGS:
                known[spelled(secret).lower()] = spelled(self.aliases[secret])
                shapes.insert(0, _shape(spelled(secret), self.aliases[secret]))
            for letters in _encoded(secret, self.aliases[secret]):
                known[letters.lower()] = TOKEN
                shapes.insert(0, re.escape(letters))
        if shapes:
            text = re.sub("|".join(shapes), lambda found: self._stand_in(found[0], known), text, flags=re.IGNORECASE)
        return _MAIL.sub(_NOBODY, redact(text))

    def uri(self, uri: str) -> str:
        """An address or a path, with or without a query. A token is left out of the query."""
        address, _, query = uri.partition("?")
        plain = unquote(address)
        cleaned = self.text(plain)
        if cleaned != plain:
            address = quote(cleaned, safe="/:@!$&'()*+,;=~")
        pairs = parse_qsl(query, keep_blank_values=True)
        kept = [(name, value) for name, value in pairs if self.text(value) != TOKEN]
        query = self._form(query if kept == pairs else urlencode(kept))
        return f"{address}?{query}" if query else address

    def body(self, text: str, content_type: str) -> str:
        """A body. What stands escaped or encoded in JSON or a form is found as well."""
        if "urlencoded" in content_type:
            return self._form(text)
        try:
            told = json.loads(text)
        except (ValueError, RecursionError):
            return self.text(text)
        cleaned = self._json(told)
        return self.text(text if cleaned == told else json.dumps(cleaned, ensure_ascii=False, separators=(",", ":")))

    def header(self, name: str, value: str) -> str:
        """A header's value."""
        return _NO_TRACE if _TRACE.search(name) else self.text(value)

    def leftover(self, told: Any) -> str | None:
        """The stand-in of something that was not replaced, however it is spelled; None: all is clean."""
        for text in _texts(told):
            plain = text
            for _ in range(_DEEPEST):
                for secret, alias in self.aliases.items():
                    if secret != alias and re.search(_anyhow(secret, alias), plain, re.IGNORECASE):
                        return alias
                plain = unquote_plus(plain).replace("\\/", "/")
        return None

    def _form(self, text: str) -> str:
        pairs = parse_qsl(text, keep_blank_values=True)
        cleaned = [(name, self.text(value)) for name, value in pairs]
        return self.text(text if cleaned == pairs else urlencode(cleaned))

    def _json(self, value: Any, name: str = "") -> Any:
        match value:
            case str():
                return self.header(name, value)
            case bool() | float() | None:
                return value
            case int():
                cleaned = self.text(str(value))
                return int(cleaned) if cleaned.lstrip("-").isdigit() else cleaned
            case dict():
                return {self.text(key): self._json(item, key) for key, item in value.items()}
            case _:
                return [self._json(item, name) for item in value]

    def _stand_in(self, found: str, known: Mapping[str, str]) -> str:
        if found.lower() in known:
            return known[found.lower()]
        if found in self.aliases.values() or found in self._ids.values():
            return found
        return self._ids.setdefault(found, str(10 ** (len(found) - 1) + len(self._ids) + 1))


def _shape(secret: str, alias: str) -> str:
    """A token or an address is found inside of words, too; a name or an id only where it stands by itself."""
    if alias == TOKEN or "://" in secret:
        return re.escape(secret)
    return rf"(?:(?<![A-Za-z0-9])|(?<=%[0-9A-F]{{2}})){re.escape(secret)}(?![A-Za-z0-9])"


@lru_cache(maxsize=64)
def _encoded(secret: str, alias: str) -> tuple[str, ...]:
    """Of a token, what stands in base64 of it; a name or an id is too short for that."""
    return tuple(encoded(secret)) if alias == TOKEN else ()


def _anyhow(secret: str, alias: str) -> str:
    """A shape of it, or of what it is encoded as."""
    return "|".join([_shape(secret, alias), *map(re.escape, _encoded(secret, alias))])


def _texts(told: Any) -> Iterator[str]:
    match told:
        case dict():
            for key, value in told.items():
                yield str(key)
                yield from _texts(value)
        case list() | tuple():
            for value in told:
                yield from _texts(value)
        case _:
            yield str(told)
