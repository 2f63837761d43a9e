"""What an answer of Threads says, whatever it is wrapped in.

Envelopes met so far: ``{"error": {...}}`` of the data endpoints; the same object without its wrapper; flat
``{"error_message", "error_code"}`` of the authorize page and ``{"error_type", "code", "error_message"}`` of the code
exchange, whose code is the HTTP status; ``{"error", "error_description"}`` of OAuth; ``{"data": {"error": ...}}`` of
debug_token; a container whose status is ERROR inside an HTTP 200; HTML; plain sentences; and every kind of rubble.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve, field, frozen

from postwire.exchange import Reply
from postwire_threads.errors import prose

LONGEST_PROSE = 32_768
"""Characters of a body without structure that are read. What an answer has to say stands at its beginning."""
DEEPEST = 8

_NAMED = re.compile(r"THREADS_API__[A-Z_]{2,60}")
_PAGE = re.compile(r"\s*<(?:!doctype|\?xml|html|head|body|div|title|h1|p|center|script|meta)\b", re.IGNORECASE)
_BLANKS = re.compile(r"\s++")
_STRAIGHT = str.maketrans("\u2018\u2019“”„", '\'\'"""')
_HTTP_STATUSES = range(400, 600)

_FIELDS = {
    "code": ("code", "errorcode"),
    "subcode": ("errorsubcode", "subcode", "suberrorcode"),
    "type": ("type", "errortype"),
    "message": ("message", "errormessage", "msg"),
    "title": ("errorusertitle", "usertitle", "errortitle"),
    "user_message": ("errorusermsg", "errorusermessage", "errordescription"),
    "reason": ("errorreason", "reason"),
    "data": ("errordata", "details", "exception", "cause"),
}
_REFUSING = {name for key in ("code", "subcode", "message", "title", "user_message", "reason") for name in _FIELDS[key]}
_REFUSING_STATES = {"ERROR", "EXPIRED"}


@frozen(kw_only=True)
class Answer:
    """One answer, read. What it does not say is None or empty."""

    status: int = 0
    """HTTP; 0: not known."""
    code: int | None = None
    subcode: int | None = None
    type: str = ""
    state: str = ""
    """A container's status that says no: ``ERROR`` or ``EXPIRED``."""
    name: str = ""
    """A name in capitals: ``THREADS_API__LINK_LIMIT_EXCEEDED``, ``FAILED_DOWNLOADING_VIDEO``."""
    title: str = ""
    """A heading for the end user, in the end user's language."""
    text: str = ""
    """Everything that it says in words, on one line with straight quotes."""
    small: str = field(init=False, repr=False, eq=False)
    """The same in small letters, in which rules are written."""
    is_page: bool = False
    """Whether it is a web page: not from the API, but from what stands before it."""

    @small.default
    def _small(self) -> str:
        return self.text.lower()

    @property
    def fine_code(self) -> int | None:
        """The number that says most: the subcode, or a code that stands alone but is one of those of seven digits."""
        return self.subcode if self.subcode or not self.code or self.code < 1_000_000 else self.code


def read(reply: Reply) -> Answer:
    """Read an answer. Never raises; an answer that says nothing reads as an empty one."""
    if _PAGE.match(reply.body):
        return Answer(status=reply.status, is_page=True, text=_one_line(reply.body[:LONGEST_PROSE]))
    value = _parsed(reply.body)
    if value is None:
        value = _embedded(reply.body[:LONGEST_PROSE])
    answer = _from_prose(reply.body[:LONGEST_PROSE]) if value is None else _from_value(value)
    named = _NAMED.search(reply.body)
    return evolve(answer, status=reply.status or answer.status, name=named[0] if named else answer.name)


def _from_value(value: Any) -> Answer:
    found = _refusal(value)
    if found is None:
        return Answer()
    data = " ".join(_words(found.get("data"), 0))
    said = [found.get(key) for key in ("message", "title", "user_message", "reason")]
    told = " | ".join([*(one for one in said if isinstance(one, str) and one), data])
    text = _one_line(told[:LONGEST_PROSE])
    code, subcode = _number(found.get("code")), _number(found.get("subcode"))
    status = code if code in _HTTP_STATUSES and "errortype" in found else None
    code = None if status else code
    if code is None and subcode is None:
        code, subcode = prose.numbers(text)
    kind, title, state = (found.get(key) for key in ("type", "title", "state"))
    return Answer(
        status=status or 0,
        code=code,
        subcode=subcode,
        type=kind if isinstance(kind, str) else "",
        state=str(state or prose.container_state(text)),
        name=prose.container_error(text, about_a_container=bool(state)),
        title=title if isinstance(title, str) else "",
        text=text,
    )


