"""Recording one scenario: against the connector's own sandbox, or live with a token that somebody hands in."""

import importlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from attrs import evolve

from postwire.account import Account
from postwire.manifest import Manifest
from postwire.post import Post
from postwire.state import Published, name_of
from postwire_contract import tape
from postwire_contract.ending import ending
from postwire_contract.failure import Broken
from postwire_contract.journey import CANARY, HANDLE, USER_ID, Between, Clock, Journey
from postwire_contract.kit import Kit, Losing
from postwire_contract.provenance import Provenance
from postwire_contract.scenario import Scenario, Staging
from postwire_contract.scrub import TOKEN
from postwire_contract.staged import Prepared

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
"""When every story in a sandbox begins: recorded again, it is the same, word for word."""
_ADDRESS = "POST"
_LONG = 8
"""Characters that the last part of a permalink has where it could tell the post."""


def record(kit: Kit, scenario: Scenario, live: Prepared | None = None, server: str = "") -> Path:
    """Record a scenario, prove that it can be replayed, and return its cassette; an older one is replaced.

    ``server`` is the software that answers ``live``, with its version, where it is not the platform's own.

    Raises `Broken` where it does not end as it has to, `postwire_contract.tape.TapeError` where what was heard cannot
    be kept, and `postwire_contract.tape.OffTape` where it cannot be replayed; then the older one stays as it is.
    """
    with TemporaryDirectory() as folder:
        draft = Kit(kit.module, Path(folder))
        _record(draft, scenario, live, server)
        for asynchronous in (False, True):
            _require_end(scenario, draft.replay(scenario, asynchronous=asynchronous))
        path = kit.path(scenario)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(draft.path(scenario).read_bytes())
    kit.forget(scenario)
    return path


def _record(kit: Kit, scenario: Scenario, live: Prepared | None, server: str) -> None:
    today = datetime.now(UTC).replace(microsecond=0)
    starts = NOON if live is None else today
    provenance = Provenance(
        platform=kit.manifest.platform,
        scenario=scenario.name,
        against="sandbox" if live is None else "live",
        api_version=kit.manifest.api.version,
        recorded=today.date(),
        connector=kit.distribution or kit.connector.distribution,
        again=kit.command(scenario)
        + ("  # anybody" if live is None else " --live --user-id ID  # whoever has a token"),
        starts=starts,
        server=server,
    )
    clock = Clock(starts, time.sleep if live else None)
    with _prepared(kit, scenario, live, clock) as prepared:
        post = _addressed(scenario, kit, prepared)
        account = Account(
            platform=kit.manifest.platform, user_id=prepared.user_id, handle=prepared.handle, api_base=prepared.url
        )
        aliases = _aliases(prepared, kit.manifest)
        journey = Journey(kit.overheard, account, starts, asynchronous=False)
        journey.clock = clock
        with tape.recording(kit.path(scenario), provenance, kit.manifest.api.base_url, aliases):
            journey.submit(post, prepared.token)
            between = Losing(scenario, journey)
            journey.travel(between)
            _note_permalink(journey, aliases)
            if scenario.deletes and isinstance(journey.delivery.state, Published):
                _delete(scenario, journey, prepared, between)
            _require_end(scenario, journey)


@contextmanager
def _prepared(kit: Kit, scenario: Scenario, live: Prepared | None, clock: Clock) -> Iterator[Prepared]:
    if live is not None:
        yield live
        return
    package = getattr(kit.module, "__name__", "")
    try:
        sandbox = importlib.import_module(f"{package}.sandbox")
        stage = sandbox.stage
    except (AttributeError, ImportError) as error:
        raise Broken(
            f"{package or 'the connector'} has no function `sandbox.stage` to record against ({error}); install its "
            "extra, write one, or record with --live"
        ) from error
    with stage(scenario.staging.value, token=CANARY, now=clock.seconds) as prepared:
        yield prepared


def _aliases(prepared: Prepared, manifest: Manifest) -> dict[str, str]:
    """What must not be kept, to what stands in its place. Where a name is an id as well, it is an id."""
    base_url = manifest.api.base_url
    aliases = {
        urlsplit(prepared.url).netloc: urlsplit(base_url).netloc,
        prepared.url.rstrip("/"): base_url,
        prepared.handle: HANDLE,
        **_parts_of(prepared.parent or "", manifest.example_post),
        prepared.user_id: USER_ID,
        prepared.token: TOKEN,
    }
    aliases.pop("", None)
    return aliases


def _parts_of(post_id: str, example: str) -> dict[str, str]:
    """The parts of an id that is an address, ``at://WHOSE/KIND/KEY``, to those of the example. Each may stand alone."""
    parts, examples = post_id.split("/"), example.split("/")
    return dict(zip(parts, examples, strict=True)) if len(parts) == len(examples) else {post_id: example}


def _note_permalink(journey: Journey, aliases: dict[str, str]) -> None:
    """The last part of a permalink tells the post as much as its id does, unless the connector chose it itself."""
    state = journey.delivery.state
    if isinstance(state, Published) and state.receipt.permalink:
        last = urlsplit(state.receipt.permalink).path.rstrip("/").rpartition("/")[2]
        chosen = any(last in str(spoken.request) for spoken in journey.heard if spoken.hook == "publish")
        if len(last) >= _LONG and not last.isdigit() and not chosen:
            aliases.setdefault(last, _ADDRESS)


def _addressed(scenario: Scenario, kit: Kit, prepared: Prepared) -> Post:
    post = kit.post(scenario)
    if post.reply_to != kit.manifest.example_post:
        return post
    if prepared.parent is None:
        raise Broken(f"scenario {scenario.name} answers a post, and none was named that can be answered")
    return evolve(post, reply_to=prepared.parent)


def _delete(scenario: Scenario, journey: Journey, prepared: Prepared, between: Between) -> None:
    state = journey.delivery.state
    if isinstance(state, Published) and scenario.staging is Staging.GONE:
        if prepared.delete_behind_our_back is None:
            raise Broken(f"scenario {scenario.name} needs somebody else to delete the post, and nobody can here")
        prepared.delete_behind_our_back(state.receipt.post_id)
    journey.take_down()
    journey.travel(between)


def _require_end(scenario: Scenario, journey: Journey) -> None:
    state = journey.delivery.state
    if name_of(state) != scenario.ends:
        raise Broken(f"scenario {scenario.name} has to end {scenario.ends} and ended {ending(state)}; nothing was kept")
