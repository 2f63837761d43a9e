"""Reads an object the way people and programs print one, not only as JSON.

Known renderings: JSON, whole, cut off, with single or curly quotes or none, with raw line breaks in its texts; Python's
repr and pprint; JavaScript's inspect; Ruby's inspect and hashes; PHP's print_r and var_dump; Java's and Android's
``{Name: value}``; Python's and Kotlin's ``Name(key=value)``; Apple's ``{ key = value; }``. The reader goes through the
text once and never back, so it is linear.
"""

import re
from typing import Any

from attrs import define, field

from postwire.salvage.quoted import OPENING_QUOTE, read_quoted, unescaped

DEEPEST = 40
"""Levels of nesting. An answer has four or five."""
MOST = 20_000
"""Values and stray words in one object. An answer has a few dozen."""

_BETWEEN = re.compile(r"(?:[\s\u00a0,;]|…|\.\.\.)*+")
_INDENT = re.compile(r"[ \t]*+")
_SPACE = re.compile(r"[\s\u00a0]*+")
_JOINED = re.compile(r"\s*+\+\s*+(?=[\"'`])")
_SEPARATOR = re.compile(r"[\s\u00a0]*+(?:=>|:|=(?!=))")
_BARE_KEY = re.compile(r"[@:]?(?P<key>[A-Za-z_$][\w$.-]{0,63}+)(?=[\s\u00a0]{0,8}+(?:=>|:|=))")
_BRACKETED_KEY = re.compile(r"\[[\"']?(?P<key>[\w.-]{1,64}+)[\"']?(?::\w+)?\](?=\s{0,8}+=>)")
_STRAY_WORD = re.compile(r"[@:]?[A-Za-z_$][\w$.:]*+")
_THEN = r"(?=[ \t\u00a0]*+(?:[,;}\])>\r\n]|…|\.\.\.|\Z))"
_NUMBER = re.compile(r"(?P<value>-?[0-9]{1,25}+(?:\.[0-9]{1,25}+)?(?:[eE][+-]?[0-9]{1,2})?)" + _THEN)
_LITERAL = re.compile(r"(?P<value>true|false|null|none|nil|undefined|nan)" + _THEN, re.IGNORECASE)
_TYPED = re.compile(r"(?:int|float|bool|enum)\((?P<value>[^()\s]{0,30})\)|string\((?P<length>[0-9]{1,7})\)\s?")
_CLASS = (
    r"[A-Za-z_][\w:\\.$]{0,80}+(?:\([\w\\]{0,40}\))?(?:#[0-9]{1,9})?"
    r"\s{0,2}(?:Object\s{0,2})?(?:\([0-9]{1,6}\)\s?)?"
)
_OPENER = re.compile(rf"#<[A-Z][\w:]{{0,80}}+(?=[\s>])|(?P<list>\[)|(?:{_CLASS})?\s*+(?P<bracket>[{{(])")
_KEYWORD = re.compile(r"\s*+[A-Za-z_]\w{0,63}+=(?![=>])")
_CALL = "()"
"""What closes ``Name(key=value)``: the last of it. Its texts without quotes end sooner than those of PHP's lists."""
_CLOSE = {"{": "}", "(": ")", None: ">"}
_NEXT_KEY = r"""["'“@:]?[A-Za-z_$][\w$.]{0,63}+["'”]?[\s\u00a0]{0,8}+(?:=>|[:=])"""
_BARE_ENDS = {
    "}": re.compile(rf"[}}\n;]|,(?=[\s\u00a0]*+(?:{_NEXT_KEY}|[}}\]]|\Z))|…"),
    "]": re.compile(r"[\],\n]"),
    ")": re.compile(r"\n"),
    _CALL: re.compile(rf"[)\n]|,(?=[\s\u00a0]*+(?:{_NEXT_KEY}|[)\]]|\Z))|…"),
    ">": re.compile(r"[,>\n]"),
}
_WORDS = {"true": True, "false": False, "null": None, "none": None, "nil": None, "undefined": None, "nan": None}


class Unreadable(Exception):
    """What stands there is too deep or too long to be an answer."""


def read_object(text: str, start: int) -> tuple[dict[str, Any], int]:
    """The object whose bracket (or first key, where the bracket was cut away) stands at ``start``, and where it ends.

    What is cut off is closed; what makes no sense inside is skipped, so that nonsense reads as an empty object. Raises
    `Unreadable` where there is no end to it.
    """
    opened = _OPENER.match(text, start)
    reader = _Reader(text, opened.end() if opened else start)
    return reader.members(_closing(text, opened) if opened else "}", 0), reader.at


