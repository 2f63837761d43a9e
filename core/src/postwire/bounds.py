"""How much a connector, or the platform through it, may hand over; and what is fit to be stored.

A connector is a stranger's code that repeats what a stranger's server says. What it gives is looked at once, where it
comes in, and counted before it is copied. Every function returns what is wrong in words, or None.
"""

import math
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import evolve

from postwire.container import Container, Part
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.exchange import Reply, Request, Upload
from postwire.location import Location
from postwire.media import Media
from postwire.problem import Fix, Problem, Severity
from postwire.progress import Live, Processing, Ready, Rejected
from postwire.receipt import Receipt
from postwire.usage import Usage

MOST_VALUES = 10_000
"""Values in one JSON document of a connector's."""
DEEPEST = 32
"""Levels of it."""
LONGEST_REQUEST = 1024 * 1024
"""Characters of one request's query, form and JSON."""
LONGEST_DATA = 256 * 1024
"""Characters of what a container keeps; it is stored with every change of its delivery."""
LONGEST_NAME = 512
"""Characters of an id, a code, or the name of a rule, field or scope."""
LONGEST_ADDRESS = 4096
"""Characters of a permalink."""
LONGEST_WORDS = 4096
"""Characters of a message, detail or next step; what is longer is cut, and says so."""
LONGEST_KEPT = 16_384
"""Characters of an answer that stay with a delivery; what is longer is cut, and says so."""
LONGEST_PAUSE = 1e12
"""Seconds that a diagnosis may ask us to wait; how much of it is believed is patience's matter."""
MOST_NOTES = 50
"""Notes of one receipt."""
MOST_ITEMS = 1000
"""Parts of a container, receipts of a search, problems of a post, scopes of an operation."""
MOST_HEADERS = 8
"""Headers of one request."""

_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
_CONNECTIONS_OWN = re.compile(
    "accept-encoding|authorization|connection|content-.*|cookie|expect|host|keep-alive|proxy-.*|te|trailer"
    "|transfer-encoding|upgrade"
)
_PLAIN = re.compile(r"[!-~]([ -~]*[!-~])?")
_CONTENT_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,63}/[a-z0-9][a-z0-9.+-]{0,63}")
_PART_NAME = re.compile(r'[^"\\\x00-\x1f\x7f]{1,255}')


def unfit_request(request: Request) -> str | None:
    """What forbids to send a request."""
    budget = _Budget(LONGEST_REQUEST)
    for name in ("query", "form"):
        pairs = getattr(request, name)
        if pairs is not None and (wrong := budget.spend_texts(pairs)):
            return f"its {name} {wrong}"
    if request.upload is not None and (wrong := _unfit_upload(request, request.upload)):
        return wrong
    if request.headers and (wrong := _unfit_headers(request.headers)):
        return wrong
    wrong = budget.spend(request.json) if request.json is not None else None
    return f"its JSON {wrong}" if wrong else None


def _unfit_upload(request: Request, upload: Any) -> str | None:
    if type(upload) is not Upload or not isinstance(upload.media, Media):
        return f"its upload is {_kind(upload)}, not an Upload of one of the post's media"
    if not _is_text(upload.content_type) or not _CONTENT_TYPE.fullmatch(upload.content_type):
        return f"content_type of its upload is {upload.content_type!r}, and must be like 'image/jpeg'"
    for name, text in (("field", upload.field or "-"), ("filename", upload.filename)):
        if not _is_text(text) or not _PART_NAME.fullmatch(text):
            return f"{name} of its upload must be a text of up to 255 characters without quotes and line breaks"
    if request.method in {"GET", "DELETE"}:
        return f"{request.method} carries no upload; use POST, PUT or PATCH"
    if request.json is not None or (request.form is not None and not upload.field):
        return "an upload is the whole body; name its field to send a form beside it, and put nothing into JSON"
    return None


def _unfit_headers(headers: Any) -> str | None:
    if not _are_texts(headers) or len(headers) > MOST_HEADERS:
        return f"its headers are no mapping of up to {MOST_HEADERS} texts"
    for name, value in headers.items():
        if not _HEADER.fullmatch(name) or _CONNECTIONS_OWN.fullmatch(name.lower()):
            return f"its header {shortened(name, 64)!r} is not one that a connector may set"
        if len(value) > LONGEST_NAME or not _PLAIN.fullmatch(value):
            return f"its header {name} must be one line of up to {LONGEST_NAME} printable ASCII characters"
    return None