def _from_prose(body: str) -> Answer:
    text = _one_line(body)
    code, subcode = prose.numbers(text)
    state = prose.container_state(text)
    return Answer(
        code=code,
        subcode=subcode,
        type=prose.exception_type(text),
        state=state,
        name=prose.container_error(text, about_a_container=bool(state)),
        text=text,
    )


def _refusal(value: Any) -> Mapping[str, Any] | None:
    """The object that says no, under the names of `_FIELDS`: the innermost under ``error``, else the first that can."""
    objects = list(_objects(value, 0))
    under_error = [(depth, one) for depth, key, one in objects if key == "error"]
    if under_error:
        return _normal(max(under_error, key=_depth)[1])
    for _, _, one in objects:
        keys = {_plain(key) for key in one}
        if keys & _REFUSING or (keys & {"status", "statuscode"} and _state(one)):
            return _normal(one)
        if isinstance(one.get("error"), str):
            return {**_normal(one), "message": one["error"]}
    if isinstance(value, str):
        return {"message": value}
    return None


def _normal(found: Mapping[str, Any]) -> dict[str, Any]:
    """With one name for each thing; the original names stay beside them, in small letters."""
    plain = {_plain(key): found[key] for key in reversed([*found])}
    named: dict[str, Any] = {}
    for kind, names in _FIELDS.items():
        told = (plain.get(name) for name in names)
        named[kind] = next((one for one in told if one and (kind == "data" or not isinstance(one, dict | list))), None)
    status = plain.get("status")
    if isinstance(status, str) and not status.isupper():
        # Instagram says the reason in the status: "Error: Media upload has failed with error code 2207026"
        named["reason"] = named.get("reason") or status
    return {**plain, **named, "state": _state(found)}


def _state(found: Mapping[str, Any]) -> str:
    plain = {_plain(key): one for key, one in found.items()}
    told = [plain.get("status"), plain.get("statuscode")]
    return next((one for one in told if isinstance(one, str) and one in _REFUSING_STATES), "")


def _objects(value: Any, depth: int, key: str = "") -> Iterator[tuple[int, str, Mapping[str, Any]]]:
    """Every object in a value, outer ones first, with its depth and the key that it stands under."""
    if depth > DEEPEST:
        return
    match value:
        case dict():
            yield depth, key, value
            for name, one in value.items():
                yield from _objects(one, depth + 1, name)
        case list():
            for one in value[:50]:
                yield from _objects(one, depth + 1, "error" if key == "errors" else key)
        case str() if depth and value.lstrip().startswith("{"):
            yield from _objects(_parsed(value), depth + 1, key)


def _depth(found: tuple[int, Mapping[str, Any]]) -> int:
    return found[0]


def _words(value: Any, depth: int) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict() if depth < DEEPEST:
            for one in value.values():
                yield from _words(one, depth + 1)
        case list() if depth < DEEPEST:
            for one in value[:50]:
                yield from _words(one, depth + 1)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _embedded(text: str) -> Any:
    """The JSON object behind a log line's prefix, if it is whole and says no."""
    try:
        value, _ = json.JSONDecoder().raw_decode(text, text.find('{"'))
    except (ValueError, RecursionError):
        return None
    return value if _refusal(value) else None


def _plain(key: str) -> str:
    return key.lower().replace("_", "").replace("-", "").removeprefix("facebook")


def _number(value: Any) -> int | None:
    """A whole number of at most nine digits that is not 0, also where it stands as text or with a point."""
    match value:
        case bool():
            return None
        case int() | float() if abs(value) < 1_000_000_000 and value == int(value):
            return int(value) or None
        case str() if re.fullmatch(r"\s*-?[0-9]{1,9}\s*", value):
            return int(value) or None
        case _:
            return None


def _one_line(text: str) -> str:
    return _BLANKS.sub(" ", text.translate(_STRAIGHT)).strip()
