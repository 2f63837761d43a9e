"""Reads error numbers and names out of words: what logs, SDKs and people leave of an answer.

Met so far: ``(#10) ...``, ``(code 100, subcode null)``, ``code 10 / subcode 4279017``, ``[meta 1.2207052]``,
``error_subcode 4279040``, ``code=100; subcode=33``, ``errorCode: 190, subErrorCode: 460``, ``Error 102: ...``,
``(OAuthException - #190)``, ``failed with error code 2207026``, ``[code] => 190``.
"""

import re
from collections.abc import Iterator

_TO_NUMBER = r"""["'\\\]]{0,4}\s{0,3}(?:=>|[:=#]|-\s|is\b|was\b)?\s{0,3}["'\\(#]{0,4}(?:int\()?"""
_SUBCODE = re.compile(rf"sub[\s_-]?(?:error[\s_-]?)?code{_TO_NUMBER}(?P<number>[0-9]{{1,9}})(?![0-9])", re.IGNORECASE)
_CODE = re.compile(rf"code{_TO_NUMBER}(?P<number>-?[0-9]{{1,9}})(?![0-9])", re.IGNORECASE)
_OTHER_CODE = re.compile(r"(?:sub|suberror|status|http|response|exit|country|zip|postal|verification|authorization)\Z")
_MARKED = (
    re.compile(r"\(#(?P<code>-?[0-9]{1,7})\)"),
    re.compile(r"(?:exception|error)\s{0,2}[-:(]?\s{0,2}#(?P<code>[0-9]{1,7})(?![0-9])", re.IGNORECASE),
)
_BEHIND_A_WORD = (
    re.compile(r"(?:exception|error)\W{1,3}(?P<code>[0-9]{1,7})(?=\s?[:)\],]| with\b| an? |$)", re.IGNORECASE),
    re.compile(r"\((?P<code>190|341|352|368|452|506|613|803|900[47]|3600[0134])\)"),
)
_PAIR = re.compile(
    r"(?<![0-9.])(?P<code>-?[0-9]{1,5})(?:\s?[./:|-]\s?|\s?\((?=[0-9]+\)))"
    r"(?P<subcode>(?:2207|4279|1349)[0-9]{3}|33|4[5-9][0-9])(?![0-9.])"
)
_FAMILY = re.compile(r"(?<![0-9])(?:2207[0-9]{3}|4279[0-9]{3}|1349[0-9]{3}|4476002|1772107)(?![0-9])")
_STATUSES = frozenset({400, 401, 403, 404, 405, 408, 409, 410, 413, 415, 422, 429, 500, 502, 503, 504})

_TYPE = re.compile(r"\b(?:OAuth|THApi|GraphMethod|IGApi|FacebookApi|OAuthAccessToken)(?:Exception|Error)\b")
_STATE = re.compile(
    r"(?i:\bstatus(?:_?code)?)[\"'\s:=>(-]{1,8}(?P<status>ERROR|EXPIRED)\b"
    r"|(?i:\bcontainer\b)[^\n]{0,80}?[\s:=(\"'](?P<told>ERROR|EXPIRED)\b(?!:)"
)
_ERRORS = re.compile(
    r"\b(?:FAILED_(?:DOWNLOADING|PROCESSING|UPLOADING|ENCODING|TRANSCODING)_[A-Z_]{2,30}"
    r"|INVALID_[A-Z_]{0,20}(?:RATIO|RATE|DURATION|CHANNELS?|LAYOUT|CODEC|FORMAT|SIZE|RESOLUTION|DIMENSIONS?))\b"
)
_UNKNOWN = re.compile(r"\bUNKNOWN\b")
_ABOUT_CONTAINERS = re.compile(r"\b(?:container|error_message|media|processing)\b", re.IGNORECASE)


def numbers(text: str) -> tuple[int | None, int | None]:
    """The code and the subcode that the words name."""
    subcode = next((int(match["number"]) for match in _SUBCODE.finditer(text)), None)
    code = next(_codes(text), None)
    if (code is None or subcode is None) and (pair := _PAIR.search(text)):
        code = int(pair["code"]) if code is None else code
        subcode = int(pair["subcode"]) if subcode is None else subcode
    if code is not None and _FAMILY.fullmatch(str(code)) and subcode is None:
        code, subcode = None, code
    if subcode is None and (family := _FAMILY.search(text)):
        subcode = int(family[0])
    return code or None, subcode or None


def _codes(text: str) -> Iterator[int]:
    for pattern in _MARKED:
        yield from (int(match["code"]) for match in pattern.finditer(text))
    for match in _CODE.finditer(text):
        before = text[max(0, match.start() - 16) : match.start()].lower().rstrip(" _-.\"'")
        cut_off = match.end() == len(text) and text.count("{") > text.count("}")
        if not _OTHER_CODE.search(before) and not cut_off and int(match["number"]) not in _STATUSES:
            yield int(match["number"])
    for pattern in _BEHIND_A_WORD:
        yield from (int(match["code"]) for match in pattern.finditer(text) if int(match["code"]) not in _STATUSES)


def exception_type(text: str) -> str:
    """The name of Meta's exception."""
    match = _TYPE.search(text)
    return match[0] if match else ""


def container_state(text: str) -> str:
    """``ERROR`` or ``EXPIRED``, where the words say it of a container."""
    match = _STATE.search(text)
    return (match["status"] or match["told"]) if match else ""


def container_error(text: str, *, about_a_container: bool) -> str:
    """The name that Threads gives to what is wrong with a container's media."""
    if match := _ERRORS.search(text):
        return match[0]
    return "UNKNOWN" if _UNKNOWN.search(text) and (about_a_container or _ABOUT_CONTAINERS.search(text)) else ""
