"""What goes wrong, how often, and until when. Every kind of trouble is drawn from one seed and counted by name."""

from collections import Counter
from random import Random

from attrs import field, frozen, mutable

from postwire_threads.sandbox.fault import Effect, Fault, Operation
from postwire_threads.sandbox.fault_script import FaultScript, Sighting
from postwire_threads.sandbox.refusal import ERRORS

_DONE_OR_NOT = (Effect.EMPTY, Effect.HTML, Effect.THROTTLED)
_CUT = (Effect.LOST, Effect.RESET, Effect.TORN, Effect.TRUNCATED)


def _answers(operation: Operation, effect: Effect, *errors: str, status: int | None = None) -> list[Fault]:
    return [Fault(effect=effect, operation=operation, error=error, status=status) for error in errors]


def _common(operation: Operation) -> list[Fault]:
    """What may happen to any call."""
    return [
        *(Fault(effect=effect, operation=operation) for effect in (*_CUT, *_DONE_OR_NOT)),
        *_answers(operation, Effect.ANSWER, "1", "2", "4"),
        Fault(effect=Effect.SLOW, operation=operation, delay=20.0, hold=20.0),
    ]


TROUBLE: dict[Operation, list[Fault]] = {
    Operation.CREATE: [
        *_common(Operation.CREATE),
        *_answers(Operation.CREATE, Effect.LIE, "10", "2"),
        *(Fault(effect=Effect.PROCESSING, operation=Operation.CREATE, seconds=s) for s in (40.0, 400.0, 4000.0)),
        *(
            Fault(effect=Effect.CONTAINER_ERROR, operation=Operation.CREATE, message=message)
            for message in ("UNKNOWN", "FAILED_PROCESSING_VIDEO", "INVALID_FRAME_RATE")
        ),
        Fault(effect=Effect.REVOKE, operation=Operation.CREATE, reason="app_removed"),
    ],
    Operation.STATUS: [
        *_common(Operation.STATUS),
        *_answers(Operation.STATUS, Effect.ANSWER, "24/4279009"),
        Fault(effect=Effect.REVOKE, operation=Operation.STATUS, reason="app_removed"),
    ],
    Operation.PUBLISH: [
        *_common(Operation.PUBLISH),
        *(
            Fault(effect=effect, operation=Operation.PUBLISH, done=done)
            for effect, done in ((Effect.EMPTY, False), (Effect.HTML, True))
        ),
        # accepted, and said to have failed
        *_answers(Operation.PUBLISH, Effect.LIE, "10", "1", "2", "24/4279009", "4/2207051"),
        *_answers(Operation.PUBLISH, Effect.LIE, "10", "1", "2", status=400),
        # refused although the container reads FINISHED, or because too much was published
        *_answers(Operation.PUBLISH, Effect.ANSWER, "24/4279009", "24/4279009", "9/2207042", "10", "4/2207051"),
        Fault(effect=Effect.REVOKE, operation=Operation.PUBLISH, reason="password"),
    ],
    Operation.READ: _common(Operation.READ),
    Operation.DELETE: [*_common(Operation.DELETE), *_answers(Operation.DELETE, Effect.LIE, "1")],
}
"""The platform's own trouble, by what a call does."""


def _named(fault: Fault) -> str:
    parts = [fault.operation.value, fault.effect.value, fault.error or "", str(fault.status or "")]
    return " ".join(part for part in parts if part) + (" done" if fault.done else "")


def is_clear_lie(fault: Fault) -> bool:
    """Whether it makes an accepted publish call look clearly refused: then the container has to tell the truth."""
    status = fault.status or ERRORS[fault.error or "10"].status
    return fault.operation is Operation.PUBLISH and fault.effect is Effect.LIE and 400 <= status < 500


_NAMES = {id(fault): _named(fault) for faults in TROUBLE.values() for fault in faults}


@frozen(kw_only=True)
class Climate:
    """How likely each kind of trouble is, per occasion."""

    platform: float
    unsent: float
    request_lost: float
    late_arrival: float
    answer_lost: float
    late_answer: float
    doubled: float
    crash_at_request: float
    crash_at_save: float
    stall: float
    """A worker that sleeps around a save, for longer than its lease lasts."""
    busy: float
    full: float

    @classmethod
    def drawn(cls, random: Random) -> "Climate":
        """Some worlds are calm in one respect and wild in another."""

        def odds(usual: float) -> float:
            return usual * random.choice((0.0, 0.5, 1.0, 1.0, 2.5))

        return cls(
            platform=odds(0.10),
            unsent=odds(0.02),
            request_lost=odds(0.015),
            late_arrival=odds(0.02),
            answer_lost=odds(0.02),
            late_answer=odds(0.02),
            doubled=odds(0.02),
            crash_at_request=odds(0.012),
            crash_at_save=odds(0.008),
            stall=odds(0.006),
            busy=odds(0.003),
            full=odds(0.002),
        )


@mutable(eq=False)
class Weather(FaultScript):
    """The trouble of one world, until it turns calm. Stands in for the sandbox's script of faults."""

    random: Random
    climate: Climate
    lies_clearly: bool
    counts: Counter[str] = field(factory=Counter)
    is_calm: bool = False
    about: str = ""
    """The delivery whose request the platform carries out."""
    touched: set[str] = field(factory=set)
    """Deliveries that met trouble of their own."""

    def happens(self, kind: str, *deliveries: str) -> bool:
        """Whether trouble of this kind strikes now, and these deliveries."""
        odds: float = getattr(self.climate, kind)
        if self.is_calm or not odds or self.random.random() >= odds:
            return False
        self.counts[kind.replace("_", " ")] += 1
        self.touched.update(deliveries)
        return True

    def __bool__(self) -> bool:
        return not self.is_calm

    def strike(self, sighting: Sighting) -> Fault | None:
        """The platform's trouble with one call."""
        if sighting.operation not in TROUBLE or self.random.random() >= self.climate.platform:
            return None
        fault = self.random.choice(TROUBLE[sighting.operation])
        if not self.lies_clearly and is_clear_lie(fault):
            return None
        self.counts[_NAMES[id(fault)]] += 1
        self.touched.add(self.about)
        return fault
