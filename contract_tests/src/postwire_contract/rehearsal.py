"""What a connector says when the recording answers in any order: enough to see what it does wrong, and where."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from weakref import WeakKeyDictionary

from postwire.connector import ConnectorFault
from postwire.container import Container
from postwire.drive import MOST_REQUESTS
from postwire.engine import Invalid
from postwire.exchange import Exchange, Refused, Reply, Request
from postwire.transport import TransportTrouble
from postwire_contract import tape
from postwire_contract.cuts import travel
from postwire_contract.echo import Echo
from postwire_contract.failure import Broken, Skipped
from postwire_contract.journey import STAGING, Journey, default_account
from postwire_contract.kit import Kit
from postwire_contract.scenario import Scenario

_LOOKS = 5
"""How often a container is asked; what is recorded moves on within that."""
_HELD: WeakKeyDictionary[Kit, dict[str, Journey]] = WeakKeyDictionary()


def rehearse(kit: Kit, scenario: Scenario) -> Journey:
    """A scenario's journey with an answering machine made of its cassette, to wherever it gets.

    A replay ends at the first word that was not recorded; a rehearsal goes on, so that what is wrong can be named.
    Raises `Skipped` where there is nothing to rehearse; `lifecycle.ends` says then what is the matter.
    """
    known = _HELD.setdefault(kit, {})
    if scenario.name not in known:
        known[scenario.name] = _held(kit, scenario)
    return known[scenario.name]


def recorded(kit: Kit, scenario: Scenario) -> tape.Tape:
    """The cassette, unplayed. Raises `Skipped` where there is none that can be read."""
    try:
        return tape.load(kit.path(scenario), kit.manifest.api.base_url, kit.command(scenario))
    except tape.TapeError as error:
        raise Skipped("not_recorded", str(error)) from error


def _held(kit: Kit, scenario: Scenario) -> Journey:
    told = recorded(kit, scenario)
    journey = kit.journey(told.provenance.starts)
    try:
        journey.submit(kit.post(scenario))
    except (Invalid, ConnectorFault) as error:
        raise Skipped(
            "not_submitted", f"the connector does not take its post; lifecycle.ends.{scenario.name}"
        ) from error
    with suppress(Exception):  # it never rests, or breaks what holds it: what was said until then is all there is
        travel(journey, scenario, Echo.of_tape(told))
    return journey


def containers(kit: Kit, scenario: Scenario) -> Iterator[Container]:
    """What create gives, and what poll makes of it."""
    machine = Echo.of_tape(recorded(kit, scenario))
    account, post = default_account(kit.manifest), rehearse(kit, scenario).delivery.post

    def answer(request: Request) -> Reply:
        """The first yes: a recorded refusal comes before it."""
        return next((reply for _ in range(_LOOKS) if (reply := machine.answer(request)).ok), Reply(200))

    try:
        made = converse(kit.connector.create(post, account, STAGING), answer)
    except (TransportTrouble, Refused) as error:
        raise Skipped("not_created", f"create comes to no end with what was recorded: {error}") from error
    if not isinstance(made, Container):
        raise Broken(f"create has to return a Container; it returned {type(made).__name__}")
    yield made
    with suppress(TransportTrouble, Refused):
        for _ in range(_LOOKS if kit.connector.has("poll") else 0):
            learnt = converse(kit.connector.poll(made, account), answer)
            if isinstance(moved := getattr(learnt, "container", None), Container):
                made = moved
                yield made


def converse(exchange: Exchange[Any], answer: Callable[[Request], Reply]) -> Any:
    """Hold one conversation to its end."""
    try:
        request = next(exchange)
        for _ in range(MOST_REQUESTS):
            request = exchange.send(answer(request))
    except StopIteration as done:
        return done.value
    raise Broken(f"it asks for more than {MOST_REQUESTS} requests in one conversation; there is no waiting in a hook")
