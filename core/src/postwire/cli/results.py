"""What became of a delivery, in a line or two."""

import sys
from collections.abc import Callable, Sequence
from datetime import datetime

from postwire.cli.outlook import Outlook, Who, hour, outlook
from postwire.cli.printing import note, say
from postwire.cli.shapes import receipt_of
from postwire.delivery import Delivery
from postwire.state import Failed, Held, Missed, Published, Queued, State, Unconfirmed, diagnosis_of, name_of
from postwire.submission import Outcome, outcome_of

WORDS = {
    Outcome.ATTENTION: "at least one needs attention",
    Outcome.WAITING: "on the way",
    Outcome.PUBLISHED: "live everywhere",
    Outcome.PARTIAL: "live in part",
    Outcome.NOT_LIVE: "live nowhere",
}
"""How deliveries of one post stand as a whole, in words."""
_STYLES = {
    Outcome.ATTENTION: "wait",
    Outcome.PUBLISHED: "good",
    Outcome.PARTIAL: "bad",
    Outcome.NOT_LIVE: "bad",
}


def style_of(state: State) -> str | None:
    """The colour of a state."""
    match state:
        case Published():
            return "good"
        case Failed() | Missed():
            return "bad"
        case Held() | Unconfirmed():
            return "wait"
        case _:
            return None


def result_lines(delivery: Delivery, now: datetime) -> list[str]:
    """State, account, and either the address of the live post, or what is wrong and what comes next."""
    state, seen = delivery.state, outlook(delivery, now)
    receipt = receipt_of(state)
    head = f"{name_of(state):<11}  {delivery.id}  {delivery.account_id}"
    if receipt is not None:
        return [
            f"{head}  {receipt.permalink or f'post {receipt.post_id}'}",
            *(f"  but: {note}" for note in receipt.notes),
        ]
    if isinstance(state, Queued) and state.trouble.last is None:
        return [f"{head}  due {hour(delivery.due, now)} ({delivery.due.isoformat(timespec='seconds')})"]
    diagnosis = diagnosis_of(state)
    lines = [f"{head}  {diagnosis.message} [{diagnosis.code}]" if diagnosis else f"{head}  {seen.words}"]
    if diagnosis is not None and isinstance(state, Failed | Held) and diagnosis.detail:
        lines.append(f"  {diagnosis.detail}")
    return [*lines, *_next(seen)]


def tell_result(delivery: Delivery, now: datetime, *, prefix: str = "", aside: bool = False) -> None:
    """Print it; ``aside``: on stderr."""
    out = note if aside else say
    first, *rest = result_lines(delivery, now)
    out(prefix + first, style=style_of(delivery.state))
    for line in rest:
        out(line)


def tell_together(deliveries: Sequence[Delivery]) -> None:
    """How the deliveries of one post stand as a whole; nothing is said of a single one."""
    if len({delivery.account_id for delivery in deliveries}) > 1:
        outcome, submission = outcome_of(deliveries), deliveries[0].submission
        say(f"{WORDS[outcome]}: `postwire show {submission}` tells of all", style=_STYLES.get(outcome))


def watcher(*, as_json: bool) -> Callable[[Delivery], None]:
    """Tells every change to somebody who waits at a terminal."""
    if as_json or sys.stderr is None or not sys.stderr.isatty():
        return lambda _: None
    return lambda delivery: note(f"{delivery.account_id}: {name_of(delivery.state)}", style="dim")


def _next(seen: Outlook) -> list[str]:
    return [] if seen.who is Who.NOBODY and seen.next == "nothing" else [f"  next: {seen.next}"]
