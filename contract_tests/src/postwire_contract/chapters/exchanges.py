"""What a connector says to the platform, hook by hook: who makes it visible, when, and what never leaves."""

import json
from collections.abc import Iterator
from functools import partial

from postwire import codec
from postwire.history import EntryKind
from postwire_contract.check import Check
from postwire_contract.failure import Broken
from postwire_contract.journey import CANARY, Spoken
from postwire_contract.kit import Kit
from postwire_contract.scenario import Scenario


def checks(kit: Kit) -> Iterator[Check]:
    """The chapter."""
    for scenario in kit.scenarios:
        if scenario.ends not in {"published", "deleted"} or not (scenario.must or kit.path(scenario).exists()):
            continue
        yield Check(
            name=f"exchanges.publish_last.{scenario.name}",
            promise="publish makes it visible with one request, and only look-ups follow",
            run=partial(_publish_last, kit, scenario),
        )
        yield Check(
            name=f"exchanges.nothing_visible_before.{scenario.name}",
            promise="create and poll never send what makes it visible",
            run=partial(_nothing_before, kit, scenario),
        )
        yield Check(
            name=f"exchanges.no_secret.{scenario.name}",
            promise="no request, container, receipt or history holds the token",
            run=partial(_no_secret, kit, scenario),
        )
        yield Check(
            name=f"exchanges.storable.{scenario.name}",
            promise="the delivery survives a trip through JSON",
            run=partial(_storable, kit, scenario),
        )


def _turns(heard: list[Spoken], hook: str) -> Iterator[list[Spoken]]:
    """The conversations of one hook, each as a list."""
    current: list[Spoken] = []
    for spoken in [*heard, None]:
        if spoken is not None and spoken.hook == hook:
            current.append(spoken)
        elif current:
            yield current
            current = []


def _publish_last(kit: Kit, scenario: Scenario) -> None:
    for turn in _turns(kit.heard(scenario), "publish"):
        acts = [spoken.request for spoken in turn if spoken.request.method != "GET"]
        if len(acts) != 1:
            told = ", ".join(f"{request.method} {request.path}" for request in acts) or "none"
            raise Broken(f"publish has to make exactly one request that changes something; it made {told}")
        after = turn[[spoken.request for spoken in turn].index(acts[0]) + 1 :]
        for spoken in after:
            if not spoken.request.optional:
                raise Broken(
                    f"the look-up {spoken.request.method} {spoken.request.path} after publish has to be optional=True: "
                    "the post is live by then, whether or not it can be looked up"
                )


def _nothing_before(kit: Kit, scenario: Scenario) -> None:
    visible = {(request.method, request.path) for request in kit.visible(scenario)}
    for spoken in kit.heard(scenario):
        if spoken.hook in {"create", "poll", "find"} and (spoken.request.method, spoken.request.path) in visible:
            raise Broken(
                f"{spoken.hook} sent {spoken.request.method} {spoken.request.path}, which makes a post visible; "
                f"only publish may, since {spoken.hook} is repeated after a crash"
            )


def _no_secret(kit: Kit, scenario: Scenario) -> None:
    for asynchronous in (False, True):
        journey = kit.replay(scenario, asynchronous=asynchronous)
        told = [codec.dump(journey.delivery), *(json.dumps(dict(entry.data)) for entry in journey.history)]
        told += [repr(spoken.request) for spoken in journey.listener.heard]
        if any(CANARY in text for text in told):
            raise Broken(
                "the account's token got into a request, a container or the history; only the wire may know it"
            )
        if not any(entry.kind is EntryKind.EXCHANGE for entry in journey.history):
            raise Broken("nothing was asked of the platform at all")


def _storable(kit: Kit, scenario: Scenario) -> None:
    delivery = kit.replay(scenario, asynchronous=False).delivery
    if codec.load_state(codec.dump_state(delivery.state)) != delivery.state:
        raise Broken("the delivery's state changes on its way through JSON; put plain JSON values into Container.data")
