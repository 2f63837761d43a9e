"""Recording one scenario: against the connector's own sandbox, or live with a token that somebody hands in."""

import importlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from attrs import evolve

from postwire.account import Account
from postwire.post import Post
from postwire.state import Published, name_of
from postwire_contract import tape
from postwire_contract.failure import Broken
from postwire_contract.journey import CANARY, HANDLE, USER_ID, Between, Clock, Journey
from postwire_contract.kit import Kit, Losing
from postwire_contract.scenario import Scenario
from postwire_contract.scenarios import PARENT
from postwire_contract.staged import Staged


def record(kit: Kit, scenario: Scenario, live: Staged | None = None) -> Path:
    """Record a scenario and return its cassette. Raises `Broken` where it does not end as it has to."""
    path = kit.path(scenario)
    starts = datetime.now(UTC).replace(microsecond=0)
    provenance = tape.Provenance(
        platform=kit.manifest.platform,
        scenario=scenario.name,
        against="live" if live else "sandbox",
        api_version=kit.manifest.api.version,
        recorded=starts.date(),
        connector=kit.connector.distribution,
        again=kit.command(scenario) + (" --live (whoever has a token)" if live else " (anybody)"),
        starts=starts,
    )
    clock = Clock(starts, time.sleep if live else None)
    with _staged(kit, scenario, live, clock) as staged:
        aliases = {staged.token: "TOKEN", staged.user_id: USER_ID}
        if staged.handle:
            aliases[staged.handle] = HANDLE
        if staged.parent:
            aliases[staged.parent] = PARENT
        account = Account(
            platform=kit.manifest.platform, user_id=staged.user_id, handle=staged.handle, api_base=staged.url
        )
        journey = Journey(kit.module, account, starts, asynchronous=False)
        journey.clock = clock
        aliases[staged.url] = kit.manifest.api.base_url
        with tape.recording(path, provenance, kit.manifest.api.base_url, aliases):
            journey.submit(_addressed(scenario.make(kit.manifest), staged), staged.token)
            between = Losing(scenario, journey)
            journey.travel(between)
            if scenario.deletes:
                _delete(journey, staged, between)
    ended = name_of(journey.delivery.state)
    if ended != scenario.ends:
        path.unlink()
        raise Broken(
            f"scenario {scenario.name} has to end {scenario.ends} and ended {ended}: {journey.delivery.state}; "
            "nothing was kept"
        )
    return path


@contextmanager
def _staged(kit: Kit, scenario: Scenario, live: Staged | None, clock: Clock) -> Iterator[Staged]:
    if live is not None:
        yield live
        return
    package = getattr(kit.module, "__name__", "")
    try:
        sandbox = importlib.import_module(f"{package}.sandbox")
    except ImportError as error:
        raise Broken(
            f"{package or 'the connector'} has no package `sandbox` to record against ({error}); install its extra, "
            "write one, or record with --live"
        ) from error
    with sandbox.stage(scenario.staging, token=CANARY, now=clock.seconds) as staged:
        yield staged


def _addressed(post: Post | None, staged: Staged) -> Post:
    assert post is not None  # noqa: S101 - the scenario was selected
    return evolve(post, reply_to=staged.parent) if post.reply_to == PARENT else post


def _delete(journey: Journey, staged: Staged, between: Between) -> None:
    state = journey.delivery.state
    if isinstance(state, Published) and staged.delete_behind_our_back is not None:
        staged.delete_behind_our_back(state.receipt.post_id)
    journey.take_down()
    journey.travel(between)
