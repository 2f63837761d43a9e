"""Broken connections and ugly answers at every request: explained, and never a second post."""

import abc
from collections.abc import Callable, Iterator
from functools import partial

from postwire.exchange import Reply, Request
from postwire.letter import LONGEST_ANSWER
from postwire.state import Failed, Held, Published, Unconfirmed, name_of
from postwire.transport import MaybeArrived, NotSent, TransportTrouble
from postwire_contract.check import Check
from postwire_contract.cuts import echo, fresh, replayed, travel
from postwire_contract.echo import Echo
from postwire_contract.failure import Broken
from postwire_contract.journey import Between, Journey
from postwire_contract.kit import Kit
from postwire_contract.scenario import Scenario
from postwire_contract.ugly import UGLY

THOROUGH = ("text", "carousel", "lost_publish_answer", "lost_container", "delete")
"""Scenarios that fail in every way there is: between them they make every kind of request."""
BOTH = ("connect_error", "read_timeout")
"""What all other scenarios meet: a request that never left, and one that may have arrived. There is no third kind."""
_TROUBLES: dict[str, TransportTrouble] = {
    "connect_error": NotSent("ConnectError: refused"),
    "pool_timeout": NotSent("PoolTimeout"),
    "read_timeout": MaybeArrived("ReadTimeout"),
    "reset": MaybeArrived("ReadError: connection reset"),
    "protocol_error": MaybeArrived("RemoteProtocolError: incomplete body"),
    "too_long": MaybeArrived(f"the answer is longer than {LONGEST_ANSWER} bytes and was not read to its end"),
}


def checks(kit: Kit) -> Iterator[Check]:
    """The chapter."""
    ways = (False, True) if kit.thorough else (False,)
    # what an answer means is decided without I/O: one driver is enough to see it
    for scenario in kit.scenarios:
        if not kit.told(scenario):
            continue
        thorough = kit.thorough or scenario.name in {*THOROUGH, kit.plainest}
        for name in _TROUBLES if thorough else BOTH:
            yield Check(
                name=f"faults.{name}.{scenario.name}",
                promise="a connection that fails at any request loses nothing and publishes nothing twice",
                run=partial(_everywhere, kit, scenario, partial(_Failing, trouble=_TROUBLES[name]), (False, True)),
            )
        for name, reply in UGLY.items() if thorough else ():
            for accepted in (False, True):
                yield Check(
                    name=f"faults.{name}.{'accepted' if accepted else 'refused'}.{scenario.name}",
                    promise="an ugly answer at any request is explained, and publishes nothing twice",
                    run=partial(_everywhere, kit, scenario, partial(_Ugly, reply=reply, accepted=accepted), ways),
                )


class _At(Between, abc.ABC):
    """Does something once, at one request; answers everything else."""

    at = 0

    def __init__(self, machine: Echo) -> None:
        self.machine = machine

    def before(self, number: int, request: Request) -> Reply | None:
        """The machine's answer, or the fault's."""
        return self.strike(request) if number == self.at else self.machine.answer(request)

    @abc.abstractmethod
    def strike(self, request: Request) -> Reply:
        """What happens instead."""


class _Failing(_At):
    def __init__(self, machine: Echo, trouble: TransportTrouble) -> None:
        super().__init__(machine)
        self._trouble = trouble

    def strike(self, request: Request) -> Reply:
        if isinstance(self._trouble, MaybeArrived):
            self.machine.take(request)
        raise self._trouble


class _Ugly(_At):
    def __init__(self, machine: Echo, reply: Reply, *, accepted: bool) -> None:
        super().__init__(machine)
        self._reply = reply
        self._accepted = accepted

    def strike(self, request: Request) -> Reply:
        if self._accepted:
            self.machine.take(request)
        return self._reply


def _everywhere(kit: Kit, scenario: Scenario, make: Callable[[Echo], _At], ways: tuple[bool, ...]) -> None:
    for number in range(1, len(replayed(kit, scenario)) + 1):
        for asynchronous in ways:
            journey = fresh(kit, scenario, asynchronous=asynchronous)
            machine = echo(kit, scenario)
            between = make(machine)
            between.at = number
            travel(journey, scenario, between)
            if machine.live > 1:
                raise Broken(f"with this fault at request {number}, {machine.live} posts are live")
            _is_explained(journey, number)


def _is_explained(journey: Journey, number: int) -> None:
    state = journey.delivery.state
    if isinstance(state, Failed | Held | Unconfirmed) and not state.diagnosis.message.strip():
        raise Broken(f"with this fault at request {number} it ended {name_of(state)} without a word")
    if isinstance(state, Published) and not state.receipt.post_id.strip():
        raise Broken(f"with this fault at request {number} it is published as nothing")
