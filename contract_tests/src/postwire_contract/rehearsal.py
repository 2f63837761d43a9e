"""What a connector says when the recording answers in any order: enough to see what it does wrong, and where."""

from contextlib import suppress
from weakref import WeakKeyDictionary

from postwire.engine import Invalid
from postwire_contract import tape
from postwire_contract.cuts import travel
from postwire_contract.echo import Echo
from postwire_contract.failure import Skipped
from postwire_contract.journey import Journey, default_account
from postwire_contract.kit import Kit
from postwire_contract.scenario import Scenario

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
        return tape.load(kit.path(scenario), kit.manifest.api.base_url)
    except tape.TapeError as error:
        raise Skipped("not_recorded", f"{error}; {kit.command(scenario)}") from error


def _held(kit: Kit, scenario: Scenario) -> Journey:
    told = recorded(kit, scenario)
    journey = Journey(kit.module, default_account(kit.manifest), told.provenance.starts, asynchronous=False)
    post = scenario.make(kit.manifest)
    assert post is not None  # noqa: S101 - the scenario was selected
    try:
        journey.submit(post)
    except (Invalid, TypeError) as error:
        raise Skipped(
            "not_submitted", f"the connector does not take its post; lifecycle.ends.{scenario.name}"
        ) from error
    with suppress(AssertionError):  # it never rests: what was said until then is all there is
        travel(journey, scenario, Echo.of_tape(told))
    return journey
