"""Applies a person's wish to many deliveries, each for itself, and tells what became of it."""

from collections.abc import Callable, Sequence
from typing import Any

from attrs import define, field

from postwire.cli.exit import Exit, worst
from postwire.cli.printing import emit, note
from postwire.cli.refusal import Refusal
from postwire.cli.results import tell_result
from postwire.cli.shapes import delivery_plain
from postwire.cli.timing import now
from postwire.delivery import Delivery
from postwire.engine import Engine
from postwire.lifecycle import Impossible, events
from postwire.state import Cancelled, Deleted, Failed, Held, Missed, Published, Unconfirmed


@define
class Steered:
    """What was done, and what could not be."""

    done: list[Delivery] = field(factory=list)
    refused: list[tuple[Delivery, Refusal]] = field(factory=list)

    def tell(self, *, as_json: bool) -> Exit:
        """Print it, and give the exit code."""
        moment = now()
        if as_json:
            emit(
                {
                    "deliveries": [delivery_plain(delivery, moment) for delivery in self.done],
                    "refused": [{"id": delivery.id, **refusal.plain()} for delivery, refusal in self.refused],
                }
            )
        else:
            for delivery in self.done:
                tell_result(delivery, moment)
            for _, refusal in self.refused:
                note(f"postwire: {refusal.text()}", style="bad")
        return worst([refusal.exit for _, refusal in self.refused])


def steer(
    engine: Engine, deliveries: Sequence[Delivery], wish: Callable[..., events.Command], *arguments: Any
) -> Steered:
    """Apply a wish to each delivery; one that its state forbids does not keep the others from it."""
    steered = Steered()
    for delivery in deliveries:
        try:
            steered.done.append(engine.command(delivery.id, wish, *arguments))
        except Impossible as error:
            steered.refused.append((delivery, impossible(error, delivery)))
    return steered


def steer_all(engine: Engine, deliveries: Sequence[Delivery], wish: Callable[..., events.Command]) -> Steered:
    """The same for a wish that lets many go out: of one account not all at once."""
    steered = Steered()
    done = engine.command_all(
        deliveries, wish, lambda delivery, error: steered.refused.append((delivery, impossible(error, delivery)))
    )
    steered.done.extend(sorted(done, key=lambda delivery: (delivery.due, delivery.id)))
    return steered


def impossible(error: Impossible, delivery: Delivery) -> Refusal:
    """Why a delivery's state forbids a wish, and which one helps."""
    return Refusal(
        f"{delivery.id}: {error}",
        code="impossible",
        field="ID",
        value=delivery.id,
        fix=_instead(error, delivery.id),
    )


def _instead(error: Impossible, delivery_id: str) -> str:  # noqa: C901, PLR0911, PLR0912 - one decision
    match error.event, error.state:
        case events.Delete(), Deleted():
            return "It is taken down already."
        case events.Delete(), Failed() | Missed() | Cancelled():
            return "Nothing of it is live."
        case events.Delete(), Unconfirmed():
            return f"First say what became of it: `postwire resolve {delivery_id} --published POST_ID`."
        case events.Delete(), _:
            return f"It is not live yet: `postwire cancel {delivery_id}` calls it off."
        case events.Cancel(), Published():
            return f"It is live: `postwire delete {delivery_id}` takes it down."
        case events.Cancel(), Failed() | Missed() | Cancelled() | Deleted():
            return "Nothing more happens with it anyway."
        case ((events.Retry() | events.Resume()), Published()):
            return "It is live; there is nothing left to do."
        case events.Retry(), Held() | Unconfirmed():
            return f"`postwire resume {delivery_id}` goes on with it."
        case events.Resume(), Failed() | Missed() | Cancelled():
            return f"`postwire retry {delivery_id}` starts it anew."
        case events.Retry(), Failed() | Missed():
            return f"`postwire resume {delivery_id}` goes on with it."
        case events.Reschedule(), Failed() | Cancelled():
            return f"`postwire retry {delivery_id}` starts it anew."
        case events.Reschedule(), Unconfirmed():
            return f"First say what became of it: `postwire reconcile {delivery_id}`, or `postwire resolve`."
        case events.Cancel(), Unconfirmed():
            return f"It may be live: `postwire reconcile {delivery_id}` looks for it."
        case events.Resolve(), _:
            return "Only an unconfirmed delivery is resolved by a person."
        case _:
            return f"`postwire show {delivery_id}` tells what happens with it."
