"""Everything that the checks of one connector share."""

from datetime import datetime
from functools import cached_property
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

from postwire.connector import Connector
from postwire.exchange import Reply, Request
from postwire.hookspecs import GROUP
from postwire.manifest import Manifest, Support
from postwire.post import Post
from postwire.registry import Registry
from postwire.transport import MaybeArrived
from postwire_contract import posts, tape
from postwire_contract.failure import NotRecorded
from postwire_contract.journey import CANARY, Between, Journey, Overheard, Spoken, default_account
from postwire_contract.scenario import Scenario
from postwire_contract.scenarios import PLAIN, scenarios_for


class Kit:
    """One connector, its cassettes, and what was found out so far."""

    def __init__(self, connector: ModuleType | object, cassettes: Path, *, thorough: bool = False) -> None:
        self.module = connector
        self.thorough = thorough
        """Whether every scenario fails in every way through both drivers; else some do, and the others in two."""
        self.connector: Connector = next(iter(Registry.of(connector).values()))
        self.cassettes = cassettes / self.manifest.platform
        self._clean: dict[tuple[str, bool], Journey] = {}
        self._answers: dict[str, list[Reply]] = {}

    @property
    def manifest(self) -> Manifest:
        """The connector's."""
        return self.connector.manifest

    @cached_property
    def overheard(self) -> Overheard:
        """The connector, as journeys have it."""
        return Overheard(self.module)

    @cached_property
    def scenarios(self) -> tuple[Scenario, ...]:
        """Those that the manifest selects."""
        return scenarios_for(self.manifest)

    @cached_property
    def plainest(self) -> str:
        """The scenario of the simplest post that is told; empty where there is none."""
        return next(
            (scenario.name for scenario in self.scenarios if scenario.name in PLAIN and self.told(scenario)), ""
        )

    def path(self, scenario: Scenario) -> Path:
        """Where its cassette lies."""
        return self.cassettes / f"{scenario.name}.yaml"

    @cached_property
    def distribution(self) -> str | None:
        """Name and version of what announces the connector; None: it is not installed."""
        name = getattr(self.module, "__name__", "")
        found = (entry.dist for entry in entry_points(group=GROUP) if entry.value == name)
        return next((f"{dist.name} {dist.version}" for dist in found if dist is not None), None)

    def told(self, scenario: Scenario) -> bool:
        """Whether it is recorded, or has to be: what takes an ability that is untried need not."""
        claimed = all(self.manifest.abilities.get(need) is Support.YES for need in scenario.needs)
        return (scenario.must and claimed) or self.path(scenario).exists()

    def command(self, scenario: Scenario) -> str:
        """What records it."""
        command = f"python -m postwire_contract record {self.manifest.platform} {scenario.name}"
        if self.distribution is None and isinstance(self.module, ModuleType):
            command += f" --module {self.module.__name__}"
        return command

    def journey(self, starts: datetime, *, asynchronous: bool = False) -> Journey:
        """One that has not begun, of the account that every cassette is about."""
        return Journey(self.overheard, default_account(self.manifest), starts, asynchronous=asynchronous)

    def post(self, scenario: Scenario) -> Post:
        """What a selected scenario is about."""
        post = scenario.make(self.manifest)
        assert post is not None  # noqa: S101 - the scenario was selected
        return post if self.manifest.media_by_url else posts.in_files(post)

    def replay(self, scenario: Scenario, *, asynchronous: bool) -> Journey:
        """Play a scenario's cassette through one driver, to its end. Raises `NotRecorded`, `OffTape`."""
        known = self._clean.get((scenario.name, asynchronous))
        if known is not None:
            return known
        path = self.path(scenario)
        if not path.exists():
            raise NotRecorded(f"{path.name} is missing from {path.parent}; record it: {self.command(scenario)}")
        base_url = self.manifest.api.base_url
        with tape.playing(path, base_url, CANARY, self.command(scenario)) as playing:
            told = playing.provenance
            if (told.platform, told.scenario) != (self.manifest.platform, scenario.name):
                raise tape.TapeError(
                    f"{path}: provenance says platform {told.platform}, scenario {told.scenario}; was it copied? "
                    f"Record it: {self.command(scenario)}"
                )
            journey = self.journey(playing.provenance.starts, asynchronous=asynchronous)
            journey.submit(self.post(scenario))
            between = OnTape(playing, scenario, journey)
            journey.travel(between)
            between.settle()
            if scenario.deletes:
                journey.take_down()
                journey.travel(between)
            between.settle()
            playing.end()
            self._answers[scenario.name] = [Reply(**answer) for answer in playing.answers]
        self._clean[scenario.name, asynchronous] = journey
        return journey

    def forget(self, scenario: Scenario) -> None:
        """Its cassette is another one now."""
        for asynchronous in (False, True):
            self._clean.pop((scenario.name, asynchronous), None)

    def heard(self, scenario: Scenario) -> list[Spoken]:
        """The conversation of a clean replay, hook by hook."""
        return self.replay(scenario, asynchronous=False).heard

    def pairs(self, scenario: Scenario) -> list[tuple[Request, Reply]]:
        """Requests of a clean replay, and what the platform answered, whether or not the connector got to see it."""
        requests = [spoken.request for spoken in self.heard(scenario)]
        return list(zip(requests, self._answers[scenario.name], strict=True))

    def visible(self, scenario: Scenario) -> list[Request]:
        """The requests by which something becomes visible: what `publish` asks for beside look-ups."""
        return [s.request for s in self.heard(scenario) if s.hook == "publish" and s.request.method != "GET"]


class Losing(Between):
    """Drops the answer to publish where the scenario says so: vcrpy cannot record what never came."""

    def __init__(self, scenario: Scenario, journey: Journey) -> None:
        self._lose = scenario.loses
        self._journey = journey

    def after(self, number: int, request: Request, reply: Reply) -> Reply:
        """Lose it, or let it through."""
        del number
        if self._lose and request.method != "GET" and self._journey.heard[-1].hook == "publish":
            self._lose = False
            raise MaybeArrived("the contract suite dropped this answer")
        return reply


class OnTape(Losing):
    """Plays a cassette."""

    def __init__(self, playing: tape.Tape, scenario: Scenario, journey: Journey) -> None:
        super().__init__(scenario, journey)
        self._playing = playing
        self._off: tape.OffTape | None = None

    def before(self, number: int, request: Request) -> Reply | None:
        """Compare with the recording."""
        del number
        try:
            self._playing.meet(request)
        except tape.OffTape as off:
            self._off = self._off or off
            raise
        return None

    def settle(self) -> None:
        """Raises `OffTape` where the conversation left the recording, even if a connector swallowed it."""
        if self._off is not None:
            raise self._off
