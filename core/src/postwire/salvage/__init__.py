"""Digs a platform's answer out of whatever somebody pasted.

Answers reach the people who need them explained as log lines, object prints of four languages, JSON inside JSON, JSON
cut off in the middle, or a sentence. `salvage` finds the HTTP status, the headers where a whole response was pasted,
and the body: as well-formed JSON where enough of an object is left, as the text itself where it is not. It knows no
platform. What it cannot mend it leaves as it is, for the platform's connector to read.
"""

import html
import json
import re
from collections.abc import Callable
from typing import Any

from attrs import evolve

from postwire.exchange import Refused, Reply
from postwire.redaction import redact
from postwire.salvage.objects import answers_in
from postwire.salvage.status import find_status

LONGEST = 2**20
"""Characters. No answer is longer; whoever pastes more pastes a whole log."""

_MOST_TRIED = 32
"""Objects that are shown to whoever knows answers."""

_NAME = r"[<\s]{0,4}(?P<name>[A-Za-z][\w-]{0,60}):"
_HEADER = re.compile(rf"^{_NAME}[ \t]*(?P<value>[^\r\n]*)", re.MULTILINE)
_HEAD = re.compile(
    rf"^[<\s]{{0,4}}HTTP/[0-9.]{{1,3}} (?P<status>[1-5][0-9]{{2}})[^\n]*\n(?P<headers>(?:{_NAME}[^\n]*\n)*+)",
    re.MULTILINE,
)
_GUTTER = re.compile(r"[ \t]*(?:>|#|//|\*|\|)(?=\s|$|[\"'{}])[ \t]?")


def salvage(text: str, knows: Callable[[Reply], bool] | None = None) -> Reply:
    """The answer that a text holds, without secrets. Its status is 0 where the text names none.

    An answer may stand inside of other objects, and a platform may wrap its own: of several objects the one is taken
    that reads most like a refusal. With ``knows`` it is the first such that is known, if any is.

    Raises ValueError for a text that is too long to be one answer. Everything else comes back as something.
    """
    if len(text) > LONGEST:
        raise ValueError(
            f"text: it is {len(text)} characters long; an answer has at most {LONGEST}; paste only the part around it"
        )
    plain = html.unescape(text) if "&quot;" in text else text
    clean = redact(plain.encode("utf-8", "replace").decode().replace("\x00", "")).strip()
    whole = _response(_without_gutter(clean))
    found = answers_in(whole.body)
    best = _read(whole, found[0][0]) if found and found[0][1] else None
    if knows is not None and not (best is not None and knows(best)):
        others = (_read(whole, answer) for answer, _ in found[:_MOST_TRIED])
        best = next((other for other in others if knows(other)), best)
    return best if best is not None else whole if whole.headers else evolve(whole, body=clean)


def _read(whole: Reply, answer: dict[str, Any]) -> Reply:
    """The reply whose body is that object, as it was written if it is all of it."""
    return whole if answer == _strictly(whole.body) else evolve(whole, body=json.dumps(answer, ensure_ascii=False))


def _strictly(body: str) -> object:
    """What the body says as strict JSON; None where it is not."""
    try:
        return Reply(0, body).json()
    except Refused:
        return None


def _response(text: str) -> Reply:
    """Status, headers and body, as `curl -i` prints them; the last response, where redirects came before it."""
    heads = list(_HEAD.finditer(text))
    if not heads:
        return Reply(find_status(text), text)
    last = heads[-1]
    headers = {match["name"]: match["value"].strip() for match in _HEADER.finditer(last["headers"])}
    return Reply(int(last["status"]), text[last.end() :].strip(), headers)


def _without_gutter(text: str) -> str:
    """Without the mark that quoting or commenting puts before every line."""
    lines = text.splitlines()
    marks = {match[0].strip() if (match := _GUTTER.match(line)) else "" for line in lines if line.strip()}
    if len(marks) != 1 or marks == {""}:
        return text
    return "\n".join(_GUTTER.sub("", line, count=1) for line in lines)