def unfit_result(value: object) -> str | None:  # noqa: PLR0911 - one kind, one return
    """What forbids to keep what a conversation came to. Whether it is what was promised is for others to say."""
    match value:
        case Container():
            return _unfit_container(value)
        case Processing(container) | Ready(container):
            return None if container is None else _unfit_container(container)
        case Receipt():
            return _unfit_receipt(value)
        case Live(receipt):
            return None if receipt is None else _unfit_receipt(receipt)
        case Rejected(diagnosis):
            return unfit_diagnosis(diagnosis)
        case tuple():
            if len(value) > MOST_ITEMS:
                return f"it holds {len(value)} items; at most {MOST_ITEMS} are taken"
            return next(filter(None, map(_unfit_receipt, _receipts(value))), None)
        case _:
            return None


def unfit_diagnosis(found: Any) -> str | None:
    """What forbids to believe a diagnosis. Long texts do not: they are cut by `trimmed`."""
    if not isinstance(found, Diagnosis):
        return f"the diagnosis is {_kind(found)}"
    if not _are((found.category, Category), (found.action, Action), (found.caused_by, Culprit)):
        return "category, action or caused_by of the diagnosis is no word of its vocabulary"
    texts = (found.message, found.detail, found.next_step)
    if not (_is_name(found.code) and found.code and _is_name(found.rule) and all(map(_is_text, texts))):
        return f"code, rule or a text of the diagnosis is no text (names have up to {LONGEST_NAME} characters)"
    after = found.retry_after
    if after is not None and not (type(after) in {int, float} and abs(after) < LONGEST_PAUSE):
        return "retry_after of the diagnosis is no number of seconds"
    return None if found.reply is None else unfit_reply(found.reply)


def unfit_reply(found: Any) -> str | None:
    """What forbids to take something for an answer."""
    if not isinstance(found, Reply) or not _is_status(found.status) or not _is_text(found.body):
        return "the reply is no Reply with a status and a text"
    return None if _are_texts(found.headers) else "the headers of the reply are no texts"


def unfit_problems(found: tuple[object, ...]) -> str | None:
    """What forbids to show problems."""
    if len(found) > MOST_ITEMS:
        return f"it holds {len(found)} items; at most {MOST_ITEMS} are taken"
    return next(filter(None, map(_unfit_problem, found)), None)


def _unfit_problem(found: Any) -> str | None:
    if not isinstance(found, Problem) or not _are((found.fix, Fix), (found.severity, Severity)):
        return f"an item is {_kind(found)}, or its fix or severity is none"
    texts = (found.message, found.fix.sentence, found.fix.command or "")
    if not (_is_name(found.rule) and _is_name(found.field) and all(map(_is_text, texts))):
        return "a rule, field or text of a problem is no text"
    return _Budget(LONGEST_KEPT).spend([*texts, found.observed, found.allowed, found.fix.change])


def unfit_scopes(found: frozenset[str]) -> str | None:
    """What forbids to compare scopes."""
    if len(found) > MOST_ITEMS or not all(map(_is_name, found)):
        return f"it holds more than {MOST_ITEMS} names, or one that is no text of up to {LONGEST_NAME} characters"
    return None


def trimmed(diagnosis: Diagnosis) -> Diagnosis:
    """The diagnosis with texts, and an answer, of a length that may be stored again and again."""
    changes: dict[str, Any] = {
        name: shortened(text, LONGEST_WORDS)
        for name in ("message", "detail", "next_step")
        if len(text := getattr(diagnosis, name)) > LONGEST_WORDS
    }
    if diagnosis.reply is not None and len(diagnosis.reply.body) > LONGEST_KEPT:
        changes["reply"] = evolve(diagnosis.reply, body=shortened(diagnosis.reply.body, LONGEST_KEPT))
    return evolve(diagnosis, **changes) if changes else diagnosis


def shortened(text: str, most: int) -> str:
    """The beginning of a text, and how much is missing."""
    if len(text) <= most:
        return text
    missing = f"… (cut: it has {len(text)} characters)"
    return text[: most - len(missing)] + missing


def words_of(error: BaseException) -> str:
    """An exception in one line, whatever its author made of it."""
    try:
        said = str(error)
    except BaseException as inner:  # noqa: BLE001 - a stranger's exception, asked for its words
        said = f"its text cannot be had: {type(inner).__name__}"
    return shortened(f"{type(error).__name__}: {said}", LONGEST_WORDS)


