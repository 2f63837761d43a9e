"""The story of one delivery, told to a person."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from postwire import codec
from postwire.cli.outlook import PEOPLE, advice_of, hour, outlook
from postwire.cli.shapes import body_plain, receipt_of
from postwire.delivery import Delivery
from postwire.diagnosis import Diagnosis
from postwire.history import Entry, EntryKind, diagnosis_told
from postwire.media import Media
from postwire.post import Post
from postwire.state import diagnosis_of, name_of

Line = tuple[str, str | None]
"""Text and style."""

_TOLD = {"status", "body", "body_length", "milliseconds", "trace_id", "diagnosis", "progress", "trouble", "detail"}


def story(delivery: Delivery, entries: Sequence[Entry], now: datetime) -> Iterator[Line]:
    """Post, state, what comes next, what went wrong, and everything that happened."""
    seen = outlook(delivery, now)
    yield f"{delivery.id}  {name_of(delivery.state)}", "head"
    yield f"  state     {seen.words}", None
    yield f"  next      {seen.next}", None
    yield f"  who acts  {PEOPLE[seen.who]}", None
    yield f"  account   {delivery.account_id}", None
    yield f"  due       {delivery.due.isoformat(timespec='seconds')} ({hour(delivery.due, now)})", None
    if (receipt := receipt_of(delivery.state)) is not None:
        yield f"  post      {receipt.post_id}  {receipt.permalink or ''}".rstrip(), "good"
        for note in receipt.notes:
            yield f"  but       {note}", "wait"
    yield from _post(delivery.post)
    if (diagnosis := diagnosis_of(delivery.state)) is not None:
        yield "", None
        yield "What went wrong", "head"
        yield from diagnosis_lines(diagnosis, delivery)
    yield "", None
    yield "What happened", "head"
    for entry in entries:
        yield from _entry(entry, delivery)
    if not entries:
        yield "  nothing yet", "dim"


def diagnosis_lines(diagnosis: Diagnosis, delivery: Delivery | None = None, indent: str = "  ") -> Iterator[Line]:
    """A diagnosis in our words and in the three dialects of today's gateways."""
    advice = advice_of(diagnosis, delivery) if delivery else diagnosis.next_step
    dialects = f"{diagnosis.error_class} / {diagnosis.action_word} / {diagnosis.gateway_code}"
    for name, text in (
        ("code", f"{diagnosis.code} ({diagnosis.category}, caused by {diagnosis.caused_by})"),
        ("message", diagnosis.message),
        ("detail", diagnosis.detail),
        ("action", diagnosis.action.value),
        ("next step", advice),
        ("wait", f"{diagnosis.retry_after:g} s" if diagnosis.retry_after is not None else ""),
        ("elsewhere", dialects),
        ("rule", diagnosis.rule),
    ):
        if text:
            yield f"{indent}{name:<9} {text}", "wait" if name == "next step" else None


def answer_lines(body: Any, indent: str) -> Iterator[Line]:
    """A platform's own answer: JSON drawn out, anything else as it came."""
    text = body if isinstance(body, str) else json.dumps(body, indent=2, ensure_ascii=False)
    for line in text.splitlines() or ["(an empty body)"]:
        yield indent + line, "dim"


def _post(post: Post) -> Iterator[Line]:
    for number, line in enumerate(post.text.splitlines() or [""]):
        yield f"  {'text' if number == 0 else '':<9} {line}", None
    for item, media in enumerate(post.media):
        yield f"  media {item + 1:<3} {_media(media)}", None
    for name, value in (("reply to", post.reply_to), ("link", post.link)):
        if value is not None:
            yield f"  {name:<9} {value}", None
    for platform, options in post.options.items():
        for name, value in options.items():
            yield f"  option    {platform}.{name} = {json.dumps(value, ensure_ascii=False)}", None


def _media(media: Media) -> str:
    facts = media.facts
    known = []
    if facts is not None:
        known.append(facts.format or facts.kind.value)
        if facts.width and facts.height:
            known.append(f"{facts.width}x{facts.height}")
        if facts.duration is not None:
            known.append(f"{facts.duration:g} s")
        if facts.bytes is not None:
            known.append(f"{facts.bytes} bytes")
    alt = f"  alt: {media.alt_text}" if media.alt_text else ""
    facts_told = f"  ({', '.join(known)})" if known else ""
    return f"{media.location}{facts_told}{alt}"


def _entry(entry: Entry, delivery: Delivery) -> Iterator[Line]:
    data, when = entry.data, entry.at.isoformat(timespec="milliseconds")
    if entry.kind is EntryKind.EXCHANGE:
        outcome = f"HTTP {data['status']}" if "status" in data else f"{data.get('trouble')}: {data.get('detail')}"
        trace = f", trace {data['trace_id']}" if data.get("trace_id") else ""
        yield f"  {when}  {entry.name}  ->  {outcome} after {data.get('milliseconds')} ms{trace}", None
        for name in ("query", "form", "json", "upload", "headers"):
            if name in data:
                yield f"      {name}: {json.dumps(data[name], ensure_ascii=False)}", "dim"
        if "body" in data:
            yield from answer_lines(body_plain(data["body"]), "      ")
        return
    who = "somebody asked: " if entry.kind is EntryKind.COMMAND else ""
    rest = {name: value for name, value in data.items() if name not in _TOLD}
    yield f"  {when}  {who}{entry.name}  =>  {entry.state}", "head" if who else None
    if "detail" in data:
        yield f"      {data['detail']}", None
    if rest:
        yield f"      {json.dumps(rest, ensure_ascii=False)}", "dim"
    if isinstance(data.get("progress"), dict):
        yield f"      the container: {data['progress'].get('type')}", "dim"
    if (diagnosis := diagnosis_in(entry)) is not None:
        yield from diagnosis_lines(diagnosis, delivery, "      ")


def diagnosis_in(entry: Entry) -> Diagnosis | None:
    """What an entry found wrong."""
    plain = diagnosis_told(entry)
    if plain is None:
        return None
    try:
        return codec.from_plain(plain, Diagnosis)
    except codec.Malformed:  # written by another version; its JSON is still there
        return None
