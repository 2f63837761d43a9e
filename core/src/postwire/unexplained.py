"""Answers that nobody could explain, found in the stories of deliveries and counted by their fingerprints. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from attrs import frozen

from postwire.delivery import Delivery
from postwire.exchange import STATUS_UNKNOWN, Reply
from postwire.fingerprint import Fingerprint, fingerprint
from postwire.history import Entry, EntryKind, diagnosis_told, is_unexplained
from postwire.operation import Operation

_TRACE = re.compile(r'"\w{0,10}(?:trace|request)_?id"\s{0,4}:\s{0,4}"(?P<id>[^"\\]{3,80})"', re.IGNORECASE)


@frozen(kw_only=True)
class Unexplained:
    """One answer that nobody could explain."""

    fingerprint: Fingerprint
    delivery_id: str
    at: datetime
    code: str
    """What was made of it for want of anything better."""
    status: int
    body: str
    trace_id: str | None


@frozen
class Kind:
    """All answers with the same fingerprint."""

    answers: tuple[Unexplained, ...]
    """At least one, the latest first."""

    @property
    def fingerprint(self) -> Fingerprint:
        """The fingerprint that they share."""
        return self.answers[0].fingerprint

    @property
    def deliveries(self) -> tuple[str, ...]:
        """Ids of the deliveries that met it, the latest first."""
        return tuple(dict.fromkeys(answer.delivery_id for answer in self.answers))

    @property
    def trace_ids(self) -> tuple[str, ...]:
        """What the platform calls these answers, the latest first."""
        return tuple(dict.fromkeys(answer.trace_id for answer in self.answers if answer.trace_id))


def unexplained_in(delivery: Delivery, entries: Sequence[Entry]) -> Iterator[Unexplained]:
    """The answers in one story that nobody could explain, oldest first."""
    exchange: Entry | None = None
    for entry in entries:
        if entry.kind is EntryKind.EXCHANGE:
            exchange = entry
            continue
        if exchange is not None and is_unexplained(entry):
            yield _answer(delivery, exchange, entry)
        exchange = None


def kinds(answers: Iterable[Unexplained]) -> tuple[Kind, ...]:
    """Answers by their fingerprints, the most frequent first."""
    found: dict[str, list[Unexplained]] = {}
    for answer in answers:
        found.setdefault(answer.fingerprint.name, []).append(answer)
    grouped = (Kind(tuple(sorted(each, key=_moment, reverse=True))) for each in found.values())
    return tuple(sorted(grouped, key=lambda kind: (-len(kind.answers), kind.fingerprint.name)))


def trace_of(exchange: Entry) -> str | None:
    """What the platform calls its answer: from a header, else from the body (``fbtrace_id``, ``request_id``)."""
    if told := exchange.data.get("trace_id"):
        return str(told)
    found = _TRACE.search(str(exchange.data.get("body", "")))
    return found["id"] if found else None


def _answer(delivery: Delivery, exchange: Entry, event: Entry) -> Unexplained:
    told = diagnosis_told(event) or {}
    status, body = exchange.data.get("status"), exchange.data.get("body")
    reply = Reply(status if isinstance(status, int) else STATUS_UNKNOWN, body if isinstance(body, str) else "")
    return Unexplained(
        fingerprint=fingerprint(delivery.platform, _operation(event), reply),
        delivery_id=delivery.id,
        at=event.at,
        code=str(told.get("code", "")),
        status=reply.status,
        body=reply.body,
        trace_id=trace_of(exchange),
    )


def _operation(event: Entry) -> Operation:
    """What was being done; progress is what polls bring."""
    try:
        return Operation(event.data.get("operation", Operation.POLL))
    except ValueError:
        return Operation.READ


def _moment(answer: Unexplained) -> datetime:
    return answer.at
