"""What an answer of a Mastodon server means: the first rule that matches it."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from html import unescape
from typing import Any

from attrs import evolve

from postwire.diagnosis import Action, Diagnosis
from postwire.exchange import Refused, Reply
from postwire.meaning import Meaning, Sign
from postwire.operation import Operation
from postwire_mastodon.receipts import moment
from postwire_mastodon.rules import RULES, Answer, Rule

_LONGEST = 7 * 86_400.0
_WORDS = ("error", "error_description", "details", "message", "errors")
_LONGEST_WORDS = 4096
_TAGS = re.compile(r"<[^>]{0,200}>")


def classify(reply: Reply, operation: Operation) -> Diagnosis | None:
    """Say what a refusal means; None where only its HTTP status says anything. Never raises."""
    answer = _read(reply)
    rule = next((rule for rule in RULES if rule.matches(answer, operation)), None)
    if rule is None:
        return None
    detail = f"{operation}: HTTP {reply.status}{f', {answer.words[:300]}' if answer.words else ''}"
    told = rule.meaning.diagnosis(reply, rule=f"mastodon.{rule.id}", detail=detail)
    pause = pause_of(reply)
    return told if pause is None or told.action not in {Action.WAIT, Action.RETRY} else evolve(told, retry_after=pause)


@cache
def known() -> tuple[Meaning, ...]:
    """Every code of the rules, with what leads there."""
    signs: dict[str, list[Sign]] = {}
    first: dict[str, Meaning] = {}
    for rule in RULES:
        first.setdefault(rule.meaning.code, rule.meaning)
        signs.setdefault(rule.meaning.code, []).append(
            Sign(
                rule=f"mastodon.{rule.id}",
                statuses=rule.statuses,
                operations=rule.operations,
                phrases=(rule.says,) if rule.says else (),
                note=_note(rule),
                sources=rule.sources,
            )
        )
    return tuple(evolve(meaning, signs=tuple(signs[code])) for code, meaning in sorted(first.items()))


def _note(rule: Rule) -> str:
    if rule.says == "":
        return "the answer has no words"
    return "or no HTTP status is known" if rule.bare else ""


def pause_after(reply: Reply) -> float | None:
    """Seconds to wait before the next request, where no more are left; None: there are, or nothing is said."""
    return pause_of(reply) if reply.headers.get("x-ratelimit-remaining", "").strip() == "0" else None


def pause_of(reply: Reply) -> float | None:
    """Seconds until the instance takes requests again, as its headers tell; at most a week is believed."""
    if reply.retry_after is not None:
        return min(reply.retry_after, _LONGEST)
    until, now = _reset(reply.headers.get("x-ratelimit-reset", "")), _now(reply)
    return min(max((until - now).total_seconds(), 0.0), _LONGEST) if until and now else None


def _reset(told: str) -> datetime | None:
    """Mastodon writes ISO 8601, GoToSocial Unix seconds."""
    if told.strip().isascii() and told.strip().isdigit() and len(told) < 12:
        return datetime.fromtimestamp(int(told), UTC)
    return moment(told.strip())


def _now(reply: Reply) -> datetime | None:
    """By the answer's own clock."""
    try:
        return parsedate_to_datetime(reply.headers.get("date", ""))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _read(reply: Reply) -> Answer:
    """The error's words; of an answer that is no object, its beginning as a person reads it."""
    try:
        told: Any = reply.object()
    except Refused:
        return Answer(reply.status, " ".join(unescape(_TAGS.sub(" ", reply.body[:_LONGEST_WORDS])).split()).lower())
    said = " ".join(str(told[name]) for name in _WORDS if told.get(name))
    return Answer(reply.status, said[:_LONGEST_WORDS].lower(), frozenset(told))
