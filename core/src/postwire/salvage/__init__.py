"""Digs a platform's answer out of whatever somebody pasted.

Answers reach the people who need them explained as log lines, object prints of four languages, JSON inside JSON, JSON
cut off in the middle, or a sentence. `salvage` finds the HTTP status, the headers where a whole response was pasted,
and the body: as well-formed JSON where enough of an object is left, as the text itself where it is not. It knows no
platform. What it cannot mend it leaves as it is, for the platform's connector to read.
"""

import html
import json
import re

from postwire.exchange import Refused, Reply
from postwire.redaction import redact
from postwire.salvage.objects import answer_in
from postwire.salvage.status import find_status

LONGEST = 2**20
"""Characters. No answer is longer; whoever pastes more pastes a whole log."""

_NAME = r"[<\s]{0,4}(?P<name>[A-Za-z][\w-]{0,60}):"
_HEADER = re.compile(rf"^{_NAME}[ \t]*(?P<value>[^\r\n]*)", re.MULTILINE)
_HEAD = re.compile(
    rf"^[<\s]{{0,4}}HTTP/[0-9.]{{1,3}} [0-9]{{3}}[^\n]*\n(?P<headers>(?:{_NAME}[^\n]*\n)*+)",
    re.MULTILINE,
)
_GUTTER = re.compile(r"[ \t]*(?:>|#|//|\*|\|)(?=\s|$|[\"'{}])[ \t]?")


def salvage(text: str) -> Reply:
    """The answer that a text holds, without secrets. Its status is 0 where the text names none.

    Raises ValueError for a text that is too long to be one answer. Everything else comes back as something.
    """
    if len(text) > LONGEST:
        raise ValueError(
            f"text: it is {len(text)} characters long; an answer has at most {LONGEST}; paste only the part around it"
        )
    clean = redact(text.encode("utf-8", "replace").decode().replace("\x00", "")).strip()
    if "&quot;" in clean:
        clean = html.unescape(clean)
    body, headers = _split(_without_gutter(clean))
    answer = answer_in(body)
    if answer is None and not headers:
        body = clean
    elif answer is not None and answer != _strictly(body):
        body = json.dumps(answer, ensure_ascii=False)
    return Reply(find_status(clean), body, headers)


def _strictly(body: str) -> object:
    """What the body says as strict JSON; None where it is not."""
    try:
        return Reply(0, body).json()
    except Refused:
        return None


def _split(text: str) -> tuple[str, dict[str, str]]:
    """A whole response as ``curl -i`` prints it, in body and headers; the last one, where redirects came before it."""
    heads = list(_HEAD.finditer(text))
    if not heads:
        return text, {}
    headers = {match["name"]: match["value"].strip() for match in _HEADER.finditer(heads[-1]["headers"])}
    return text[heads[-1].end() :].strip() or text, headers


def _without_gutter(text: str) -> str:
    """Without the mark that quoting or commenting puts before every line."""
    lines = text.splitlines()
    marks = {match[0].strip() if (match := _GUTTER.match(line)) else "" for line in lines if line.strip()}
    if len(marks) != 1 or marks == {""}:
        return text
    return "\n".join(_GUTTER.sub("", line, count=1) for line in lines)
