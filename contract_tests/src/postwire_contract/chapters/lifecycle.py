"""Every scenario ends where it has to, through both drivers, and a dead process publishes nothing twice."""

from collections.abc import Iterator
from functools import partial

from postwire.manifest import Support
from postwire.state import Held, Published, Publishing, Ready, Unconfirmed, name_of
from postwire_contract.check import Check
from postwire_contract.cuts import after_a_cut, cuts
from postwire_contract.ending import ending
from postwire_contract.failure import Broken, Skipped
from postwire_contract.kit import Kit
from postwire_contract.scenario import Scenario


def checks(kit: Kit) -> Iterator[Check]:
    """The chapter."""
    for scenario in kit.scenarios:
        for asynchronous, way in ((False, "blocking"), (True, "async")):
            yield Check(
                name=f"lifecycle.ends.{scenario.name}.{way}",
                promise=f"{scenario.name} ends {scenario.ends} through the {way} driver, word for word as recorded",
                run=partial(_ends, kit, scenario, asynchronous=asynchronous),
            )
            if kit.told(scenario):
                yield Check(
                    name=f"lifecycle.cut.{scenario.name}.{way}",
                    promise="a process that dies before or after any request loses nothing and publishes nothing twice",
                    run=partial(_cut, kit, scenario, asynchronous=asynchronous),
                )
    for ability, support in kit.manifest.abilities.items():
        if support is Support.UNTRIED:
            yield Check(
                name=f"lifecycle.untried.{ability}",
                promise=f"{ability} is claimed with a proof, or not at all",
                run=partial(_untried, ability),
            )


def _untried(ability: str) -> None:
    raise Skipped("untried", f"{ability} is declared UNTRIED: nobody has proven it yet")


def _ends(kit: Kit, scenario: Scenario, *, asynchronous: bool) -> None:
    if not kit.told(scenario):
        raise Skipped("not_recorded", f"no cassette; record it: {kit.command(scenario)}")
    journey = kit.replay(scenario, asynchronous=asynchronous)
    ended = journey.delivery.state
    if name_of(ended) != scenario.ends:
        raise Broken(f"{scenario.name} has to end {scenario.ends}, and ended {ending(ended)}")
    if isinstance(ended, Published) and not ended.receipt.post_id:
        raise Broken(f"{scenario.name} is published, and nobody knows as which post")


def _cut(kit: Kit, scenario: Scenario, *, asynchronous: bool) -> None:
    for cut in cuts(kit, scenario):
        journey, live = after_a_cut(kit, scenario, cut, asynchronous=asynchronous)
        state = journey.delivery.state
        if live > 1:
            raise Broken(
                f"a process that died {cut} put {live} posts live; the container has to carry everything that publish "
                "needs, and only publish may make it visible"
            )
        recoverable = isinstance(state, Publishing | Unconfirmed | Held | Ready)
        if name_of(state) != scenario.ends and not recoverable:
            raise Broken(f"a process that died {cut} left the delivery {ending(state)}")