def _unfit_container(found: Any) -> str | None:
    if not isinstance(found, Container):
        return f"the container is {_kind(found)}"
    if not (found.id is None or _is_name(found.id)) or not _is_moment(found.expires_at):
        return "id or expires_at of the container is not what it has to be"
    if len(found.parts) > MOST_ITEMS:
        return f"the container has {len(found.parts)} parts; at most {MOST_ITEMS} are taken"
    if not all(_are((part, Part)) and _are((part.ready, bool)) and _is_name(part.id) for part in found.parts):
        return "a part of the container is not what it has to be"
    wrong = _Budget(LONGEST_DATA).spend(found.data)
    return f"the container's data {wrong}" if wrong else None


def _unfit_receipt(found: Any) -> str | None:
    if not isinstance(found, Receipt):
        return f"the receipt is {_kind(found)}"
    if not _is_name(found.post_id) or not _is_moment(found.published_at):
        return "post_id or published_at of the receipt is not what it has to be"
    permalink = found.permalink
    if permalink is not None and not (_is_text(permalink) and len(permalink) <= LONGEST_ADDRESS):
        return f"the permalink of the receipt is no text of up to {LONGEST_ADDRESS} characters"
    if len(found.notes) > MOST_NOTES or not all(_is_name(note) for note in found.notes):
        return f"the notes of the receipt are no more than {MOST_NOTES} texts of up to {LONGEST_NAME} characters"
    return None


def _receipts(found: tuple[object, ...]) -> list[object]:
    """All but those words that see to their own bounds when they are made."""
    return [each for each in found if not isinstance(each, Usage | Location)]


class _Budget:
    """What plain JSON values may cost together."""

    def __init__(self, characters: int) -> None:
        self._characters = characters
        self._most = characters
        self._values = MOST_VALUES

    def spend(self, value: object) -> str | None:
        """Count a value with all that it holds, level by level, and stop where it is too much."""
        level, depth = [value], 0
        while level:
            if depth > DEEPEST:
                return f"is nested more than {DEEPEST} levels deep"
            below: list[object] = []
            for each in level:
                if wrong := self._count(each, below):
                    return wrong
            level, depth = below, depth + 1
        return None

    def spend_texts(self, pairs: object) -> str | None:
        """Count a mapping of texts, as nearly every request has one: all of them at once."""
        if not isinstance(pairs, Mapping):
            return "is not made of texts"
        try:
            whole = "".join((*pairs, *pairs.values()))
        except TypeError:
            return "is not made of texts"
        self._values -= 2 * len(pairs)
        return self._count(whole, [])

    def _count(self, value: object, below: list[object]) -> str | None:  # noqa: C901 - one kind of value, one case
        self._values -= 1
        match value:
            case str():
                self._characters -= len(value)
                if not _is_text(value):
                    return "holds half a surrogate pair, which is no character"
            case dict() | list():
                self._values -= len(value)
                if self._values >= 0:
                    below.extend(value)
                    if isinstance(value, dict):
                        if not all(isinstance(key, str) for key in value):
                            return "holds a key that is no text"
                        below.extend(value.values())
            case float() if not math.isfinite(value):
                return f"holds {value}, which is no JSON"
            case bool() | None | float():
                pass
            case int():
                self._characters -= value.bit_length() // 3
            case _:
                return f"holds {_kind(value)}, which is no JSON"
        if self._values < 0:
            return f"holds more than {MOST_VALUES} values"
        return f"is longer than {self._most} characters" if self._characters < 0 else None


def _are_texts(pairs: object) -> bool:
    return isinstance(pairs, Mapping) and all(isinstance(each, str) for pair in pairs.items() for each in pair)


def _are(*pairs: tuple[object, type]) -> bool:
    return all(isinstance(value, kind) for value, kind in pairs)


def _is_text(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        value.encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return False
    return True


def _is_name(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_NAME and _is_text(value)


def _is_status(value: object) -> bool:
    return type(value) is int and 0 <= value <= 999


def _is_moment(value: object) -> bool:
    return value is None or (isinstance(value, datetime) and value.tzinfo is not None)


def _kind(value: object) -> str:
    return f"a Python {type(value).__name__}"
