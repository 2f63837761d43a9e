"""Processes that die before or after any request, and what a new one makes of it."""

from collections.abc import Iterator
from datetime import timedelta

from attrs import frozen

from postwire.exchange import Reply, Request
from postwire_contract.echo import Echo
from postwire_contract.failure import Skipped
from postwire_contract.journey import Between, Journey, Spoken
from postwire_contract.kit import Kit
from postwire_contract.scenario import Scenario

PATIENCE = timedelta(hours=2)
"""How far the clock runs after a cut or a fault: longer than any window is waited for, shorter than an outage."""


class Dead(BaseException):
    """The process is gone: nothing catches this."""


@frozen
class Cut:
    """Where it dies."""

    number: int
    """The request, from 1."""
    arrived: bool
    """Whether the platform had it."""

    def __str__(self) -> str:
        """As in a sentence."""
        return f"{'after' if self.arrived else 'before'} request {self.number}"


def cuts(kit: Kit, scenario: Scenario) -> Iterator[Cut]:
    """Every request of a clean run, from both sides."""
    for number in range(1, len(replayed(kit, scenario)) + 1):
        yield Cut(number, arrived=False)
        yield Cut(number, arrived=True)


def replayed(kit: Kit, scenario: Scenario) -> list[Spoken]:
    """The conversation of a clean replay. Raises `Skipped` where there is none to break."""
    try:
        return kit.heard(scenario)
    except Exception as error:
        words = f"it cannot be replayed as recorded; lifecycle.ends.{scenario.name} says why"
        raise Skipped("not_replayed", words) from error


def echo(kit: Kit, scenario: Scenario) -> Echo:
    """An answering machine made of the scenario's recording."""
    return Echo.of_conversation(
        kit.pairs(scenario), kit.visible(scenario), kit.manifest.republish, loses=scenario.loses
    )


def fresh(kit: Kit, scenario: Scenario, *, asynchronous: bool) -> Journey:
    """A journey of the scenario's post that has not begun."""
    starts = kit.replay(scenario, asynchronous=False).delivery.created_at
    journey = kit.journey(starts, asynchronous=asynchronous)
    journey.submit(kit.post(scenario))
    return journey


def travel(journey: Journey, scenario: Scenario, between: Between) -> None:
    """To the end, deletion included where the scenario has one."""
    journey.travel(between, patience=PATIENCE)
    if scenario.deletes and type(journey.delivery.state).__name__ == "Published":
        journey.take_down()
        journey.travel(between, patience=PATIENCE)


def after_a_cut(kit: Kit, scenario: Scenario, cut: Cut, *, asynchronous: bool) -> tuple[Journey, int]:
    """Die once, go on with a new process; returns the journey, and how many posts readers see."""
    journey = fresh(kit, scenario, asynchronous=asynchronous)
    machine = echo(kit, scenario)
    try:
        travel(journey, scenario, _Dying(machine, cut))
    except Dead:
        travel(journey, scenario, machine)
    return journey, machine.live


class _Dying(Between):
    def __init__(self, machine: Echo, cut: Cut) -> None:
        self._machine = machine
        self._cut = cut

    def before(self, number: int, request: Request) -> Reply | None:
        if number != self._cut.number:
            return self._machine.answer(request)
        if self._cut.arrived:
            self._machine.take(request)
        raise Dead
