"""Reads a quoted text whose quotes may be curly, single, or forgotten to be escaped."""

import re

_CURLY = "\u2018\u2019"
"""Single quotes as typesetters and word processors write them."""
OPENING_QUOTE = re.compile(rf"[bu]?\\*+(?P<quote>[\"'“”„`{_CURLY}])")

_CLOSERS = {**dict.fromkeys("“”„", "“”"), **dict.fromkeys(_CURLY, _CURLY)}
_AFTER = r"(?:[\s\u00a0]*+(?:[,:;}\])>=+]|…|\.\.\.|\Z)|[ \t]*+\r?\n)"
_INSIDES = {
    closers: re.compile(rf"(?:[^\\{closers}]|\\[\s\S]|[{closers}](?!{_AFTER}))*+")
    for closers in ('"', "'", "`", "“”", _CURLY)
}
_SPACES = re.compile(r"\s++")
_ESCAPE = re.compile(
    r"\\(?:u(?P<hex>[0-9a-fA-F]{4})|u\{(?P<braced>[0-9a-fA-F]{1,6})\}|x(?P<byte>[0-9a-fA-F]{2})|(?P<one>[\s\S]))"
)
_MEANING = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": "", "0": "", "\n": ""}
_PAIR = re.compile(r"[\ud800-\udbff][\udc00-\udfff]")
_LONE = re.compile(r"[\ud800-\udfff]")


def read_quoted(text: str, quote: "re.Match[str]") -> tuple[str, int]:
    """The text behind an opening quote, and where it ends. One that is cut off goes to the end of everything.

    A quote closes only where something follows that may follow a text: a comma, a colon, a bracket, a line's end.
    """
    start = quote.end()
    inside = _INSIDES[_CLOSERS.get(quote["quote"], quote["quote"])].match(text, start)
    end = inside.end() if inside else start
    if end < len(text) and text[end] != "\\":
        return unescaped(text[start:end]), end + 1
    return unescaped(text[start:].rstrip("….\\ \n")), len(text)


def unescaped(text: str) -> str:
    """With its escapes resolved, and the line breaks that only wrap it turned into spaces."""
    if "\n" in text:
        text = _SPACES.sub(_unwrapped, text)
    if "\\" in text:
        text = _ESCAPE.sub(_resolved, text)
    return _LONE.sub("\ufffd", _PAIR.sub(_paired, text))


def _unwrapped(match: "re.Match[str]") -> str:
    return " " if "\n" in match[0] else match[0]


def _resolved(match: "re.Match[str]") -> str:
    digits = match["hex"] or match["braced"] or match["byte"]
    if not digits:
        return _MEANING.get(match["one"], match["one"])
    return chr(int(digits, 16)) if int(digits, 16) <= 0x10FFFF else match[0]


def _paired(match: "re.Match[str]") -> str:
    return match[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")