@define
class _Reader:
    text: str
    at: int
    left: int = field(default=MOST, init=False)

    def members(self, close: str, depth: int) -> dict[str, Any]:
        """The rest of an object behind its bracket."""
        found: dict[str, Any] = {}
        while not self._closed(close):
            key = self._key()
            separator = _SEPARATOR.match(self.text, self.at) if key is not None else None
            if key is not None and separator:
                self.at = separator.end()
                value = self._value(close, depth)
                # a number at the very end may have lost its last digits
                if self.at < len(self.text) or isinstance(value, str | dict | list):
                    found[key] = value
        return found

    def _items(self, close: str, depth: int) -> list[Any]:
        found = []
        while not self._closed(close):
            before = self.at
            found.append(self._value("]", depth))
            self.at = max(self.at, before + 1)
        return found

    def _closed(self, close: str) -> bool:
        """Skip what separates; step over the closing bracket. Another one closes too, and is left to the parent."""
        self.left -= 1
        if self.left < 0:
            raise Unreadable
        self.at = _past(_BETWEEN, self.text, self.at)
        here = self.text[self.at : self.at + 1]
        if here == close[-1]:
            self.at += 1
        return here in {"", close[-1], "}", "]", ")"}

    def _key(self) -> str | None:
        """The key that stands here; None where something else does, which is stepped over."""
        if quote := OPENING_QUOTE.match(self.text, self.at):
            key, self.at = read_quoted(self.text, quote)
            return key
        if match := _BRACKETED_KEY.match(self.text, self.at) or _BARE_KEY.match(self.text, self.at):
            self.at = match.end()
            return match["key"]
        self.at = max(self.at + 1, _past(_STRAY_WORD, self.text, self.at))
        return None

    def _value(self, close: str, depth: int) -> Any:
        # print_r leaves a line empty behind the arrow where the value is empty
        self.at = _past(_INDENT if close == ")" else _SPACE, self.text, self.at)
        if typed := _TYPED.match(self.text, self.at):
            self.at = typed.end()
            if typed["value"] is not None:
                return _scalar(typed["value"])
            if (counted := self._counted(int(typed["length"]))) is not None:
                return counted
        if quote := OPENING_QUOTE.match(self.text, self.at):
            return self._joined(quote)
        if scalar := _NUMBER.match(self.text, self.at) or _LITERAL.match(self.text, self.at):
            self.at = scalar.end()
            return _scalar(scalar["value"])
        opener = _OPENER.match(self.text, self.at)
        return self._bare(close) if opener is None else self._nested(opener, close, depth)

    def _nested(self, opener: "re.Match[str]", close: str, depth: int) -> Any:
        """A list, an object, or what stands in parentheses: an object of PHP's, pieces of a text, or just words."""
        if depth >= DEEPEST:
            raise Unreadable
        inside = _past(_SPACE, self.text, opener.end())
        is_text = bool(OPENING_QUOTE.match(self.text, inside))
        closing = _closing(self.text, opener)
        if closing == ")" and not is_text and self.text[inside : inside + 1] not in {")", "["}:
            return self._bare(close)
        self.at = inside
        if opener["list"]:
            return self._items("]", depth + 1)
        if opener["bracket"] == "(" and is_text:
            return "".join(item for item in self._items(")", depth + 1) if isinstance(item, str))
        return self.members(closing, depth + 1)

    def _counted(self, length: int) -> str | None:
        """The quoted text of that many characters; None where the count is not of characters."""
        end = self.at + 1 + length
        if self.text[self.at : self.at + 1] != '"' or self.text[end : end + 1] != '"':
            return None
        counted, self.at = self.text[self.at + 1 : end], end + 1
        return counted

    def _joined(self, quote: "re.Match[str]") -> str:
        """A quoted text, with the pieces into which JavaScript breaks a long one."""
        whole, self.at = read_quoted(self.text, quote)
        while (glue := _JOINED.match(self.text, self.at)) and (again := OPENING_QUOTE.match(self.text, glue.end())):
            piece, self.at = read_quoted(self.text, again)
            whole += piece
        return whole

    def _bare(self, close: str) -> str:
        """A text without quotes: up to the next key or bracket, or to the end of the line."""
        ending = _BARE_ENDS[close].search(self.text, self.at)
        start, self.at = self.at, ending.start() if ending else len(self.text)
        return unescaped(self.text[start : self.at]).strip(" \t\r\u00a0\"'”\u2019")


def _closing(text: str, opened: "re.Match[str]") -> str:
    """What ends the object that was opened."""
    is_call = opened["bracket"] == "(" and _KEYWORD.match(text, opened.end())
    return _CALL if is_call else _CLOSE[opened["bracket"]]


def _past(pattern: "re.Pattern[str]", text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start


def _scalar(text: str) -> Any:
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
